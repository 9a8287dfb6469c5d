/** Where a proof comes to its ends in what decided: what holds a yes up, and what is missing for it or stands against it. */

import type { ProofNode } from '@sallyport/assurance-inference';

/** Of one proof; beyond, its ends are as far as was looked. */
const MAX_NODES = 4096;
const FUNCTOR = /^(?:\\\+ ?)?([a-z][A-Za-z0-9_]*)\(/;

/** An end of the proof: `isAgainst` for one that holds and must not. */
export interface End {
  readonly node: ProofNode;
  readonly isAgainst: boolean;
}

/** What decided, at the ends of the proof, nearest to the root first. */
export function endsOf(proof: ProofNode): readonly End[] {
  const ends: End[] = [];
  const queue: End[] = [{ node: proof, isAgainst: false }];
  for (let next = 0; next < queue.length && next < MAX_NODES; next++) {
    const end = queue[next];
    if (end === undefined) break;
    const within = isWhole(end) ? [] : decisive(end);
    if (within.length === 0) ends.push(end);
    else queue.push(...within);
  }
  return ends;
}

/** What is mended as a whole, whichever part of it fails. */
function isWhole({ node: { goal, holds } }: End): boolean {
  return !holds && functorOf(goal) === 'score_is_low';
}

function decisive({ node: { holds, kind, children }, isAgainst }: End): readonly End[] {
  const of = (nodes: readonly ProofNode[], against: boolean) => nodes.map((node) => ({ node, isAgainst: against }));
  const solid = children.filter((child) => child.kind !== 'builtin');
  const failed = children.filter((child) => !child.holds);
  if (kind === 'not') {
    // What must not hold does; or, within an objection, what would end it does not.
    const objections = solid.filter((child) => child.holds);
    if (!holds) return of(objections, true);
    return isAgainst ? of(failed, false) : [];
  }
  if (!holds) return of(failed, false);
  if (isAgainst) return of(solid, true);
  const claimed = solid.filter((child) => child.kind !== 'not');
  return of(claimed, false);
}

/** The relation that a goal asks for, its negation aside; empty for what is none. */
export function functorOf(goal: string): string {
  return FUNCTOR.exec(goal)?.[1] ?? '';
}
