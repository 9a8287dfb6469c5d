/** Which devices fit filters and a search: one row by itself, or a stretch of rows at once. */

import { CodeTest } from './coded-column.ts';
import type { Columns } from './columns.ts';
import { FACETS, type Facet } from './listed-device.ts';
import { BLOCK } from './numbers-text.ts';
import { isInTexts, type Word, wordsOf } from './search-text.ts';

/** Filters name one value each; a device fits when it has that value. */
export interface Wanted {
  readonly search: string;
  readonly filters: Readonly<Partial<Record<Facet, string>>>;
}

/** Bit of a row that the search does not find; those below are of the facets, in their order. */
export const NOT_FOUND = 1 << FACETS.length;
/** Rows of a block that are looked at one by one rather than together. */
const FEW = 16;

interface SoughtWord {
  readonly word: Word;
  readonly texts: CodeTest;
  /** Rows of blocks in which it was looked for, and those in which it was found. */
  looked: number;
  found: number;
}

export class Matcher {
  readonly #columns: Columns;
  readonly #filters: readonly { readonly bit: number; readonly test: CodeTest }[];
  /** In blocks the rarest is looked for first, so that those that stand everywhere are looked for in few rows. */
  readonly #words: SoughtWord[];
  /** Rows of one block in which one word was found. */
  readonly #marks = new Uint8Array(BLOCK);

  constructor(columns: Columns, { search, filters }: Wanted) {
    this.#columns = columns;
    this.#filters = FACETS.flatMap((facet, index) => {
      const value = filters[facet];
      if (value === undefined) return [];
      return [{ bit: 1 << index, test: new CodeTest(columns.facets[facet], (values) => values.includes(value)) }];
    });
    this.#words = wordsOf(search).map((word) => ({
      word,
      texts: new CodeTest(columns.texts, (texts) => isInTexts(word, texts)),
      looked: 0,
      found: 0,
    }));
  }

  /** Which tests a row fails; 0 when it fits. */
  failuresOf(row: number): number {
    const isFound = this.#words.every(({ word, texts }) => texts.passes(row) || this.#columns.numbers.has(row, word));
    let failures = isFound ? 0 : NOT_FOUND;
    for (const { bit, test } of this.#filters) if (!test.passes(row)) failures |= bit;
    return failures;
  }

  /** The same of a block's first `rows` rows, written into `failures` at the row's place. */
  markBlock(failures: Uint8Array, block: number, rows: number): void {
    const first = block * BLOCK;
    failures.fill(0, first, first + rows);
    for (const { bit, test } of this.#filters) {
      for (let row = first; row < first + rows; row++) {
        if (!test.passes(row)) failures[row] = (failures[row] ?? 0) | bit;
      }
    }
    if (this.#words.length > 1) this.#words.sort((one, other) => rateOf(one) - rateOf(other));
    let left = rows;
    for (const sought of this.#words) {
      if (left === 0) return;
      left = this.#markNotFound(failures, block, rows, sought, left);
    }
  }

  /** Gives how many rows are left in which all words so far were found. */
  #markNotFound(failures: Uint8Array, block: number, rows: number, sought: SoughtWord, left: number): number {
    const { word, texts } = sought;
    const { numbers } = this.#columns;
    const first = block * BLOCK;
    let found = 0;
    if (left <= FEW) {
      for (let row = first; row < first + rows; row++) {
        const failed = failures[row] ?? 0;
        if (failed >= NOT_FOUND) continue;
        if (texts.passes(row) || numbers.has(row, word)) found++;
        else failures[row] = failed | NOT_FOUND;
      }
    } else {
      const marks = this.#marks.fill(0);
      texts.markPassing(marks, first, rows);
      numbers.markFound(marks, block, word);
      for (let place = 0; place < rows; place++) {
        const failed = failures[first + place] ?? 0;
        if (failed >= NOT_FOUND) continue;
        if (marks[place] === 1) found++;
        else failures[first + place] = failed | NOT_FOUND;
      }
    }
    sought.looked += left;
    sought.found += found;
    return found;
  }
}

function rateOf({ looked, found }: SoughtWord): number {
  return looked === 0 ? 0 : found / looked;
}
