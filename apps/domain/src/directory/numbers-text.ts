/**
 * The serial numbers and station addresses of all devices as running text, in blocks: what is typed is found in a block by one
 * look of the engine, and only where it stands there are rows told apart.
 */

import type { Word } from './search-text.ts';

const BLOCK = 256;
/** Words hold no white space, so that nothing is found across it. */
const BETWEEN = '\n';

interface Block {
  readonly text: string;
  /** Where the text of each row begins. */
  readonly starts: readonly number[];
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

  /** Sets 1 for each row in which the word stands. */
  markFound(found: Uint8Array, { text, digits }: Word): void {
    for (let at = 0; at * BLOCK < this.#rows.length; at++) {
      const block = this.#blockAt(at);
      mark(found, text, block, at * BLOCK);
      if (digits !== '' && digits !== text) mark(found, digits, block, at * BLOCK);
    }
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
    const block = { text: rows.join(BETWEEN), starts };
    this.#blocks[at] = block;
    return block;
  }
}

function mark(found: Uint8Array, word: string, { text, starts }: Block, first: number): void {
  let row = 0;
  for (let at = text.indexOf(word); at >= 0; ) {
    while ((starts[row + 1] ?? Number.POSITIVE_INFINITY) <= at) row++;
    found[first + row] = 1;
    const next = starts[row + 1];
    at = next === undefined ? -1 : text.indexOf(word, next);
  }
}
