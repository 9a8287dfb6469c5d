/** Checks what must hold of every log, whatever the database says of itself. */

import { setImmediate } from 'node:timers/promises';
import { fail } from '../errors.ts';
import type { Position } from '../events.ts';
import type { ChainHead, VerifyOptions } from '../log-store.ts';
import type { FoundRow } from './backend.ts';
import { CHAIN_START, linkOf } from './chain.ts';
import { parseStored } from './event-codec.ts';

const PAGE = 500;

/**
 * Gives the head, with its hash worked out from the events.
 * @throws E_STORE_CORRUPT at the first event out of its place, E_STORE_CHAIN at the first that does not fit its hash, or when
 * the log is not the one whose head was noted
 */
export async function verifyLog(
  readChain: (from: Position, limit: number) => Promise<readonly FoundRow[]>,
  { noted, progress }: { readonly [Option in keyof VerifyOptions]: VerifyOptions[Option] | undefined },
): Promise<ChainHead> {
  const versions = new Map<string, number>();
  let head: ChainHead = { position: 0, hash: CHAIN_START };
  let isChained = false;
  let isMet = noted === undefined || isSame(noted, head);
  for (;;) {
    const rows = await readChain(head.position + 1, PAGE);
    for (const row of rows) {
      checkPlace(row, head.position, versions);
      head = { position: row.position, hash: linkOf(head.hash, row) };
      checkHash(row, head.hash, isChained);
      isChained ||= row.hash !== undefined;
      isMet ||= noted !== undefined && isSame(noted, head);
    }
    progress?.(head.position);
    if (rows.length < PAGE) break;
    // A database in this process is read at one go; others have their turn between two pages.
    await setImmediate();
  }
  if (!isMet && noted !== undefined) throw notTheNoted(noted, head);
  return head;
}

function checkPlace(
  { position, stream, version, data }: FoundRow,
  before: Position,
  versions: Map<string, number>,
): void {
  const expected = before + 1;
  if (position !== expected) {
    throw fail('E_STORE_CORRUPT', `event ${expected} is missing: the next one is ${position}`, {
      details: { expected, position },
    });
  }
  const count = versions.get(stream) ?? 0;
  if (version !== count + 1) {
    throw fail('E_STORE_CORRUPT', `event ${position} is number ${version} of ${stream}, after number ${count}`, {
      details: { position, stream, version },
    });
  }
  versions.set(stream, version);
  parseStored(data, `event ${position}`);
}

/** Events from before there were hashes stand at the beginning, and are covered by the first hash that follows. */
function checkHash({ position, hash }: FoundRow, expected: string, isChained: boolean): void {
  if (hash === undefined ? isChained : hash !== expected) {
    const message = hash === undefined ? 'has lost its hash' : 'or one before it is not what was appended';
    throw fail('E_STORE_CHAIN', `event ${position} ${message}`, { details: { position } });
  }
}

function isSame(a: ChainHead, b: ChainHead): boolean {
  return a.position === b.position && a.hash === b.hash;
}

function notTheNoted({ position }: ChainHead, head: ChainHead) {
  const message =
    position > head.position
      ? `the log ends at event ${head.position}, and once went on to ${position}`
      : `the log up to event ${position} is not the one whose head was noted`;
  return fail('E_STORE_CHAIN', message, { details: { position: head.position, noted: position } });
}
