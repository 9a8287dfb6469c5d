/** Many goals judged at once, without proofs. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { add, addRules, at, engineFor, fact, goal, rule } from '../support/world.ts';

const RULES = rule('admission', 'permit(P, D) :- trusts(_, D, device), \\+ given(stop, P).');

describe('many goals at once', () => {
  it('are answered in their order, as each alone would be', async (test) => {
    const engine = await engineFor(test);
    await engine.apply(addRules(RULES), at());
    const stop = { ...fact('given', 'stop', 'E.2'), id: 'observed:given/stop' };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ device: fc.nat(9), isStopped: fc.boolean() }), { maxLength: 300 }),
        fc.uniqueArray(fc.nat(9)),
        async (asked, trusted) => {
          const facts = trusted.map((device) => fact('trusts', 'somebody', `d${device}`, 'device'));
          await engine.apply(add(...facts), at());
          const judged = await engine.judge(
            asked.map(({ device, isStopped }) => ({
              goal: goal('permit', 'E.2', `d${device}`),
              given: isStopped ? [stop] : [],
            })),
          );
          assert.deepEqual(
            judged.map(({ goal: { arguments: values }, holds }) => [values[1], holds]),
            asked.map(({ device, isStopped }) => [`d${device}`, trusted.includes(device) && !isStopped]),
          );
          await engine.apply(
            facts.map((remove) => ({ remove })),
            at(),
          );
        },
      ),
      { numRuns: 10 },
    );
  });

  it('leave nothing watched', async (test) => {
    const engine = await engineFor(test);
    await engine.apply(addRules(RULES), at());
    await engine.judge([{ goal: goal('permit', 'E.2', 'd'), given: [] }]);
    const { flipped, reevaluated } = await engine.apply(add(fact('trusts', 'somebody', 'd', 'device')), at());
    assert.deepEqual([flipped, reevaluated], [[], 0]);
  });

  it('are judged anew when a rule is put in quarantine over one of them', { timeout: 60_000 }, async (test) => {
    const engine = await engineFor(test, { work: 1e12, inferences: 1e12, watchdog: 1500 });
    await engine.apply(
      addRules(
        rule('admission', 'permit(_, D) :- trusts(_, D, device), \\+ objection(D).'),
        rule('endless', 'objection(D) :- D = bad, between(1, 1000000, A), between(1, 1000000, B), A * B < 0.'),
      ),
      at(),
    );
    await engine.apply(add(fact('trusts', 's', 'good', 'device'), fact('trusts', 's', 'bad', 'device')), at());
    const judged = await engine.judge([
      { goal: goal('permit', 'E.2', 'good'), given: [] },
      { goal: goal('permit', 'E.2', 'bad'), given: [] },
    ]);
    assert.deepEqual(
      judged.map(({ holds, problem }) => [holds, problem?.code]),
      [
        [false, 'E_INFERENCE_QUARANTINED'],
        [false, 'E_INFERENCE_QUARANTINED'],
      ],
    );
  });

  it('refuse what is no goal', async (test) => {
    const engine = await engineFor(test);
    await assert.rejects(engine.judge([{ goal: goal('Permit'), given: [] }]), { code: 'E_INFERENCE_GOAL' });
  });

  it('tell what rules speak of', async (test) => {
    const engine = await engineFor(test);
    assert.equal(engine.defines('permit/2'), false);
    await engine.apply(addRules(RULES), at());
    assert.deepEqual([engine.defines('permit/2'), engine.defines('trusts/3')], [true, false]);
  });
});
