/**
 * A process to be killed: appends as fast as it can in several lanes and writes a line to stdout for each append that
 * has resolved: `position token parts`. Arguments: where the store is, as JSON, and a name for this process.
 */

import { writeSync } from 'node:fs';
import { isSallyportError, type JsonValue } from '@sallyport/core';
import { type LogStore, type NewEvent, openPostgresStore, openSqliteStore } from '@sallyport/store';
import { journal, WRITTEN } from './journal.ts';

type Place = { readonly path: string } | { readonly connectionString: string; readonly schema: string };

const LANES = 4;

const place: Place = JSON.parse(process.argv[2] ?? '');
const name = process.argv[3] ?? '';
const projections = [journal];
const store: LogStore = await ('path' in place
  ? openSqliteStore({ path: place.path, projections })
  : openPostgresStore({ ...place, projections }));

/** Written straight to the descriptor: what this says has happened, whatever kills the process next. */
function acknowledge(position: number | undefined, token: string, parts: number): void {
  const line = Buffer.from(`${position} ${token} ${parts}\n`);
  for (let done = 0; done < line.length; ) {
    try {
      done += writeSync(1, line, done);
    } catch (error) {
      // The parent is slow to read; it has not been written, so it has not been said.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
}

function eventsOf(token: string, parts: number): NewEvent[] {
  return Array.from({ length: parts }, (_, part) => {
    const data: { token: string; part: number; parts: number; padding: JsonValue } = {
      token,
      part,
      parts,
      padding: 'x'.repeat((part * 131 + token.length * 17) % 700),
    };
    return WRITTEN.create(`lane/${token.split('.')[1]}`, data, { uniqueKey: `${token}/${part}` });
  });
}

async function runLane(lane: number): Promise<void> {
  for (let round = 0; ; round++) {
    const token = `${name}.${lane}.${round}`;
    const parts = 1 + ((round + lane) % 3);
    const events = eventsOf(token, parts);
    const stored = round % 5 === 4 ? await store.transact((tx) => tx.append(events)) : await store.append(events);
    acknowledge(stored[0]?.position, token, parts);
    // A rebuild or a refused append now and then, so that kills fall into those too.
    if (lane === 0 && round % 40 === 39) await store.rebuild('journal');
    if (round % 7 === 6) await expectConflict(events);
  }
}

async function expectConflict(events: NewEvent[]): Promise<void> {
  try {
    await store.append(events);
  } catch (error) {
    if (isSallyportError(error, 'E_STORE_CONFLICT')) return;
    throw error;
  }
  throw new TypeError('a unique key was accepted twice');
}

await Promise.all(Array.from({ length: LANES }, (_, lane) => runLane(lane)));
