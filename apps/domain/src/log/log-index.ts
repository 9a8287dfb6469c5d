/**
 * Where in the log events of a type, or of a time, are to be found. A sparse index: for each stretch of the log it says which types of
 * events are in it, and from when to when, so that it stays small beside the log and a rare type is found without reading all.
 */

import { MINUTE } from '@sallyport/core';
import { type Position, type Projection, table } from '@sallyport/store';

/** Events of a stretch. */
export const STRETCH = 64;
/** Stands for all types at once; no type of event is called so. */
export const ANY_TYPE = '*';

export type StretchRow = {
  readonly type: string;
  /** From 0; its events begin at position `stretch * STRETCH + 1`. */
  readonly stretch: number;
  /** Its events happened between these, milliseconds since 1970: whole {@link COARSE}s, so that few events move them. */
  readonly first: number;
  readonly last: number;
};

export const STRETCHES = table<StretchRow>('log_stretches');

export const logIndex: Projection = {
  name: 'log_index',
  version: 1,
  tables: [STRETCHES],
  async apply(event, tables) {
    const rows = tables.table(STRETCHES);
    const stretch = stretchOf(event.position);
    for (const type of [ANY_TYPE, event.type]) {
      const key = stretchKey(type, stretch);
      const known = await rows.get(key);
      const time = event.at.getTime();
      if (known !== undefined && time >= known.first && time <= known.last) continue;
      const { first = time, last = time } = known ?? {};
      rows.put(key, { type, stretch, first: Math.min(first, floor(time)), last: Math.max(last, floor(time) + COARSE) });
    }
  },
};

/** Milliseconds. */
const COARSE = 10 * MINUTE;

function floor(time: number): number {
  return Math.floor(time / COARSE) * COARSE;
}

const DIGITS = 14;

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
