/** A change of policy is made as a whole or not at all. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { SHIPPED_POLICIES } from '@sallyport/assurance-policy';
import type { JsonObject } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import { changePolicy, type PolicyPlan } from '../../src/assurance/policy-change.ts';
import { policyAdopted } from '../../src/assurance/policy-mode.ts';
import type { Domain } from '../../src/index.ts';
import { startDomain } from '../support.ts';
import { objectsOf, run } from './support.ts';

const ADOPTING = join(import.meta.dirname, 'adopting-process.ts');

function rulesOf(policy: string): readonly string[] {
  return (SHIPPED_POLICIES.find(({ name }) => name === policy)?.rules ?? []).map(({ name }) => name).toSorted();
}

/** The policy in force, and the rules that count, by their names. */
function inForce(shown: JsonObject): readonly [policy: unknown, rules: readonly string[]] {
  const counting = objectsOf(shown, 'rules').filter(({ counts }) => counts === true);
  for (const { rule, isAdopted, problem } of counting)
    assert.deepEqual([isAdopted, problem], [true, null], String(rule));
  return [shown['policy'], counting.map(({ rule }) => String(rule)).toSorted()];
}

describe('a change of policy', () => {
  let domain: Domain;
  const errors: unknown[] = [];

  before(async () => {
    domain = await startDomain({ listen: undefined, onError: (error) => errors.push(error) });
    await run(domain, 'policy.adopt', { policy: 'list-models' });
  });
  after(async () => {
    await domain.close();
    assert.deepEqual(errors, []);
  });

  /** One rule after the other, in the place of whichever policy there is. */
  const claiming =
    (sources: readonly string[]): PolicyPlan =>
    async (acts, policy) => {
      const rules: string[] = [];
      for (const [at, source] of sources.entries()) {
        rules.push(await acts.make({ type: 'Rule', subject: { rule: `rule_${at}`, language: 'prolog', source } }));
      }
      for (const uri of policy?.rules ?? []) await acts.retract(uri);
      return policyAdopted('of our own', rules);
    };
  const make = (plan: PolicyPlan) => {
    const { host, mode, claims } = domain.assurance;
    return changePolicy(plan, { host, mode, desk: claims }, { by: 'Olga' });
  };
  const change = (sources: readonly string[]) => make(claiming(sources));

  for (const [why, last] of [
    ['cannot be read', 'permit(Point, Device) :- '],
    ['does what rules must not', 'permit(_, _) :- shell(ls).'],
  ] as const) {
    it(`changes nothing where the last of several rules ${why}`, async () => {
      const head = await domain.logHead();
      const { message } = await refuses(() => change(['one(1).', 'two(2).', last]), 'E_DOMAIN_POLICY');
      assert.match(message, /^the rule rule_2 is refused/);
      assert.deepEqual(await domain.logHead(), head);
      assert.deepEqual(inForce(await run(domain, 'policy.show')), ['list-models', rulesOf('list-models')]);
    });
  }

  it('changes nothing where somebody else changed the policy since it was planned', async () => {
    const overtaken = make(async (acts, policy) => {
      const event = await claiming(['one(1).'])(acts, policy);
      await run(domain, 'policy.drop');
      return event;
    });
    await assert.rejects(overtaken, { code: 'E_STORE_CONFLICT' });
    assert.deepEqual(inForce(await run(domain, 'policy.show')), [null, []]);
    await run(domain, 'policy.adopt', { policy: 'list-models' });
  });

  it('is in the log in one piece: rules, who decides, and what takes the former rules back', async () => {
    const head = (await domain.logHead()).position;
    await change(['one(1).', 'two(2).']);
    const types: string[] = [];
    for await (const { type } of domain.log.store.read(head + 1)) types.push(type);
    const former = rulesOf('list-models').length;
    assert.deepEqual(types, [...Array(2 + former).fill('claim.logged'), 'policy.adopted']);
    assert.deepEqual(inForce(await run(domain, 'policy.show')), ['of our own', ['rule_0', 'rule_1']]);
  });
});

describe('a domain that is killed while it adopts another policy', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sallyport-adopting-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  for (const [moment, policy] of [
    ['before', 'list-models'],
    ['after', 'build-5'],
  ] as const) {
    it(`goes by ${policy} alone, with all its rules, when it was killed ${moment} it handed them in`, async () => {
      const adopting = spawn(process.execPath, [ADOPTING, directory, moment], { stdio: 'inherit' });
      assert.deepEqual(await once(adopting, 'exit'), [null, 'SIGKILL']);
      const domain = await startDomain({ listen: undefined, directory });
      try {
        assert.deepEqual(inForce(await run(domain, 'policy.show')), [policy, rulesOf(policy)]);
      } finally {
        await domain.close();
      }
    });
  }
});
