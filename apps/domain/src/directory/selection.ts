/**
 * The devices that fit filters and a search, and how many there would be for each other value of a filter. Worked out once
 * over all rows, column by column, and from then on row by row as devices change.
 */

import { CodeTest } from './coded-column.ts';
import type { Columns } from './columns.ts';
import { FACETS, type Facet } from './listed-device.ts';
import { isInTexts, type Word, wordsOf } from './search-text.ts';

/** Filters name one value each; a device fits when it has that value. */
export interface Wanted {
  readonly search: string;
  readonly filters: Readonly<Partial<Record<Facet, string>>>;
}

/** Bit of a row that the search does not find; those below are of the facets, in their order. */
const NOT_FOUND = 1 << FACETS.length;

interface SoughtWord {
  readonly word: Word;
  readonly texts: CodeTest;
}

export class Selection {
  readonly #columns: Columns;
  readonly #filters: readonly { readonly bit: number; readonly test: CodeTest }[];
  readonly #words: readonly SoughtWord[];
  /** By facet, how many devices are counted under each code. */
  readonly #counts: Uint32Array[];
  /** By row, which tests it fails. */
  #failures: Uint8Array;
  #total = 0;

  constructor(columns: Columns, { search, filters }: Wanted, rows: number) {
    this.#columns = columns;
    this.#counts = FACETS.map((facet) => new Uint32Array(columns.facets[facet].size));
    this.#failures = new Uint8Array(Math.max(64, rows));
    this.#filters = FACETS.flatMap((facet, index) => {
      const value = filters[facet];
      if (value === undefined) return [];
      return [{ bit: 1 << index, test: new CodeTest(columns.facets[facet], (values) => values.includes(value)) }];
    });
    this.#words = wordsOf(search).map((word) => ({
      word,
      texts: new CodeTest(columns.texts, (texts) => isInTexts(word, texts)),
    }));
    this.#readAll(rows);
  }

  /** How many devices fit. */
  get total(): number {
    return this.#total;
  }

  has(row: number): boolean {
    return this.#failures[row] === 0;
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

  /** Takes a row in by its columns as they are now. */
  enter(row: number): void {
    let failures = this.#isFound(row) ? 0 : NOT_FOUND;
    for (const { bit, test } of this.#filters) if (!test.passes(row)) failures |= bit;
    if (row >= this.#failures.length) {
      const larger = new Uint8Array(Math.max(2 * this.#failures.length, row + 1));
      larger.set(this.#failures);
      this.#failures = larger;
    }
    this.#failures[row] = failures;
    this.#count(row, failures, 1);
  }

  /** Takes it out, before its columns change. */
  leave(row: number): void {
    this.#count(row, this.#failures[row] ?? 0, -1);
  }

  #readAll(rows: number): void {
    const failures = this.#failures;
    for (const { bit, test } of this.#filters) test.markFailures(failures, bit, rows);
    for (const { word, texts } of this.#words) {
      const found = new Uint8Array(rows);
      this.#columns.numbers.markFound(found, word);
      const inTexts = new Uint8Array(rows);
      texts.markFailures(inTexts, NOT_FOUND, rows);
      for (let row = 0; row < rows; row++)
        if (found[row] === 0) failures[row] = (failures[row] ?? 0) | (inTexts[row] ?? 0);
    }
    for (let row = 0; row < rows; row++) if (failures[row] === 0) this.#total++;
    for (const [index, facet] of FACETS.entries()) {
      const counts = this.#counts[index];
      if (counts === undefined) continue;
      const { codes } = this.#columns.facets[facet];
      const own = 1 << index;
      for (let row = 0; row < rows; row++) {
        const failed = failures[row];
        const code = codes[row] ?? 0;
        if (failed === 0 || failed === own) counts[code] = (counts[code] ?? 0) + 1;
      }
    }
  }

  #isFound(row: number): boolean {
    return this.#words.every(({ word, texts }) => texts.passes(row) || this.#columns.numbers.has(row, word));
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
    let counts = this.#counts[index] ?? new Uint32Array(0);
    if (code >= counts.length) {
      const larger = new Uint32Array(Math.max(2 * counts.length, code + 1));
      larger.set(counts);
      this.#counts[index] = larger;
      counts = larger;
    }
    counts[code] = (counts[code] ?? 0) + by;
  }
}
