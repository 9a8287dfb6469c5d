/** The log a page at a time, the newest first, by stream, type and time. What one page costs is bounded whatever is looked for. */

import type { LogStore, Position, StoredEvent } from '@sallyport/store';
import { ANY_TYPE, endOfType, STRETCH, STRETCHES, type StretchRow, stretchKey, stretchOf } from './log-index.ts';

/** What is needed of the store. */
export type LogReader = Pick<LogStore, 'read' | 'head' | 'table'>;

export interface LogQuery {
  readonly stream?: string | undefined;
  readonly type?: string | undefined;
  /** When the event happened, milliseconds since 1970, both included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Only events below this position. */
  readonly before?: Position | undefined;
  /** At most so many events. */
  readonly limit: number;
}

export interface LogPage {
  readonly events: readonly StoredEvent[];
  /** Where to go on, as `before`; undefined when the beginning of the log was reached. */
  readonly next: Position | undefined;
}

/** Events and stretches that are looked at for one page. A page may be short, or empty, and still have a next one. */
const MAX_EXAMINED = 5_000;
const MAX_STRETCHES = 5_000;
const MAX_TYPES = 500;

export async function logPage(store: LogReader, query: LogQuery): Promise<LogPage> {
  const head = await store.head();
  const start = Math.min(head, (query.before ?? head + 1) - 1);
  if (start < 1) return { events: [], next: undefined };
  const events: StoredEvent[] = [];
  let examined = 0;
  for await (const found of candidates(store, query, start)) {
    if (typeof found === 'number') return { events, next: found };
    if (fits(found, query)) events.push(found);
    if (events.length === query.limit || ++examined === MAX_EXAMINED) {
      return { events, next: found.position > 1 ? found.position : undefined };
    }
  }
  return { events, next: undefined };
}

/** What types of events there are, in order; each costs one look into the index. */
export async function logTypes(store: Pick<LogStore, 'table'>): Promise<readonly string[]> {
  const types: string[] = [];
  let from = {};
  while (types.length < MAX_TYPES) {
    const [found] = (await store.table(STRETCHES).page({ ...from, limit: 1 })).entries;
    if (found === undefined) break;
    if (found.row.type !== ANY_TYPE) types.push(found.row.type);
    from = { from: endOfType(found.row.type) };
  }
  return types;
}

/** Events from `start` down; or, where enough was looked at for one page, the position below which the next one goes on. */
async function* candidates(store: LogReader, query: LogQuery, start: Position): AsyncGenerator<StoredEvent | Position> {
  const { stream, type, from, to, limit } = query;
  // Where everything is shown that is read, no more is read than is shown.
  if (type === undefined && from === undefined && to === undefined)
    yield* store.read(start, { reverse: true, limit, ...(stream === undefined ? {} : { stream }) });
  else if (stream !== undefined) yield* store.read(start, { stream, reverse: true });
  else yield* fromStretches(store, query, start);
}

async function* fromStretches(
  store: LogReader,
  { type = ANY_TYPE, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: LogQuery,
  start: Position,
): AsyncGenerator<StoredEvent | Position> {
  const bounds = { from: stretchKey(type, 0), below: stretchKey(type, stretchOf(start) + 1), reverse: true };
  let seen = 0;
  for await (const { row } of store.table(STRETCHES).scan(bounds)) {
    if (row.last >= from && row.first <= to) yield* eventsOf(store, row, start);
    if (++seen === MAX_STRETCHES && row.stretch > 0) yield row.stretch * STRETCH + 1;
  }
}

async function* eventsOf(store: LogReader, { stretch }: StretchRow, start: Position): AsyncGenerator<StoredEvent> {
  const first = stretch * STRETCH + 1;
  const last = Math.min(start, first + STRETCH - 1);
  yield* store.read(last, { reverse: true, limit: last - first + 1 });
}

function fits({ stream, type, at }: StoredEvent, query: LogQuery): boolean {
  const time = at.getTime();
  if (query.stream !== undefined && stream !== query.stream) return false;
  if (query.type !== undefined && type !== query.type) return false;
  return time >= (query.from ?? Number.NEGATIVE_INFINITY) && time <= (query.to ?? Number.POSITIVE_INFINITY);
}
