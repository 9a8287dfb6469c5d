/**
 * The chain of hashes over the log. Each event's hash takes in the one before and everything that the event is:
 *
 *     SHA-256( previous NUL position NUL stream NUL version NUL type NUL at NUL uniqueKey NUL data )
 *
 * in UTF-8; `previous` is the hash before in lower-case hexadecimal, 64 zeros before the first event; numbers are decimal, `at`
 * in milliseconds since 1970; a missing unique key is empty; `data` is the JSON text as it is stored. No field of an event
 * that the store accepts holds a NUL, so that no two events have one encoding.
 */

import { hash } from 'node:crypto';
import type { Position } from '../events.ts';
import type { ChainedRow, EventPlan, EventRow } from './backend.ts';

/** What stands before the first event. */
export const CHAIN_START = '0'.repeat(64);

const PAGE = 1000;

/** The hash of `row`, given the one of the event before it. */
export function linkOf(previous: string, row: EventRow): string {
  const { position, stream, version, type, at, uniqueKey = '', data } = row;
  const text = `${previous}\0${position}\0${stream}\0${version}\0${type}\0${at}\0${uniqueKey}\0${data}`;
  return hash('sha256', text, 'hex');
}

/** The rows with their hashes. */
export function chained(previous: string, rows: readonly EventRow[]): readonly ChainedRow[] {
  let last = previous;
  return rows.map((row) => {
    last = linkOf(last, row);
    return { ...row, hash: last };
  });
}

/**
 * The hash up to `head` worked out from the events themselves: for a log whose last event was written before there were
 * hashes. The chain goes on from there, and so covers those events too.
 */
export async function hashUpTo(
  head: Position,
  readEvents: (plan: EventPlan) => Promise<readonly EventRow[]>,
): Promise<string> {
  let last = CHAIN_START;
  for (let from = 1; from <= head; ) {
    const rows = await readEvents({ from, to: head, stream: undefined, reverse: false, limit: PAGE });
    for (const row of rows) last = linkOf(last, row);
    from = (rows.at(-1)?.position ?? head) + 1;
  }
  return last;
}
