import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Fact, type Goal, InferenceEngine } from '@sallyport/assurance-inference';
import { factsOf, readPolicyTests, SHIPPED_POLICY_TESTS } from '../src/index.ts';
import { COUNTED, claim } from './support/claims.ts';

const DEVICE = 'ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk';
const SAID_AT = Date.parse('2026-01-01T00:00:00Z');
const DAY = 86_400_000;
const HOUR = 3_600_000;
const VERIFIER = 'did:key:zVerifier';
const GOAL: Goal = { relation: 'permit', arguments: ['E.2', DEVICE] };

/** What an attestation result says when a verifier with the right made it. */
async function told(status: 'affirming' | 'contraindicated', appraised: number): Promise<readonly Fact[]> {
  const result = await claim('AttestationResult', { id: DEVICE, status, appraised: new Date(appraised).toISOString() });
  return factsOf(result, { ...COUNTED, by: VERIFIER });
}

describe('a policy that asks for attestation', () => {
  const file = SHIPPED_POLICY_TESTS.find(({ name }) => name === 'build-5-attested');
  let engine: InferenceEngine;

  before(async () => {
    assert.ok(file);
    const { rules, tests } = readPolicyTests(file.file);
    const [first] = tests;
    assert.ok(first);
    engine = await InferenceEngine.start({ at: new Date(SAID_AT) });
    // Everything that the first of the shipped tests is given, but the attestation and about the device of the claims.
    const facts = first.facts.filter(({ relation }) => relation !== 'attestation');
    const ours = facts.map((fact) => ({
      ...fact,
      arguments: fact.arguments.map((value) => (value === first.device ? DEVICE : value)),
    }));
    await engine.apply(
      [...rules.map((rule) => ({ addRule: rule })), ...ours.map((fact) => ({ add: fact }))],
      new Date(SAID_AT),
    );
  });
  after(() => engine.close());

  it('keeps a device out by the passing of time alone, a day after its appraisal', async () => {
    assert.equal((await engine.decide(GOAL, { watch: true })).holds, false);
    const [affirmed] = await told('affirming', SAID_AT - HOUR);
    assert.ok(affirmed);
    const turned = await engine.apply([{ add: affirmed }], new Date(SAID_AT));
    assert.deepEqual(turned.flipped, [{ goal: GOAL, holds: true }]);
    const end = SAID_AT - HOUR + DAY;
    assert.equal(engine.nextDueAt?.getTime(), end);
    assert.deepEqual((await engine.advance(new Date(end - 1000))).flipped, []);
    assert.deepEqual((await engine.advance(new Date(end))).flipped, [{ goal: GOAL, holds: false }]);
    await engine.apply([{ remove: affirmed }], new Date(end));
  });

  it('keeps it out the moment a verifier contraindicates it', async () => {
    const [affirmed] = await told('affirming', SAID_AT - HOUR);
    const [contraindicated] = await told('contraindicated', SAID_AT);
    assert.ok(affirmed && contraindicated);
    const now = new Date(SAID_AT);
    assert.deepEqual((await engine.apply([{ add: affirmed }], now)).flipped, [{ goal: GOAL, holds: true }]);
    assert.deepEqual((await engine.apply([{ add: contraindicated }], now)).flipped, [{ goal: GOAL, holds: false }]);
    assert.deepEqual((await engine.apply([{ remove: contraindicated }], now)).flipped, [{ goal: GOAL, holds: true }]);
  });
});
