/** Reads the notation letter by letter. Backquotes and asterisks, with which the document sets it off, count as blanks. */

import { fail } from '../errors.ts';

const MAX_LENGTH = 65_536;
const BLANK = /[\s`*]*/y;
/** Names hold whatever URIs hold, and neither blanks nor the notation's own brackets. */
const NAME = /[^\s`*,(){}[\]"]+/y;
const QUOTED = /"(?:[^"\\\p{Cc}]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/uy;

export class Scanner {
  readonly #text: string;
  #offset = 0;

  /** @throws E_CLAIMS_NOTATION for a text longer than 65 536 letters */
  constructor(text: string) {
    if (text.length > MAX_LENGTH) throw fail('E_CLAIMS_NOTATION', `a text of ${text.length} letters`);
    this.#text = text;
    this.#skipBlanks();
  }

  get done(): boolean {
    return this.#offset === this.#text.length;
  }

  /** Takes this mark if it is next. */
  take(mark: string): boolean {
    if (!this.#text.startsWith(mark, this.#offset)) return false;
    this.#offset += mark.length;
    this.#skipBlanks();
    return true;
  }

  /** @throws E_CLAIMS_NOTATION */
  expect(mark: string): void {
    if (!this.take(mark)) throw this.unexpected(mark);
  }

  /** @throws E_CLAIMS_NOTATION */
  name(): string {
    const name = this.#match(NAME);
    if (name === undefined) throw this.unexpected('a name');
    return name;
  }

  /** A text in double quotes, as JSON writes it; undefined when something else is next. */
  quoted(): string | undefined {
    const quoted = this.#match(QUOTED);
    if (quoted === undefined) return undefined;
    const text: string = JSON.parse(quoted);
    return text;
  }

  unexpected(wanted: string) {
    return fail('E_CLAIMS_NOTATION', `${wanted} expected at letter ${this.#offset + 1}`, {
      details: { offset: this.#offset, wanted },
    });
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const match = pattern.exec(this.#text)?.[0];
    if (match === undefined) return undefined;
    this.#offset += match.length;
    this.#skipBlanks();
    return match;
  }

  #skipBlanks(): void {
    BLANK.lastIndex = this.#offset;
    this.#offset += BLANK.exec(this.#text)?.[0].length ?? 0;
  }
}
