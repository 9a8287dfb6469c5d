/** Changes that concern many goals, and what is asked while these are judged. */

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import { type Change, type Fact, type Goal, InferenceEngine, type Outcome, type RuleText } from '../../src/index.ts';
import { anyFact, anyGoal, ruleText } from '../support/random-programs.ts';
import { add, addRules, at, fact, goal, remove, rule } from '../support/world.ts';

const PIECE = 8;
const MANY = Array.from({ length: 40 }, (_, number) => number);
const PERMIT = rule('admission', 'permit(D) :- known(D), open, \\+ barred(D).');
const permit = (number: number) => goal('permit', number);

/** An engine that judges eight goals at a time, and what its listener was told. */
async function listenedTo(test: TestContext, piece = PIECE) {
  const told: Outcome[] = [];
  const engine = await InferenceEngine.start({
    at: at(),
    limits: { piece },
    listener: {
      turned: (outcome) => told.push(outcome),
      failed: (thrown) => {
        throw thrown;
      },
    },
  });
  test.after(() => engine.close());
  await engine.apply([...addRules(PERMIT), ...add(...MANY.map((number) => fact('known', number)))], at());
  for (const number of MANY) await engine.decide(permit(number), { watch: true });
  return { engine, told };
}

const numbersIn = (outcomes: readonly Outcome[]): readonly unknown[] =>
  outcomes.flatMap(({ flipped }) => flipped).map(({ goal: { arguments: values } }) => values[0]);

describe('a change that concerns many goals', () => {
  it('is answered when the first are judged, and the others follow in pieces, each told once', async (test) => {
    const { engine, told } = await listenedTo(test);
    const first = await engine.apply(add(fact('open')), at());
    assert.deepEqual([first.reevaluated, first.waiting], [PIECE, MANY.length - PIECE]);
    await engine.settled();
    assert.deepEqual(
      told.map(({ reevaluated, waiting }) => [reevaluated, waiting]),
      [24, 16, 8, 0].map((waiting) => [PIECE, waiting]),
    );
    const all = [first, ...told];
    assert.deepEqual(
      numbersIn(all).toSorted((a, b) => Number(a) - Number(b)),
      MANY,
    );
    assert.ok(all.flatMap(({ flipped }) => flipped).every(({ holds }) => holds));
  });

  it('keeps nobody from an answer, and the answer is that of the change', async (test) => {
    const { engine, told } = await listenedTo(test);
    await engine.apply(add(fact('open')), at());
    const { holds } = await engine.decide(permit(39));
    assert.equal(holds, true);
    assert.ok(told.length < 4, 'others still waited');
    await engine.settled();
    assert.equal(numbersIn(told).filter((number) => number === 39).length, 1, 'who listens is told all the same');
  });

  it('has what is asked for and watched judged before its turn, and told', async (test) => {
    const { engine, told } = await listenedTo(test);
    await engine.apply(add(fact('open')), at());
    const asked = await engine.decide(permit(39), { watch: true });
    assert.equal(asked.holds, true);
    assert.ok(numbersIn(told).includes(39));
    assert.ok(told.length < 5, 'others still waited');
    await engine.settled();
    assert.equal(numbersIn(told).filter((number) => number === 39).length, 1);
  });

  it('does not hold up the next change: what that one concerns is judged with it', async (test) => {
    const { engine } = await listenedTo(test);
    await engine.decide(goal('lost', 1), { watch: true });
    await engine.apply(add(fact('open')), at());
    const { flipped, waiting } = await engine.apply(add(fact('lost', 1)), at());
    assert.deepEqual(
      flipped.map(({ goal: { relation } }) => relation),
      ['lost'],
    );
    assert.ok(waiting > 0, 'others still waited');
  });

  it('judges those first that held', async (test) => {
    const { engine } = await listenedTo(test);
    await engine.apply(add(...MANY.slice(0, 35).map((number) => fact('barred', number))), at());
    await engine.apply(add(fact('open')), at());
    await engine.settled();
    const { flipped, waiting } = await engine.apply(remove(fact('open')), at());
    assert.deepEqual([numbersIn([{ flipped, changed: [], reevaluated: 0, waiting, problems: [] }]).length], [5]);
  });

  it('is judged all at once where nobody listens', async (test) => {
    const engine = await InferenceEngine.start({ at: at(), limits: { piece: PIECE } });
    test.after(() => engine.close());
    await engine.apply([...addRules(PERMIT), ...add(...MANY.map((number) => fact('known', number)))], at());
    await engine.follow(MANY.map((number) => ({ pattern: permit(number), given: [] })));
    const { flipped, waiting } = await engine.apply(add(fact('open')), at());
    assert.deepEqual([flipped.length, waiting], [MANY.length, 0]);
  });

  it('ends with the engine', async (test) => {
    const { engine } = await listenedTo(test);
    await engine.apply(add(fact('open')), at());
    await engine.close();
    await assert.rejects(engine.decide(permit(1)), { code: 'E_INFERENCE_CLOSED' });
  });
});

describe('goals and patterns that are followed from now on', () => {
  it('are answered in their order without proofs, and told of when they turn', async (test) => {
    const { engine, told } = await listenedTo(test);
    const everybody = { relation: 'permit', arguments: [undefined] };
    const barred = goal('barred', 3);
    const followed = await engine.follow([everybody, permit(3), barred].map((pattern) => ({ pattern, given: [] })));
    assert.deepEqual(
      followed.map(({ pattern, holds, answers }) => [pattern, holds, answers]),
      [
        [everybody, false, []],
        [permit(3), false, []],
        [barred, false, []],
      ],
    );
    const first = await engine.apply([...add(fact('open')), ...add(fact('barred', 3))], at());
    await engine.settled();
    const outcomes = [first, ...told];
    assert.ok(numbersIn(outcomes).length === MANY.length, 'all but the barred one, and that one is barred');
    assert.deepEqual(
      outcomes.flatMap(({ changed }) => changed),
      [everybody],
    );
  });
});

const step = fc.oneof(
  { weight: 5, arbitrary: anyFact.map((one) => ({ fact: one })) },
  { weight: 2, arbitrary: ruleText.map((text) => ({ text })) },
  { weight: 2, arbitrary: anyGoal.map((ask) => ({ ask })) },
);

describe('what was told of a goal, with a break after every goal', () => {
  it('is what is so in the end, though changes and questions come before the last was judged', async (test) => {
    const limits = { work: 3000, recursion: 60 };
    const told = new Map<string, boolean>();
    const hear = ({ flipped }: Pick<Outcome, 'flipped'>): void => {
      for (const { goal: turned, holds } of flipped) if (told.has(nameOf(turned))) told.set(nameOf(turned), holds);
    };
    const engine = await InferenceEngine.start({
      at: at(),
      limits: { ...limits, piece: 1 },
      listener: { turned: hear, failed: assert.ifError },
    });
    const fresh = await InferenceEngine.start({ at: at(), limits });
    test.after(() => Promise.all([engine.close(), fresh.close()]));
    const worlds = fc.record({
      texts: fc.array(ruleText, { minLength: 1, maxLength: 4 }),
      facts: fc.array(anyFact, { maxLength: 12 }),
      goals: fc.uniqueArray(anyGoal, { minLength: 2, maxLength: 8, selector: nameOf }),
      steps: fc.array(step, { minLength: 1, maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(worlds, async ({ texts, facts, goals, steps }) => {
        const standing = new Map<string, Fact>(facts.map((one) => [one.id, one]));
        const inForce = new Map<string, RuleText>(texts.map((text) => [text.id, text]));
        const all = (): readonly Change[] => [...add(...standing.values()), ...addRules(...inForce.values())];
        try {
          await engine.apply(all(), at());
          for (const asked of goals) told.set(nameOf(asked), (await engine.decide(asked, { watch: true })).holds);
          const going: Promise<unknown>[] = [];
          for (const one of steps) {
            if ('ask' in one) going.push(engine.decide(one.ask, { watch: told.has(nameOf(one.ask)) }));
            else if ('text' in one) going.push(engine.apply([toggled(inForce, one.text)], at()).then(hear));
            else going.push(engine.apply([toggledFact(standing, one.fact)], at()).then(hear));
          }
          await Promise.all(going);
          await engine.settled();
          await fresh.apply(all(), at());
          for (const asked of goals)
            assert.equal(told.get(nameOf(asked)), (await fresh.decide(asked)).holds, nameOf(asked));
        } finally {
          await engine.settled();
          for (const asked of goals) engine.unwatch(asked);
          told.clear();
          const none = [...remove(...standing.values()), ...[...inForce.keys()].map((removeRule) => ({ removeRule }))];
          await engine.apply(none, at());
          await fresh.apply(none, at());
        }
      }),
      { numRuns: fuzzRuns(60), interruptAfterTimeLimit: 120_000, endOnFailure: true },
    );
  });
});

const nameOf = (asked: Goal): string => JSON.stringify(asked);

function toggledFact(standing: Map<string, Fact>, one: Fact): Change {
  if (standing.delete(one.id)) return { remove: one };
  standing.set(one.id, one);
  return { add: one };
}

function toggled(inForce: Map<string, RuleText>, text: RuleText): Change {
  if (inForce.delete(text.id)) return { removeRule: text.id };
  inForce.set(text.id, text);
  return { addRule: text };
}
