/** From the facts that stood to the facts that are to stand. */

import type { Change, Fact } from '@sallyport/assurance-inference';

/** What takes these facts out and puts those in. Facts that stay are left alone. */
export function exchange(before: readonly Fact[], after: readonly Fact[]): readonly Change[] {
  if (before.length === 0) return after.map((add) => ({ add }));
  if (after.length === 0) return before.map((remove) => ({ remove }));
  const keyOf = (fact: Fact) => JSON.stringify([fact.relation, fact.arguments, fact.by ?? null]);
  const stays = new Set(after.map(keyOf));
  const stood = new Set(before.map(keyOf));
  return [
    ...before.filter((fact) => !stays.has(keyOf(fact))).map((remove) => ({ remove })),
    ...after.filter((fact) => !stood.has(keyOf(fact))).map((add) => ({ add })),
  ];
}
