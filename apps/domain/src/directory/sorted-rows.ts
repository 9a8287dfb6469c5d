/**
 * Rows in an order, in chunks, so that a row that moves costs its way through one chunk and not through all. The order is made
 * of some rows at a time, while those that are in it already may move.
 */

import { compareValues, type Place } from './cursor.ts';

/** Below zero when the row stands before the place that is looked for, above when behind it, zero when it stands there. */
export type Seek = (row: number) => number;

/** Rows behind a place in order, or before it backwards. Without a place: from the end that comes first. */
export interface Walk {
  readonly after: Seek | undefined;
  readonly isReverse: boolean;
}

/** Of rows as they are now. Behind equal values by key, which is another for each. */
export interface Ordering {
  readonly sortedBy: (row: number) => Place['value'];
  readonly keyOf: (row: number) => string;
}

const CHUNK = 512;
/** Rows that are put in order in one go: some milliseconds. */
const STRETCH = 1024;

export class SortedRows {
  readonly #ordering: Ordering;
  /** By row, what it was put in order by: one look, where a device would be several. */
  readonly #values: Place['value'][] = [];
  #chunks: number[][] = [];
  /** Rows below this are in the order. */
  #ordered = 0;

  constructor(ordering: Ordering) {
    this.#ordering = ordering;
  }

  /** Whether all of so many rows are in it. */
  isComplete(rows: number): boolean {
    return this.#ordered >= rows;
  }

  /** Takes in some more of so many rows. */
  orderSome(rows: number): void {
    const to = Math.min(rows, this.#ordered + STRETCH);
    for (let row = this.#ordered; row < to; row++) this.#insert(row);
    this.#ordered = to;
  }

  /** Takes a row in by its values as they are now; one whose turn has not come waits for it. */
  insert(row: number): void {
    if (row > this.#ordered) return;
    this.#ordered = Math.max(this.#ordered, row + 1);
    this.#insert(row);
  }

  /** From where it was put. */
  remove(row: number): void {
    const value = this.#values[row];
    if (row >= this.#ordered || value === undefined) return;
    const seek = this.#seek(value, this.#ordering.keyOf(row));
    const at = this.#chunkOf(seek);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return;
    const place = within(chunk, seek);
    if (chunk[place] !== row) return;
    chunk.splice(place, 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
  }

  walk({ after, isReverse }: Walk): Generator<number> {
    return isReverse ? this.#backward(after) : this.#forward(after);
  }

  *#forward(after: Seek | undefined): Generator<number> {
    const first = after === undefined ? 0 : this.#chunkOf(after);
    for (let at = first; at < this.#chunks.length; at++) {
      const chunk = this.#chunks[at] ?? [];
      const start = after !== undefined && at === first ? within(chunk, after) : 0;
      for (let place = start; place < chunk.length; place++) {
        const row = chunk[place];
        if (row !== undefined && after?.(row) !== 0) yield row;
      }
    }
  }

  *#backward(before: Seek | undefined): Generator<number> {
    const last =
      before === undefined ? this.#chunks.length - 1 : Math.min(this.#chunkOf(before), this.#chunks.length - 1);
    for (let at = last; at >= 0; at--) {
      const chunk = this.#chunks[at] ?? [];
      const end = before !== undefined && at === last ? within(chunk, before) : chunk.length;
      for (let place = end - 1; place >= 0; place--) {
        const row = chunk[place];
        if (row !== undefined) yield row;
      }
    }
  }

  #insert(row: number): void {
    const { sortedBy, keyOf } = this.#ordering;
    const value = sortedBy(row);
    this.#values[row] = value;
    const seek = this.#seek(value, keyOf(row));
    const behind = this.#chunks.at(-1)?.at(-1);
    // Registers are read in the order of keys, so that this is where most belong.
    const isLast = behind === undefined || seek(behind) < 0;
    const at = isLast ? Math.max(0, this.#chunks.length - 1) : this.#chunkOf(seek);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      this.#chunks.push([row]);
      return;
    }
    if (isLast) chunk.push(row);
    else chunk.splice(within(chunk, seek), 0, row);
    if (chunk.length > 2 * CHUNK) this.#chunks.splice(at, 1, chunk.slice(0, CHUNK), chunk.slice(CHUNK));
  }

  #seek(value: Place['value'], key: string): Seek {
    const { keyOf } = this.#ordering;
    return (row) => compareValues(this.#values[row] ?? value, value) || compareValues(keyOf(row), key);
  }

  /** The first chunk whose last row is not before the place; the number of chunks when all are. */
  #chunkOf(seek: Seek): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.#chunks[middle]?.at(-1);
      if (last !== undefined && seek(last) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The first place in a chunk whose row is not before what is sought. */
function within(chunk: readonly number[], seek: Seek): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = chunk[middle];
    if (row !== undefined && seek(row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
