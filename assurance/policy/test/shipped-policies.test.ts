import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, it } from 'node:test';
import {
  readPolicyTests,
  runPolicyTests,
  SHIPPED_POLICIES,
  SHIPPED_POLICY_TESTS,
  SHIPPED_RULES,
} from '../src/index.ts';

const FOLDER = new URL('../rules/', import.meta.url);

describe('the tests that are shipped with the policies', () => {
  for (const { name: policy, file } of SHIPPED_POLICY_TESTS) {
    it(`pass: ${policy}`, async () => {
      const report = await runPolicyTests(file);
      const failed = report.results.filter(({ passed }) => !passed);
      assert.deepEqual(
        failed.map(({ name, sentence, missing }) => ({ name, sentence, missing })),
        [],
      );
      assert.deepEqual(report.problems, []);
      assert.equal(report.passed, true);
      for (const decision of ['permit', 'deny']) {
        assert.ok(
          report.results.some(({ expected }) => expected === decision),
          `${policy} tests that something is to be answered with ${decision}`,
        );
      }
    });
  }

  it('concern every rule and every policy', () => {
    const tested = SHIPPED_POLICY_TESTS.flatMap(({ file }) => readPolicyTests(file).rules.map(({ name }) => name));
    assert.deepEqual(
      [...SHIPPED_RULES.keys()].filter((name) => !tested.includes(name)),
      [],
    );
    const names = SHIPPED_POLICY_TESTS.map(({ name }) => name);
    assert.deepEqual(
      SHIPPED_POLICIES.map(({ name }) => name).filter((name) => !names.includes(name)),
      [],
    );
  });
});

describe('a shipped rule', () => {
  it('has a name that a rule claim can take, and says in its first line what it does', () => {
    const onDisk = globSync('*.pl', { cwd: FOLDER }).map((file) => basename(file, '.pl'));
    assert.deepEqual([...SHIPPED_RULES.keys()].sort(), onDisk.sort(), 'every file belongs to a policy');
    for (const { name, about } of SHIPPED_RULES.values()) {
      assert.match(name, /^[a-z][A-Za-z0-9_]*$/);
      assert.match(about, /^[A-Z].*\.$/);
    }
  });

  it('stands behind the maker’s gate in every policy', () => {
    for (const { name, rules } of SHIPPED_POLICIES) {
      const permits = rules.flatMap(({ source }) => source.match(/^permit\(.*$/gm) ?? []);
      assert.equal(permits.length, 1, name);
    }
    assert.match(SHIPPED_RULES.get('permit')?.source ?? '', /permit\(Point, Device\) :-\s+maker_accepted\(Device\),/);
  });
});
