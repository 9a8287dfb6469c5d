/**
 * The devices that fit filters and a search, and how many there would be for each other value of a filter. Counted a stretch of
 * rows at a time, column by column; what was counted is kept up to date row by row as devices change.
 */

import type { Columns } from './columns.ts';
import { FACETS, type Facet } from './listed-device.ts';
import { type Matcher, NOT_FOUND } from './matcher.ts';
import { BLOCK } from './numbers-text.ts';

/** Rows that are counted in one go: a fraction of a millisecond. */
const STRETCH = 32 * BLOCK;

export class Selection {
  readonly #columns: Columns;
  readonly #matcher: Matcher;
  /** By facet, how many devices are counted under each code. */
  readonly #counts: Uint32Array[] = FACETS.map(() => new Uint32Array(0));
  /** By row, which tests it fails. */
  #failures = new Uint8Array(STRETCH);
  /** Rows below this are counted. */
  #counted = 0;
  #total = 0;

  constructor(columns: Columns, matcher: Matcher) {
    this.#columns = columns;
    this.#matcher = matcher;
  }

  /** Whether all of so many rows are counted. */
  isCounted(rows: number): boolean {
    return this.#counted >= rows;
  }

  /** Counts some more of so many rows. */
  countSome(rows: number): void {
    const from = this.#counted;
    const to = Math.min(rows, from + STRETCH);
    this.#makeRoom(to);
    // A row that changed when its turn had come left a block half done: it is marked anew.
    for (let block = Math.floor(from / BLOCK); block * BLOCK < to; block++) {
      this.#matcher.markBlock(this.#failures, block, Math.min(BLOCK, to - block * BLOCK));
    }
    this.#countRows(from, to);
    this.#counted = to;
  }

  /** How many devices fit. */
  get total(): number {
    return this.#total;
  }

  has(row: number): boolean {
    return row < this.#counted && this.#failures[row] === 0;
  }

  /** Those that fit, in no order. */
  rows(): readonly number[] {
    const rows: number[] = [];
    for (let row = this.#failures.indexOf(0); row >= 0 && rows.length < this.#total; ) {
      rows.push(row);
      row = this.#failures.indexOf(0, row + 1);
    }
    return rows;
  }

  /** How many devices have each value of a facet and fit all but the filter by it. */
  countsOf(facet: Facet): ReadonlyMap<string, number> {
    const column = this.#columns.facets[facet];
    const counts = new Map<string, number>();
    for (const [code, count] of (this.#counts[FACETS.indexOf(facet)] ?? []).entries()) {
      if (count === 0) continue;
      for (const value of column.valuesOf(code)) counts.set(value, (counts.get(value) ?? 0) + count);
    }
    return counts;
  }

  /** Takes a row in by its columns as they are now; one whose turn to be counted has not come waits for it. */
  enter(row: number): void {
    if (row > this.#counted) return;
    this.#makeRoom(row + 1);
    this.#counted = Math.max(this.#counted, row + 1);
    const failures = this.#matcher.failuresOf(row);
    this.#failures[row] = failures;
    this.#count(row, failures, 1);
  }

  /** Takes it out, before its columns change. */
  leave(row: number): void {
    if (row < this.#counted) this.#count(row, this.#failures[row] ?? 0, -1);
  }

  #makeRoom(rows: number): void {
    if (rows <= this.#failures.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#failures.length, rows));
    larger.set(this.#failures);
    this.#failures = larger;
  }

  /** Column by column, which is many times quicker than row by row. */
  #countRows(from: number, to: number): void {
    const failures = this.#failures;
    let isAnyLike = false;
    for (let row = from; row < to; row++) {
      const failed = failures[row] ?? 0;
      if (failed === 0) this.#total++;
      if (failed < NOT_FOUND) isAnyLike = true;
    }
    if (!isAnyLike) return;
    for (const [index, facet] of FACETS.entries()) {
      const column = this.#columns.facets[facet];
      const counts = this.#countsFor(index, column.size);
      const { codes } = column;
      const own = 1 << index;
      for (let row = from; row < to; row++) {
        const failed = failures[row];
        const code = codes[row] ?? 0;
        if (failed === 0 || failed === own) counts[code] = (counts[code] ?? 0) + 1;
      }
    }
  }

  #count(row: number, failures: number, by: 1 | -1): void {
    if (failures === 0) {
      this.#total += by;
      for (const index of FACETS.keys()) this.#countUnder(index, row, by);
    } else if ((failures & (failures - 1)) === 0 && failures !== NOT_FOUND) {
      this.#countUnder(31 - Math.clz32(failures), row, by);
    }
  }

  #countUnder(index: number, row: number, by: 1 | -1): void {
    const facet = FACETS[index];
    if (facet === undefined) return;
    const code = this.#columns.facets[facet].codeAt(row);
    const counts = this.#countsFor(index, code + 1);
    counts[code] = (counts[code] ?? 0) + by;
  }

  /** With room for so many codes. */
  #countsFor(index: number, codes: number): Uint32Array {
    const counts = this.#counts[index] ?? new Uint32Array(0);
    if (codes <= counts.length) return counts;
    const larger = new Uint32Array(Math.max(2 * counts.length, codes));
    larger.set(counts);
    this.#counts[index] = larger;
    return larger;
  }
}
