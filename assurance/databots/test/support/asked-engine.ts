/** What a databot asks, answered by an engine as a node would, within what a claim holds; without claims, so that it is quick. */

import type { BotAnswers, BotContext } from '@sallyport/assurance-databots';
import { InferenceEngine } from '@sallyport/assurance-inference';

export type Row = readonly [relation: string, ...values: (string | number | null)[]];

const NOW = Date.parse('2026-03-01T12:00:00Z');
const MOST_BYTES = 128 * 1024;
const MOST_ANSWERS = 1024;

export interface AskedEngine extends AsyncDisposable {
  readonly goals: string[];
  readonly context: Pick<BotContext, 'query' | 'now'>;
}

export async function askedEngine(rows: readonly Row[]): Promise<AskedEngine> {
  const at = new Date(NOW);
  const engine = await InferenceEngine.start({ at });
  const facts = rows.map(([relation, ...values], index) => ({
    add: { id: `claim-${index}`, relation, arguments: values, statement: relation },
  }));
  await engine.apply(facts, at);
  const goals: string[] = [];
  const query = async (goal: string): Promise<BotAnswers> => {
    goals.push(goal);
    const { answers, isComplete, problem } = await engine.query(goal, { limit: MOST_ANSWERS });
    if (problem !== undefined) throw new TypeError(problem.sentence);
    let bytes = 0;
    const kept = answers.filter((bindings) => {
      bytes += Buffer.byteLength(JSON.stringify(bindings));
      return bytes <= MOST_BYTES;
    });
    return { answers: kept, isComplete: isComplete && kept.length === answers.length };
  };
  return { goals, context: { query, now: NOW }, [Symbol.asyncDispose]: () => engine.close() };
}
