import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderProof } from '@sallyport/assurance-inference';
import { utf8 } from '@sallyport/core';
import { readPolicyTests, runPolicyTests } from '../../src/index.ts';

const DEVICE = 'ni:///device';
const RULE = { name: 'own', source: 'permit(_, D) :- listed(devices, D).' };
const FILE = {
  rules: [RULE],
  at: 1_800_000_000,
  device: DEVICE,
  tests: [
    { test: 'a listed device', given: [{ fact: ['listed', 'devices', DEVICE] }], expect: { decision: 'permit' } },
  ],
};
const bytes = (file: unknown) => utf8(JSON.stringify(file));

describe('policy tests', () => {
  it('fail when the decision is another than expected, and tell it with its proof', async () => {
    const tests = [{ test: 'an unlisted device', expect: { decision: 'permit' } }];
    const report = await runPolicyTests(bytes({ ...FILE, tests }));
    const [result] = report.results;
    assert.deepEqual([report.passed, result?.passed, result?.decision], [false, false, 'deny']);
    assert.equal(result?.sentence, `denied: nobody states listed(devices, '${DEVICE}')`);
    assert.equal(result?.proof.holds, false);
  });

  it('fail when expected words are not among the reasons', async () => {
    const tests = [{ test: 'words', expect: { decision: 'deny', because: ['nobody states', 'the moon'] } }];
    const [result] = (await runPolicyTests(bytes({ ...FILE, tests }))).results;
    assert.deepEqual([result?.passed, result?.missing], [false, ['the moon']]);
  });

  it('fail as a whole when a rule is refused', async () => {
    const rules = [RULE, { name: 'hostile', source: 'a :- halt.' }];
    const report = await runPolicyTests(bytes({ ...FILE, rules }));
    assert.deepEqual([report.passed, report.results[0]?.passed], [false, true]);
    assert.deepEqual(
      report.problems.map(({ code }) => code),
      ['E_INFERENCE_FORBIDDEN'],
    );
  });

  it('fail when a rule goes beyond its limits, even where no was expected', async () => {
    const rules = [{ name: 'loop', source: 'permit(_, D) :- up(D, 0).\nup(D, N) :- M is N + 1, up(D, M).' }];
    const tests = [{ test: 'a loop', expect: { decision: 'deny' } }];
    const [result] = (await runPolicyTests(bytes({ ...FILE, rules, tests }))).results;
    assert.equal(result?.passed, false);
    assert.match(result?.sentence ?? '', /^denied: .*\(rule loop\)$/);
  });

  it('keep the facts of one test from the next', async () => {
    const tests = [...FILE.tests, { test: 'after it', expect: { decision: 'deny' } }];
    assert.equal((await runPolicyTests(bytes({ ...FILE, tests }))).passed, true);
  });

  it('are read strictly', () => {
    const [test] = FILE.tests;
    for (const [file, code] of [
      [{ ...FILE, polcy: 'build-5' }, 'E_POLICY_TEST_FILE'],
      [{ ...FILE, tests: [] }, 'E_POLICY_TEST_FILE'],
      [{ ...FILE, tests: [{ ...test, expect: { decision: 'maybe' } }] }, 'E_POLICY_TEST_FILE'],
      [{ ...FILE, tests: [{ ...test, given: [{ fact: ['Listed', 1] }] }] }, 'E_POLICY_TEST_FILE'],
      [{ ...FILE, tests: [{ ...test, without: [['listed', 'devices', 'x']] }] }, 'E_POLICY_TEST_FILE'],
      [{ ...FILE, device: undefined }, 'E_POLICY_TEST_FILE'],
      [{ ...FILE, policy: 'build-6' }, 'E_POLICY_UNKNOWN'],
      [{ ...FILE, rules: ['no_such_rule'] }, 'E_POLICY_UNKNOWN'],
    ] as const) {
      assert.throws(() => readPolicyTests(bytes(file)), { code }, JSON.stringify(file));
    }
  });
});

describe('the explanation of a denial', () => {
  it('names the score, the threshold, the vulnerability and who claimed it', async () => {
    const [owner, bot, maker] = ['mailto:owner@example.org', 'did:key:zScoring', 'ni:///maker'];
    const given = [
      ['person', owner],
      ['right', owner, 'trust_manufacturers'],
      ['right', owner, 'connect_devices'],
      ['right', owner, 'declare_types'],
      ['made_by', DEVICE, maker],
      ['trusts', owner, maker, 'manufacturer'],
      ['trusts', owner, DEVICE, 'device'],
      ['device_type', DEVICE, 'thermo-2', owner],
      ['vulnerability_score', 'thermo-2', 7.8, 1_799_999_000, bot],
      ['vulnerability', 'thermo-2', 'CVE-2022-37434', 7.8, 'pkg:generic/zlib@1.2.11', bot],
    ].map((fact) => ({ fact, by: String(fact.at(-1)) }));
    const tests = [{ test: 'the example', given, expect: { decision: 'deny' } }];
    const { results } = await runPolicyTests(bytes({ policy: 'build-5', at: FILE.at, device: DEVICE, tests }));
    const [result] = results;
    assert.equal(
      result?.sentence,
      'denied: type thermo-2 has an SBOM score of 7.8, threshold 6, because CVE-2022-37434 in pkg:generic/zlib@1.2.11, ' +
        'claimed by did:key:zScoring',
    );
    const text = result === undefined ? '' : renderProof(result.proof);
    assert.match(text, /^no {3}permit\('E\.2', 'ni:\/\/\/device'\)\n/);
    assert.match(text, /yes {2}vulnerability\(thermo-2, CVE-2022-37434, .*\), claimed by did:key:zScoring/);
  });
});
