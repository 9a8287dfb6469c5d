/** The registers of all devices, joined a stretch of keys at a time: memory holds one stretch, never whole tables. */

import type { Entry, LogStore, Query } from '@sallyport/store';
import { deviceKeyOf, type Session } from '@sallyport/wifi-wired';
import { SESSIONS } from '../admission/register.ts';
import { DEVICE_BOOK } from '../assurance/register.ts';
import { DEVICES, FLAGS, LISTS } from '../register.ts';
import type { Registered } from './listing.ts';
import { LAST_DECISIONS } from './register.ts';

/** What registers have of one device; the rest is known to this process. */
export type RegisteredRows = Pick<Registered, 'row' | 'known' | 'sessions' | 'flag' | 'isRefused' | 'decision'>;

export interface RegisteredDevice extends RegisteredRows {
  readonly key: string;
}

type Tables = Pick<LogStore, 'table'>;
type Stretch = Pick<Query, 'from' | 'below'>;

/** Rows of a table that are read at once, and devices that are entered in one go after that: some milliseconds. At least two. */
const TOGETHER = 100;

/**
 * Every device that has a row of its own or is in the book, in the order of keys, some at a time. What is written meanwhile may
 * or may not be in it.
 * @throws E_STORE_…
 */
export async function* registeredDevices(
  store: Tables,
  together = TOGETHER,
): AsyncGenerator<readonly RegisteredDevice[], void, undefined> {
  const refused = new Set<string>();
  for await (const { row } of store.table(LISTS).scan({ index: 'list', equals: 'refused' })) refused.add(row.match);
  let start: Pick<Stretch, 'from'> = {};
  for (;;) {
    const rows = await store.table(DEVICES).page({ ...start, limit: together });
    const book = await store.table(DEVICE_BOOK).page({ ...start, limit: together });
    // No farther than both were read.
    const below = [rows, book]
      .flatMap(({ next, entries }) => (next === undefined ? [] : (entries.at(-1)?.key ?? [])))
      .reduce<string | undefined>(
        (least, key) => (least === undefined || isBefore(key, least) ? key : least),
        undefined,
      );
    const stretch = below === undefined ? start : { ...start, below };
    const within = (key: string) => below === undefined || isBefore(key, below);
    const rowOf = rowsByKey(rows.entries.filter(({ key }) => within(key)));
    const knownOf = rowsByKey(book.entries.filter(({ key }) => within(key)));
    const { flags, decisions, sessions } = await besides(store, stretch);
    yield [...new Set([...rowOf.keys(), ...knownOf.keys()])].map((key) => ({
      key,
      row: rowOf.get(key),
      known: knownOf.get(key),
      sessions: sessions.get(key) ?? [],
      flag: flags.get(key)?.reason,
      isRefused: refused.has(key),
      decision: decisions.get(key),
    }));
    if (below === undefined) return;
    start = { from: below };
  }
}

async function besides(store: Tables, stretch: Stretch) {
  const flags = await rowsIn(store.table(FLAGS).scan(stretch));
  const decisions = await rowsIn(store.table(LAST_DECISIONS).scan(stretch));
  const sessions = new Map<string, Session[]>();
  for await (const { row } of store.table(SESSIONS).scan({ index: 'device', ...stretch })) {
    const key = deviceKeyOf(row);
    const known = sessions.get(key);
    if (known === undefined) sessions.set(key, [row]);
    else known.push(row);
  }
  return { flags, decisions, sessions };
}

async function rowsIn<Row>(entries: AsyncIterable<Entry<Row>>): Promise<ReadonlyMap<string, Row>> {
  const rows = new Map<string, Row>();
  for await (const { key, row } of entries) rows.set(key, row);
  return rows;
}

function rowsByKey<Row>(entries: readonly Entry<Row>[]): Map<string, Row> {
  return new Map(entries.map(({ key, row }) => [key, row]));
}

/** In the order of databases: by code point, which is that of UTF-8. */
function isBefore(one: string, other: string): boolean {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;
}
