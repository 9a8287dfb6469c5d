/**
 * Where in the log events of a type, or of a time, are to be found. A sparse index: for each stretch of the log it says which types of
 * events are in it, and from when to when, so that it stays small beside the log and a rare type is found without reading all.
 */

import { type Position, type Projection, type StoredEvent, type TableReader, table } from '@sallyport/store';

/** Events of a stretch. */
export const STRETCH = 64;
/** Stands for all types at once; no type of event is called so. */
export const ANY_TYPE = '*';

export type StretchRow = {
  readonly type: string;
  /** From 0; its events begin at position `stretch * STRETCH + 1`. */
  readonly stretch: number;
  /** When its earliest and its latest event happened, milliseconds since 1970. */
  readonly first: number;
  readonly last: number;
  readonly count: number;
};

export const STRETCHES = table<StretchRow>('log_stretches');
export type StretchReader = TableReader<StretchRow, never>;

export const logIndex: Projection = {
  name: 'log_index',
  version: 1,
  tables: [STRETCHES],
  async apply(event, tables) {
    const rows = tables.table(STRETCHES);
    const stretch = stretchOf(event.position);
    for (const type of [ANY_TYPE, event.type]) {
      const key = stretchKey(type, stretch);
      rows.put(key, withEvent((await rows.get(key)) ?? { type, stretch, ...NOTHING }, event));
    }
  },
};

const NOTHING = { first: Number.MAX_SAFE_INTEGER, last: Number.MIN_SAFE_INTEGER, count: 0 };
const DIGITS = 14;

function withEvent(row: StretchRow, { at }: StoredEvent): StretchRow {
  const time = at.getTime();
  return { ...row, first: Math.min(row.first, time), last: Math.max(row.last, time), count: row.count + 1 };
}

export function stretchOf(position: Position): number {
  return Math.floor((position - 1) / STRETCH);
}

/** Ordered by type and then by place. */
export function stretchKey(type: string, stretch: number): string {
  return `${type}/${String(stretch).padStart(DIGITS, '0')}`;
}

/** A key beyond all those of a type, and before those of the next. */
export function endOfType(type: string): string {
  return `${type}/~`;
}
