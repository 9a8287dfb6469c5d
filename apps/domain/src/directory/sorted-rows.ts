/** Rows in an order, in chunks, so that a row that moves costs its way through one chunk and not through all. */

/** Below zero when the row stands before the place that is looked for, above when behind it, zero when it stands there. */
export type Seek = (row: number) => number;

/** Rows behind a place in order, or before it backwards. Without a place: from the end that comes first. */
export interface Walk {
  readonly after: Seek | undefined;
  readonly isReverse: boolean;
}

const CHUNK = 512;

export class SortedRows {
  readonly #compare: (one: number, other: number) => number;
  #chunks: number[][] = [];

  /** `rows` in their order; `compare` tells any two rows apart. */
  constructor(rows: readonly number[], compare: (one: number, other: number) => number) {
    this.#compare = compare;
    for (let start = 0; start < rows.length; start += CHUNK) this.#chunks.push(rows.slice(start, start + CHUNK));
  }

  insert(row: number): void {
    const at = Math.min(
      this.#chunkOf((other) => this.#compare(other, row)),
      Math.max(0, this.#chunks.length - 1),
    );
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      this.#chunks.push([row]);
      return;
    }
    chunk.splice(
      within(chunk, (other) => this.#compare(other, row)),
      0,
      row,
    );
    if (chunk.length > 2 * CHUNK) this.#chunks.splice(at, 1, chunk.slice(0, CHUNK), chunk.slice(CHUNK));
  }

  /** The row must stand where its values say: before they change. */
  remove(row: number): void {
    const at = this.#chunkOf((other) => this.#compare(other, row));
    const chunk = this.#chunks[at];
    if (chunk === undefined) return;
    const place = within(chunk, (other) => this.#compare(other, row));
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
