/** Where each claim lies in the log, and which came last of each origin, type, issuer and subject. */

import { type Projection, table } from '@sallyport/store';
import { type Glance, glanceAt } from './glance.ts';
import { CLAIM_LOGGED, entryIn, type Origin } from './logged-claim.ts';

type ClaimRow = {
  readonly id: string;
  readonly position: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly origin: Origin;
  readonly from: string | null;
  readonly size: number;
  /** What it says of itself. */
  readonly glance: Glance;
};

/** By position, written so that the order of keys is that of positions; an index keeps the order of keys within a value. */
export const CLAIMS = table<ClaimRow>('claims')
  .textIndex('origin', (row) => row.origin)
  .textIndex('type', ({ glance }) => glance.type ?? undefined)
  .textIndex('issuer', ({ glance }) => glance.issuer ?? undefined)
  .textIndex('subject', ({ glance }) => glance.subject ?? undefined)
  .textIndex('device_type', ({ glance }) => glance.deviceType ?? undefined);
export const CLAIM_IDS = table<{ readonly position: number }>('ids');

/** Open the store with it; {@link ClaimLog} reads its tables. */
export const claimLogProjection: Projection = {
  name: 'claim_log',
  version: 2,
  tables: [CLAIMS, CLAIM_IDS],
  apply(event, tables) {
    if (!CLAIM_LOGGED.is(event)) return;
    const { id, position, at, origin, from, size } = entryIn(event);
    const glance = glanceAt(Buffer.from(event.data.bytes, 'base64'));
    const row = { id, position, at: at.getTime(), origin, from: from ?? null, size, glance };
    tables.table(CLAIM_IDS).put(id, { position });
    tables.table(CLAIMS).put(keyOf(position), row);
  },
};

/** Positions are safe integers: 16 digits at most. */
function keyOf(position: number): string {
  return String(position).padStart(16, '0');
}
