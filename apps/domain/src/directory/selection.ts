/**
 * The devices that fit filters and a search, and how many there would be for each other value of a filter. Worked out once
 * over all rows, and from then on row by row as devices change.
 */

import { CodeTest } from './coded-column.ts';
import type { Columns } from './columns.ts';
import { FACETS, type Facet } from './listed-device.ts';
import { isInNumbers, isInTexts, type Word, wordsOf } from './search-text.ts';

/** Filters name one value each; a device fits when it has that value. */
export interface Wanted {
  readonly search: string;
  readonly filters: Readonly<Partial<Record<Facet, string>>>;
}

/** Bit of a row that the search does not find; those below are of the facets, in their order. */
const NOT_FOUND = 1 << FACETS.length;

interface Test {
  readonly bit: number;
  passes(row: number): boolean;
}

export class Selection {
  readonly #columns: Columns;
  readonly #tests: readonly Test[];
  /** By facet, how many devices are counted under each code. */
  readonly #counts: Uint32Array[] = FACETS.map(() => new Uint32Array(64));
  /** By row, which tests it fails. */
  #failures: Uint8Array;
  #total = 0;

  constructor(columns: Columns, { search, filters }: Wanted, rows: number) {
    this.#columns = columns;
    this.#failures = new Uint8Array(Math.max(64, rows));
    const words = wordsOf(search);
    this.#tests = [
      ...FACETS.flatMap((facet, index) => {
        const value = filters[facet];
        if (value === undefined) return [];
        const test = new CodeTest(columns.facets[facet], (values) => values.includes(value));
        return [{ bit: 1 << index, passes: (row: number) => test.passes(row) }];
      }),
      ...(words.length === 0 ? [] : [{ bit: NOT_FOUND, passes: finder(words, columns) }]),
    ];
    for (let row = 0; row < rows; row++) this.enter(row);
  }

  /** How many devices fit. */
  get total(): number {
    return this.#total;
  }

  has(row: number): boolean {
    return this.#failures[row] === 0;
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
    let failures = 0;
    for (const { bit, passes } of this.#tests) if (!passes(row)) failures |= bit;
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

  #count(row: number, failures: number, by: 1 | -1): void {
    if (failures === 0) {
      this.#total += by;
      for (let facet = 0; facet < FACETS.length; facet++) this.#countUnder(facet, row, by);
    } else if ((failures & (failures - 1)) === 0 && failures !== NOT_FOUND) {
      this.#countUnder(31 - Math.clz32(failures), row, by);
    }
  }

  #countUnder(index: number, row: number, by: 1 | -1): void {
    const facet = FACETS[index];
    if (facet === undefined) return;
    const code = this.#columns.facets[facet].codeAt(row);
    let counts = this.#counts[index];
    if (counts === undefined || code >= counts.length) {
      const larger = new Uint32Array(Math.max(2 * (counts?.length ?? 0), code + 1));
      if (counts !== undefined) larger.set(counts);
      this.#counts[index] = larger;
      counts = larger;
    }
    counts[code] = (counts[code] ?? 0) + by;
  }
}

function finder(words: readonly Word[], columns: Columns): (row: number) => boolean {
  const tests = words.map((word) => ({ word, texts: new CodeTest(columns.texts, (texts) => isInTexts(word, texts)) }));
  return (row) => {
    const serial = columns.serials[row] ?? '';
    const stations = columns.stations[row] ?? [];
    return tests.every(({ word, texts }) => texts.passes(row) || isInNumbers(word, serial, stations));
  };
}
