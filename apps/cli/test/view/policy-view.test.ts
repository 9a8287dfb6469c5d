import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '@sallyport/core';
import { policyInForce, policyText } from '../../src/view/policy-view.ts';
import { testContext } from '../support/context.ts';

const { terminal } = testContext();
const rule = (changes: JsonObject): JsonObject => ({
  rule: 'limit',
  about: 'What is too much.',
  counts: true,
  isAdopted: true,
  sentence: 'the owner may say this.',
  problem: null,
  ...changes,
});

function shown(...rules: JsonObject[]): string {
  const since = '2026-06-01T12:00:00.000Z';
  return policyText({ mode: 'claims', policy: 'build-5', since, rules, shipped: [] }, new Map(), terminal);
}

describe('a policy, for people', () => {
  it('names itself and its rules', () => {
    assert.match(
      shown(rule({})),
      /^claims decide, by the policy build-5 since 2026-06-01T12:00:00\.000Z\n\nrules\n✔ limit +What is too much\.\n$/,
    );
  });

  it('tells which rules are not in force, and why', () => {
    const problem = { code: 'E_X', severity: 'refused', sentence: 'shell/1 is not part of the language' };
    assert.match(shown(rule({ problem })), /✘ limit +What is too much\.\n {4}shell\/1 is not part of the language\n/);
    assert.match(shown(rule({ counts: false })), /✘ limit[\s\S]*the owner may say this\./);
    assert.match(shown(rule({ problem: { ...problem, severity: 'warning' } })), /✔ limit/);
  });

  it('leaves out what somebody wrote whose rules do not count', () => {
    assert.doesNotMatch(shown(rule({ counts: false, isAdopted: false })), /limit/);
  });

  it('says what can be adopted while lists decide', () => {
    const shipped = [{ policy: 'build-5', about: 'NIST Build 5.' }];
    const text = policyText({ mode: 'lists', policy: null, since: null, rules: [], shipped }, new Map(), terminal);
    assert.match(text, /^the accept lists decide: see `sallyport registrar lists`\n[\s\S]*build-5 +NIST Build 5\.\n$/);
  });
});

describe('the policy in force', () => {
  it('is the one by which claims decide, and none while lists do', () => {
    assert.equal(policyInForce({ mode: 'claims', policy: 'build-5' }), 'build-5');
    for (const answer of [{ mode: 'lists', policy: null }, {}, null]) assert.equal(policyInForce(answer), undefined);
  });
});
