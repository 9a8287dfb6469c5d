/** What was found out, as it is told to whoever asked. */

import type { Followed, Goal, Judgement, Pattern, Problem, Solutions } from '../model.ts';
import type { Watched } from './watch.ts';
import type { Way } from './ways.ts';

/** Of the way in which it was asked last. */
export function judgementOf({ goal, ways: { last } }: Watched): readonly Judgement[] {
  if (last === undefined || !isGoal(goal)) return [];
  const { holds, problem } = last;
  return [{ goal, holds, ...(problem === undefined ? {} : { problem }) }];
}

export function isGoal(goal: Goal | Pattern): goal is Goal {
  return goal.arguments.every((value) => value !== undefined);
}

export function solutionsOf(
  pattern: Pattern,
  { holds, rows, problem }: Pick<Way, 'holds' | 'rows'> & { readonly problem?: Problem | undefined },
): Solutions {
  // Where nothing is left open there is one answer, or none.
  const answers = isGoal(pattern) ? [pattern.arguments].filter(() => holds) : rows;
  return { answers, ...(problem === undefined ? {} : { problem }) };
}

export function followedIn(pattern: Pattern, way: Way | undefined): Followed {
  if (way === undefined) return { pattern, holds: false, answers: [] };
  return { pattern, holds: way.holds, ...solutionsOf(pattern, way) };
}
