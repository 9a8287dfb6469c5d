/**
 * Cuts a JSON file of any size into its records as it is read, so that only one record is held at a time, and one that
 * is malformed or too large costs nothing but itself.
 */

import { fail } from '../errors.ts';

/** A record's bytes, or why there are none. */
export type Piece = { readonly bytes: Uint8Array } | { readonly oversized: number } | { readonly noObject: true };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
/** Names of members longer than this are none that is looked for. */
const MAX_NAME = 64;

/**
 * Finds the objects of a list: of the member that is named, of the whole document when that is a list, or the objects
 * that stand one after another, when there is no name.
 */
export class RecordSplitter {
  readonly #member: string | undefined;
  readonly #maxRecordBytes: number;
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  /** The depth at which records begin, once it is known. */
  #recordDepth: number | undefined;
  #hasBegun = false;
  #foundList = false;
  #name: number[] = [];
  #key = '';
  #isInScalar = false;
  #parts: Uint8Array[] = [];
  #size = 0;
  #isRecord = false;

  constructor(member: string | undefined, maxRecordBytes: number) {
    this.#member = member;
    this.#maxRecordBytes = maxRecordBytes;
  }

  /** The records that end in this chunk. The chunk may be kept until the next call. */
  push(chunk: Uint8Array): readonly Piece[] {
    const pieces: Piece[] = [];
    let start = 0;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index] ?? 0;
      if (this.#inString) {
        this.#inText(byte);
        continue;
      }
      if (byte <= 0x20) continue;
      if (!this.#isRecord && byte === OPEN_BRACE && this.#beginsRecord()) {
        this.#isRecord = true;
        start = index;
      } else if (!this.#isRecord && this.#isStray(byte)) pieces.push({ noObject: true });
      this.#step(byte);
      if (this.#isRecord && byte === CLOSE_BRACE && this.#depth === this.#recordDepth) {
        pieces.push(this.#endRecord(chunk.subarray(start, index + 1)));
      }
    }
    if (this.#isRecord) this.#keep(chunk.subarray(start));
    return pieces;
  }

  /**
   * To be called when there is no more.
   * @throws E_POSTURE_FEED_FILE when the document does not end, E_POSTURE_FEED_FORMAT when it has no such list
   */
  end(): void {
    if (this.#depth !== 0 || this.#inString) throw fail('E_POSTURE_FEED_FILE', 'file ends before its JSON does');
    if (!this.#foundList) throw fail('E_POSTURE_FEED_FORMAT', 'file has no list of records where the feed has one');
  }

  #beginsRecord(): boolean {
    if (this.#member === undefined && !this.#hasBegun) {
      this.#recordDepth = 0;
      this.#foundList = true;
    }
    return this.#depth === this.#recordDepth;
  }

  /** The first letter of something in the list that is no object. */
  #isStray(byte: number): boolean {
    const isPunctuation = byte === COMMA || byte === CLOSE_BRACKET;
    if (this.#depth !== this.#recordDepth || isPunctuation) {
      if (isPunctuation) this.#isInScalar = false;
      return false;
    }
    if (this.#isInScalar) return false;
    this.#isInScalar = true;
    return true;
  }

  #inText(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) this.#inString = false;
    if (this.#inString && this.#depth === 1 && this.#name.length < MAX_NAME) this.#name.push(byte);
  }

  #step(byte: number): void {
    if (byte === QUOTE) {
      this.#inString = true;
      if (this.#depth === 1) this.#name = [];
    } else if (byte === COLON && this.#depth === 1) this.#key = String.fromCharCode(...this.#name);
    else if (byte === OPEN_BRACE) this.#depth++;
    else if (byte === OPEN_BRACKET) this.#openList();
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#close();
    this.#hasBegun = true;
  }

  #openList(): void {
    const isWanted =
      this.#member === undefined
        ? !this.#hasBegun
        : this.#depth === 1 && this.#key === this.#member && !this.#foundList;
    this.#depth++;
    if (!isWanted) return;
    this.#recordDepth = this.#depth;
    this.#foundList = true;
  }

  #close(): void {
    if (this.#depth === 0) throw fail('E_POSTURE_FEED_FILE', 'file has a bracket too many');
    this.#depth--;
    const isListOver = this.#recordDepth !== undefined && this.#depth < this.#recordDepth;
    if (isListOver) this.#recordDepth = undefined;
  }

  #endRecord(last: Uint8Array): Piece {
    this.#keep(last);
    const size = this.#size;
    const bytes = size <= this.#maxRecordBytes ? Buffer.concat(this.#parts) : undefined;
    this.#parts = [];
    this.#size = 0;
    this.#isRecord = false;
    return bytes === undefined ? { oversized: size } : { bytes };
  }

  #keep(part: Uint8Array): void {
    this.#size += part.length;
    if (this.#size <= this.#maxRecordBytes) this.#parts.push(part);
    else this.#parts = [];
  }
}

const NEWLINE = 0x0a;

/** Cuts JSON lines; an empty line is none. */
export class LineSplitter {
  readonly #maxRecordBytes: number;
  #parts: Uint8Array[] = [];
  #size = 0;

  constructor(maxRecordBytes: number) {
    this.#maxRecordBytes = maxRecordBytes;
  }

  push(chunk: Uint8Array): readonly Piece[] {
    const pieces: Piece[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end));
      pieces.push(...this.#take());
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return pieces;
  }

  /** The last line, if it has no end. */
  end(): readonly Piece[] {
    return this.#take();
  }

  #take(): readonly Piece[] {
    const size = this.#size;
    const parts = this.#parts;
    this.#parts = [];
    this.#size = 0;
    if (size > this.#maxRecordBytes) return [{ oversized: size }];
    const bytes = Buffer.concat(parts);
    return bytes.every((byte) => byte <= 0x20) ? [] : [{ bytes }];
  }

  #keep(part: Uint8Array): void {
    this.#size += part.length;
    if (this.#size <= this.#maxRecordBytes) this.#parts.push(part);
    else this.#parts = [];
  }
}
