/** Where each claim lies in the log, and which came last of each origin. */

import { type Projection, table } from '@sallyport/store';
import { CLAIM_LOGGED, entryIn, type Origin } from './logged-claim.ts';

type ClaimRow = {
  readonly id: string;
  readonly position: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly origin: Origin;
  readonly from: string | null;
  readonly size: number;
};

/** By position, written so that the order of keys is that of positions; an index keeps the order of keys within a value. */
export const CLAIMS = table<ClaimRow>('claims').textIndex('origin', (row) => row.origin);
export const CLAIM_IDS = table<{ readonly position: number }>('ids');

/** Open the store with it; {@link ClaimLog} reads its tables. */
export const claimLogProjection: Projection = {
  name: 'claim_log',
  version: 1,
  tables: [CLAIMS, CLAIM_IDS],
  apply(event, tables) {
    if (!CLAIM_LOGGED.is(event)) return;
    const { id, position, at, origin, from, size } = entryIn(event);
    tables.table(CLAIM_IDS).put(id, { position });
    tables.table(CLAIMS).put(keyOf(position), { id, position, at: at.getTime(), origin, from: from ?? null, size });
  },
};

/** Positions are safe integers: 16 digits at most. */
function keyOf(position: number): string {
  return String(position).padStart(16, '0');
}
