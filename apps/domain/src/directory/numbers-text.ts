/**
 * The serial numbers and station addresses of all devices as running text, in blocks: what is typed is found in a block by one
 * look of the engine, and only where it stands there are rows told apart. Most blocks are not even looked at, since they say of
 * themselves which three characters in a row stand nowhere in them.
 */

import type { Word } from './search-text.ts';
import { TextMarks } from './text-marks.ts';

/** Rows of a block. */
export const BLOCK = 256;
/** Words hold no white space, so that nothing is found across it. */
const BETWEEN = '\n';

interface Block {
  readonly text: string;
  /** Where the text of each row begins. */
  readonly starts: readonly number[];
  readonly marks: TextMarks;
}

export class NumbersText {
  readonly #rows: string[] = [];
  /** Put together when next looked at; undefined after a row of it changed. */
  readonly #blocks: (Block | undefined)[] = [];

  set(row: number, serialNumber: string, stations: readonly string[]): void {
    const text = [serialNumber.toLowerCase(), ...stations].join(BETWEEN);
    if (this.#rows[row] === text) return;
    this.#rows[row] = text;
    this.#blocks[Math.floor(row / BLOCK)] = undefined;
  }

  has(row: number, { text, digits }: Word): boolean {
    const numbers = this.#rows[row] ?? '';
    return numbers.includes(text) || (digits !== '' && digits !== text && numbers.includes(digits));
  }

  /** Sets 1 for each row of the block in which the word stands; `found` is of the block alone. */
  markFound(found: Uint8Array, at: number, { text, digits }: Word): void {
    const block = this.#blockAt(at);
    mark(found, text, block);
    if (digits !== '' && digits !== text) mark(found, digits, block);
  }

  #blockAt(at: number): Block {
    const known = this.#blocks[at];
    if (known !== undefined) return known;
    const rows = this.#rows.slice(at * BLOCK, (at + 1) * BLOCK);
    const starts: number[] = [];
    let start = 0;
    for (const row of rows) {
      starts.push(start);
      start += row.length + BETWEEN.length;
    }
    const text = rows.join(BETWEEN);
    const block = { text, starts, marks: new TextMarks(text) };
    this.#blocks[at] = block;
    return block;
  }
}

function mark(found: Uint8Array, word: string, { text, starts, marks }: Block): void {
  if (!marks.mayHold(word)) return;
  let row = 0;
  for (let at = text.indexOf(word); at >= 0; ) {
    while ((starts[row + 1] ?? Number.POSITIVE_INFINITY) <= at) row++;
    found[row] = 1;
    const next = starts[row + 1];
    at = next === undefined ? -1 : text.indexOf(word, next);
  }
}
