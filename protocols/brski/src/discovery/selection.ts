/** Which of the candidates that wait is next (RFC 8995 §4.1, end of §5.1). */

import type { Milliseconds } from '@sallyport/core';
import { type CandidateRecord, sourceRank } from './candidate-table.ts';

const NEVER = Number.NEGATIVE_INFINITY;

/**
 * Overdue ones first, then those never tried, then the one used least recently.
 *
 * @param due candidates whose back-off is over and that no attempt runs through
 * @param all every candidate, for how lately each announcer had its turn
 */
export function nextCandidate(
  due: readonly CandidateRecord[],
  all: Iterable<CandidateRecord>,
  now: Milliseconds,
  overdueAfter: Milliseconds,
): CandidateRecord | undefined {
  const overdue = due.filter((record) => record.lastUsed !== undefined && now - record.notBefore > overdueAfter);
  // Without this turn, a neighbour who announces a new offer every few seconds would keep the pledge from all others.
  if (overdue.length > 0) return overdue.sort((a, b) => a.notBefore - b.notBefore || a.order - b.order)[0];
  const lastTurn = lastUseByAnnouncer(all);
  const turnOf = ({ announcer }: CandidateRecord) =>
    announcer === undefined ? NEVER : (lastTurn.get(announcer) ?? NEVER);
  return [...due].sort((a, b) => {
    if (a.lastUsed !== undefined || b.lastUsed !== undefined) {
      return compare(a.lastUsed ?? NEVER, b.lastUsed ?? NEVER) || a.order - b.order;
    }
    return compare(turnOf(a), turnOf(b)) || sourceRank(a.candidate) - sourceRank(b.candidate) || a.order - b.order;
  })[0];
}

function lastUseByAnnouncer(all: Iterable<CandidateRecord>): ReadonlyMap<string, Milliseconds> {
  const last = new Map<string, Milliseconds>();
  for (const { announcer, lastUsed } of all) {
    if (announcer === undefined || lastUsed === undefined) continue;
    last.set(announcer, Math.max(last.get(announcer) ?? NEVER, lastUsed));
  }
  return last;
}

/** Subtraction would make no number of two infinities. */
function compare(a: Milliseconds, b: Milliseconds): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
