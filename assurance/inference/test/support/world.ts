/** A small world of facts and rules, for tests. */

import type { TestContext } from 'node:test';
import {
  type Fact,
  type Goal,
  InferenceEngine,
  type InferenceLimits,
  type RuleText,
  type Value,
} from '../../src/index.ts';

/** The time of tests: seconds since 1970. */
export const NOW = 1_800_000_000;

export const at = (seconds: number = NOW): Date => new Date(seconds * 1000);

/** Ends with the test. */
export async function engineFor(test: TestContext, limits: Partial<InferenceLimits> = {}): Promise<InferenceEngine> {
  const engine = await InferenceEngine.start({ at: at(), limits });
  test.after(() => engine.close());
  return engine;
}

export function fact(relation: string, ...values: readonly Value[]): Fact {
  return {
    id: `claim:${relation}/${values.join('/')}`,
    relation,
    arguments: values,
    by: 'mailto:person@email.com',
    statement: `{ ${relation} (${values.join(', ')}) } [person-]`,
  };
}

export const goal = (relation: string, ...values: readonly Value[]): Goal => ({ relation, arguments: values });

export function rule(name: string, source: string, more: Partial<RuleText> = {}): RuleText {
  return { id: `rule:${name}`, name, source, ...more };
}

export const add = (...facts: readonly Fact[]) => facts.map((one) => ({ add: one }));
export const remove = (...facts: readonly Fact[]) => facts.map((one) => ({ remove: one }));
export const addRules = (...rules: readonly RuleText[]) => rules.map((one) => ({ addRule: one }));

/** Whether a goal holds, asked afresh. */
export async function holds(engine: InferenceEngine, relation: string, ...values: readonly Value[]): Promise<boolean> {
  return (await engine.decide(goal(relation, ...values))).holds;
}
