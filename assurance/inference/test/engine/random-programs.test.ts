/**
 * The strongest thing that is promised of watching: after whatever came and went, what was told of a goal is what is so. On
 * random programs of the whole language, against the same engine asked afresh and another that got all at once.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import { type Change, type Fact, InferenceEngine, type Outcome, type Pattern, type RuleText } from '../../src/index.ts';
import { anyFact, anyGiven, anyGoal, anyPattern, ruleText } from '../support/random-programs.ts';
import { at, NOW } from '../support/world.ts';

const RUNS = fuzzRuns(100);
const LIMITS = { work: 3000, recursion: 60 };

const step = fc.oneof(
  { weight: 6, arbitrary: anyFact.map((fact) => ({ fact })) },
  { weight: 2, arbitrary: ruleText.map((text) => ({ text })) },
  { weight: 1, arbitrary: fc.integer({ min: -2, max: 4 }).map((seconds) => ({ seconds })) },
);
const history = fc.record({
  texts: fc.array(ruleText, { minLength: 1, maxLength: 4 }),
  facts: fc.array(anyFact, { maxLength: 12 }),
  goals: fc.array(anyGoal, { minLength: 1, maxLength: 6 }),
  patterns: fc.array(anyPattern, { maxLength: 3 }),
  steps: fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
});

const questions = fc.record({
  texts: fc.array(ruleText, { minLength: 1, maxLength: 4 }),
  facts: fc.array(anyFact, { maxLength: 12 }),
  goal: anyGoal,
  asked: fc.array(anyGiven, { minLength: 2, maxLength: 5 }),
  steps: fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
});

/** What somebody knows who asked once and listens from then on. */
class Listener {
  readonly #engine: InferenceEngine;
  readonly #told = new Map<string, unknown>();

  constructor(engine: InferenceEngine) {
    this.#engine = engine;
  }

  async ask(pattern: Pattern): Promise<void> {
    this.#told.set(nameOf(pattern), await answerOf(this.#engine, pattern, true));
  }

  async hear({ flipped, changed }: Outcome): Promise<void> {
    for (const { goal, holds } of flipped) this.#told.set(nameOf(goal), holds);
    for (const pattern of changed) await this.ask(pattern);
  }

  toldOf(pattern: Pattern): unknown {
    return this.#told.get(nameOf(pattern));
  }
}

/** JSON would take what is left open for null. */
const nameOf = (pattern: Pattern): string => JSON.stringify(pattern, (_, value) => (value === undefined ? '…' : value));

async function answerOf(engine: InferenceEngine, pattern: Pattern, watch = false): Promise<unknown> {
  if (pattern.arguments.includes(undefined)) return (await engine.solve(pattern, { watch })).answers;
  const { relation, arguments: values } = pattern;
  const known = values.flatMap((value) => (value === undefined ? [] : [value]));
  return (await engine.decide({ relation, arguments: known }, { watch })).holds;
}

describe('what was told of a goal', () => {
  let engine: InferenceEngine;
  let fresh: InferenceEngine;
  before(async () => {
    engine = await InferenceEngine.start({ at: at(), limits: LIMITS });
    fresh = await InferenceEngine.start({ at: at(), limits: LIMITS });
  });
  after(() => Promise.all([engine.close(), fresh.close()]));

  it('is what is so, after any changes of facts, rules and time', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ texts, facts, goals, patterns, steps }) => {
        const standing = new Map<string, Fact>(facts.map((fact) => [fact.id, fact]));
        const inForce = new Map<string, RuleText>(texts.map((text) => [text.id, text]));
        let now = NOW;
        const all = (): readonly Change[] => [
          ...[...standing.values()].map((add) => ({ add })),
          ...[...inForce.values()].map((addRule) => ({ addRule })),
        ];
        const none = (): readonly Change[] => [
          ...[...standing.values()].map((remove) => ({ remove })),
          ...[...inForce.keys()].map((removeRule) => ({ removeRule })),
        ];
        const asked: readonly Pattern[] = [...goals, ...patterns];
        try {
          await engine.apply(all(), at(now));
          const listener = new Listener(engine);
          for (const pattern of asked) await listener.ask(pattern);
          for (const changes of steps) {
            const batch: Change[] = [];
            for (const change of changes) {
              if ('seconds' in change) now += change.seconds;
              else if ('text' in change) batch.push(toggle(inForce, change.text));
              else batch.push(toggleFact(standing, change.fact));
            }
            await listener.hear(await engine.apply(batch, at(now)));
            for (const pattern of asked)
              assert.deepEqual(listener.toldOf(pattern), await answerOf(engine, pattern), nameOf(pattern));
          }
          await fresh.apply([...all()].reverse(), at(now));
          for (const pattern of asked)
            assert.deepEqual(listener.toldOf(pattern), await answerOf(fresh, pattern), nameOf(pattern));
        } finally {
          for (const pattern of asked) engine.unwatch(pattern);
          await engine.apply(none(), at(NOW));
          await fresh.apply(none(), at(NOW));
        }
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 120_000, endOnFailure: false },
    );
  });

  it('comes to whoever asked with whatever facts of his own, as often as his answer is another', async () => {
    await fc.assert(
      fc.asyncProperty(questions, async ({ texts, facts, goal, asked, steps }) => {
        const standing = new Map<string, Fact>(facts.map((fact) => [fact.id, fact]));
        const inForce = new Map<string, RuleText>(texts.map((text) => [text.id, text]));
        let now = NOW;
        const ask = async (watch: boolean) => {
          const answers: boolean[] = [];
          for (const given of asked) answers.push((await engine.decide(goal, { given, watch })).holds);
          return answers;
        };
        try {
          await engine.apply(
            [...facts.map((fact) => ({ add: fact })), ...[...inForce.values()].map((text) => ({ addRule: text }))],
            at(now),
          );
          let known = await ask(true);
          for (const changes of steps) {
            const batch: Change[] = [];
            for (const change of changes) {
              if ('seconds' in change) now += change.seconds;
              else if ('text' in change) batch.push(toggle(inForce, change.text));
              else batch.push(toggleFact(standing, change.fact));
            }
            const { flipped } = await engine.apply(batch, at(now));
            const before = known;
            // Whoever is told asks again.
            known = await ask(flipped.length > 0);
            if (flipped.length === 0) assert.deepEqual(known, before);
          }
        } finally {
          engine.unwatch(goal);
          await engine.apply(
            [
              ...[...standing.values()].map((fact) => ({ remove: fact })),
              ...[...inForce.keys()].map((id) => ({ removeRule: id })),
            ],
            at(NOW),
          );
        }
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 80_000, endOnFailure: false },
    );
  });
});

function toggle(inForce: Map<string, RuleText>, text: RuleText): Change {
  if (inForce.get(text.id)?.source === text.source) {
    inForce.delete(text.id);
    return { removeRule: text.id };
  }
  inForce.set(text.id, text);
  return { addRule: text };
}

function toggleFact(standing: Map<string, Fact>, fact: Fact): Change {
  if (standing.delete(fact.id)) return { remove: fact };
  standing.set(fact.id, fact);
  return { add: fact };
}
