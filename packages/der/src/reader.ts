/**
 * A strict DER reader (X.690 §8, §10, §11): a cursor over bytes that never copies what it does not have to.
 *
 * It refuses what BER allows and DER does not (indefinite and long-winded lengths, loose booleans and integers,
 * constructed strings), so that a value has one encoding and a signature covers one meaning.
 * Left out: tag numbers of 31 and above, REAL, and string types no certificate uses.
 */

import { toHex } from '@sallyport/core';
import { fail } from './errors.ts';
import { decodeObjectIdentifier } from './object-identifier.ts';
import { decodeString, isStringTag } from './strings.ts';
import { contextConstructed, contextPrimitive, TAG } from './tags.ts';
import { decodeGeneralizedTime, decodeUtcTime } from './times.ts';

/** Bounds on what a reader accepts. */
export interface DerLimits {
  /** Largest outermost value in bytes. */
  readonly maxBytes: number;
  /** Deepest nesting of constructed values. */
  readonly maxDepth: number;
}

export const DEFAULT_DER_LIMITS: DerLimits = { maxBytes: 1 << 20, maxDepth: 32 };

/** Most octets of a named-bit string: the longest in use, ReasonFlags and KeyUsage, have two. */
const MAX_NAMED_BIT_OCTETS = 32;

/** One value as it stands in the input. The arrays are views, not copies. */
export interface DerElement {
  /** Identifier octet. */
  readonly tag: number;
  /** Identifier, length and content octets. */
  readonly bytes: Uint8Array;
  /** Content octets. */
  readonly content: Uint8Array;
}

export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #depthLeft: number;
  #offset: number;

  private constructor(bytes: Uint8Array, start: number, end: number, depthLeft: number) {
    this.#bytes = bytes;
    this.#offset = start;
    this.#end = end;
    this.#depthLeft = depthLeft;
  }

  /**
   * A reader at the start of `bytes`.
   * @throws E_DER_TOO_LARGE
   */
  static over(bytes: Uint8Array, limits: DerLimits = DEFAULT_DER_LIMITS): DerReader {
    if (bytes.length > limits.maxBytes) {
      throw fail('E_DER_TOO_LARGE', `${bytes.length} bytes are over the limit of ${limits.maxBytes}`);
    }
    return new DerReader(bytes, 0, bytes.length, limits.maxDepth);
  }

  /**
   * Reads one whole value with `read` and insists that nothing follows it.
   * @throws any E_DER_ error
   */
  static whole<T>(bytes: Uint8Array, read: (reader: DerReader) => T, limits?: DerLimits): T {
    const reader = DerReader.over(bytes, limits);
    const value = read(reader);
    reader.finish();
    return value;
  }

  /** True when nothing is left. */
  get done(): boolean {
    return this.#offset >= this.#end;
  }

  /** Position of the next value, in bytes from the start of the outermost value. */
  get offset(): number {
    return this.#offset;
  }

  /** The identifier octet of the next value, or undefined at the end. */
  get nextTag(): number | undefined {
    return this.done ? undefined : this.#bytes[this.#offset];
  }

  /** True when the next value has this identifier octet. */
  at(tag: number): boolean {
    return this.nextTag === tag;
  }

  /** @throws E_DER_TRAILING when anything is left */
  finish(): void {
    if (!this.done) {
      throw fail('E_DER_TRAILING', `${this.#end - this.#offset} bytes follow the value at offset ${this.#offset}`);
    }
  }

  /** Reads the next value whatever it is. */
  any(): DerElement {
    const start = this.#offset;
    const tag = this.#octet(start);
    if ((tag & 0x1f) === 0x1f) throw fail('E_DER_TAG', `tag number above 30 at offset ${start}`);
    // X.690 §8.1.5: universal tag 0 ends indefinite lengths, which DER has none of.
    if (tag === 0) throw fail('E_DER_TAG', `end-of-contents octets at offset ${start}`);
    const { contentStart, end } = this.#measure(start);
    this.#offset = end;
    return { tag, bytes: this.#bytes.subarray(start, end), content: this.#bytes.subarray(contentStart, end) };
  }

  /** Reads the next value, which must have this identifier octet. */
  element(tag: number): DerElement {
    this.#expect(tag);
    return this.any();
  }

  /** Enters the next value, which must have this identifier octet and be constructed. */
  constructed(tag: number): DerReader {
    this.#expect(tag);
    const { contentStart, end } = this.#measure(this.#offset);
    if (this.#depthLeft === 0) throw fail('E_DER_TOO_DEEP', `nesting too deep at offset ${this.#offset}`);
    this.#offset = end;
    return new DerReader(this.#bytes, contentStart, end, this.#depthLeft - 1);
  }

  sequence(): DerReader {
    return this.constructed(TAG.SEQUENCE);
  }

  /** Enters a SET. The order of a SET OF is not checked here: see {@link DerReader.setOf}. */
  set(): DerReader {
    return this.constructed(TAG.SET);
  }

  /** Enters `[number] EXPLICIT` or a constructed `[number] IMPLICIT`. */
  context(number: number): DerReader {
    return this.constructed(contextConstructed(number));
  }

  /** Enters `[number]` if it is next. */
  optionalContext(number: number): DerReader | undefined {
    return this.at(contextConstructed(number)) ? this.context(number) : undefined;
  }

  /** Reads `[number] IMPLICIT` of a primitive type if it is next, giving its content octets. */
  optionalContextPrimitive(number: number): Uint8Array | undefined {
    const tag = contextPrimitive(number);
    return this.at(tag) ? this.element(tag).content : undefined;
  }

  /** Reads every remaining value with `read`. */
  all<T>(read: (reader: DerReader) => T): T[] {
    const values: T[] = [];
    while (!this.done) values.push(read(this));
    return values;
  }

  /** Reads a SET OF and insists on the ascending order DER demands (X.690 §11.6). */
  setOf<T>(read: (reader: DerReader) => T, tag: number = TAG.SET): T[] {
    const members = this.constructed(tag);
    const values: T[] = [];
    let previous: Uint8Array | undefined;
    while (!members.done) {
      const start = members.#offset;
      values.push(read(members));
      const current = members.#bytes.subarray(start, members.#offset);
      if (previous !== undefined && compareOctets(previous, current) > 0) {
        throw fail('E_DER_VALUE', `SET OF out of order at offset ${start}`);
      }
      previous = current;
    }
    return values;
  }

  boolean(): boolean {
    const start = this.#offset;
    const { content } = this.element(TAG.BOOLEAN);
    if (content.length !== 1 || (content[0] !== 0x00 && content[0] !== 0xff)) {
      throw fail('E_DER_VALUE', `BOOLEAN is neither 00 nor FF at offset ${start}`);
    }
    return content[0] === 0xff;
  }

  null(): void {
    const start = this.#offset;
    if (this.element(TAG.NULL).content.length !== 0) throw fail('E_DER_VALUE', `NULL has content at offset ${start}`);
  }

  /** Two's complement content octets of an INTEGER, checked to be minimal (X.690 §8.3.2). */
  integerBytes(tag: number = TAG.INTEGER): Uint8Array {
    const start = this.#offset;
    const { content } = this.element(tag);
    const [first, second] = content;
    if (first === undefined) throw fail('E_DER_VALUE', `INTEGER without content at offset ${start}`);
    if (second !== undefined && ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80))) {
      throw fail('E_DER_VALUE', `INTEGER not minimal at offset ${start}`);
    }
    return content;
  }

  bigInteger(): bigint {
    const content = this.integerBytes();
    // Through hexadecimal: shifting octet by octet takes time with the square of the length, which a peer chooses.
    return BigInt.asIntN(8 * content.length, BigInt(`0x${toHex(content)}`));
  }

  /** An INTEGER between 0 and 2^31-1, as versions, path lengths and iteration counts are. */
  smallInteger(tag: number = TAG.INTEGER): number {
    const start = this.#offset;
    const content = this.integerBytes(tag);
    if (content.length > 4 || (content[0] ?? 0) >= 0x80) {
      throw fail('E_DER_VALUE', `INTEGER out of range at offset ${start}`);
    }
    let value = 0;
    for (const octet of content) value = value * 256 + octet;
    return value;
  }

  /** An OBJECT IDENTIFIER in dotted form. */
  objectIdentifier(tag: number = TAG.OBJECT_IDENTIFIER): string {
    const start = this.#offset;
    return decodeObjectIdentifier(this.element(tag).content, start);
  }

  octetString(): Uint8Array {
    return this.element(TAG.OCTET_STRING).content;
  }

  /** A BIT STRING that holds whole octets, as signatures and keys do. */
  bitStringOctets(): Uint8Array {
    const start = this.#offset;
    const { bytes, unusedBits } = splitBitString(this.element(TAG.BIT_STRING).content, start);
    if (unusedBits !== 0) throw fail('E_DER_VALUE', `BIT STRING is not whole octets at offset ${start}`);
    return bytes;
  }

  /** The numbers of the bits set in a named-bit BIT STRING such as KeyUsage (X.690 §11.2.2: no trailing zero bits). */
  namedBits(tag: number = TAG.BIT_STRING): readonly number[] {
    const start = this.#offset;
    const { bytes, unusedBits } = splitBitString(this.element(tag).content, start);
    if (bytes.length > MAX_NAMED_BIT_OCTETS) throw fail('E_DER_TOO_LARGE', `too many named bits at offset ${start}`);
    const last = bytes.at(-1);
    if (last !== undefined && ((last >> unusedBits) & 1) === 0) {
      throw fail('E_DER_VALUE', `named BIT STRING ends in a zero bit at offset ${start}`);
    }
    const set: number[] = [];
    bytes.forEach((octet, index) => {
      for (let bit = 0; bit < 8; bit++) if ((octet & (0x80 >> bit)) !== 0) set.push(index * 8 + bit);
    });
    return set;
  }

  /** Any of the character string types, with its identifier octet. */
  string(): { readonly tag: number; readonly value: string } {
    const start = this.#offset;
    const { tag, content } = this.any();
    if (!isStringTag(tag)) throw fail('E_DER_TAG', `a character string was expected at offset ${start}`);
    return { tag, value: decodeString(tag, content, start) };
  }

  /** A character string of one type. */
  stringOf(tag: number): string {
    const start = this.#offset;
    return decodeString(tag, this.element(tag).content, start);
  }

  /** UTCTime or GeneralizedTime, in the forms RFC 5280 §4.1.2.5 allows. */
  time(): Date {
    const start = this.#offset;
    const { tag, content } = this.any();
    if (tag === TAG.UTC_TIME) return decodeUtcTime(content, start);
    if (tag === TAG.GENERALIZED_TIME) return decodeGeneralizedTime(content, start);
    throw fail('E_DER_TAG', `a time was expected at offset ${start}`);
  }

  /** The content octets of an AlgorithmIdentifier-like optional rest: the next value's bytes, or undefined at the end. */
  optionalAny(): DerElement | undefined {
    return this.done ? undefined : this.any();
  }

  #expect(tag: number): void {
    const found = this.#octet(this.#offset);
    if (found !== tag) {
      throw fail('E_DER_TAG', `expected tag ${hex(tag)} and found ${hex(found)} at offset ${this.#offset}`);
    }
  }

  #octet(at: number): number {
    const octet = at < this.#end ? this.#bytes[at] : undefined;
    if (octet === undefined) throw fail('E_DER_TRUNCATED', `value ends at offset ${at}`);
    return octet;
  }

  #measure(start: number): { readonly contentStart: number; readonly end: number } {
    const first = this.#octet(start + 1);
    let contentStart = start + 2;
    let length = first;
    if (first >= 0x80) {
      const count = first & 0x7f;
      // X.690 §10.1: the definite form. Four octets reach beyond any accepted size.
      if (count === 0 || count > 4) throw fail('E_DER_LENGTH', `indefinite or oversize length at offset ${start}`);
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + this.#octet(start + 2 + i);
      contentStart += count;
      if (length < 0x80 || length < 256 ** (count - 1)) {
        throw fail('E_DER_LENGTH', `length not in the fewest octets at offset ${start}`);
      }
    }
    const end = contentStart + length;
    if (end > this.#end) throw fail('E_DER_TRUNCATED', `value at offset ${start} runs past its end`);
    return { contentStart, end };
  }
}

function splitBitString(content: Uint8Array, start: number): { bytes: Uint8Array; unusedBits: number } {
  const unusedBits = content[0];
  const last = content.at(-1) ?? 0;
  const empty = content.length === 1;
  if (unusedBits === undefined || unusedBits > 7 || (empty && unusedBits !== 0)) {
    throw fail('E_DER_VALUE', `BIT STRING counts its unused bits wrongly at offset ${start}`);
  }
  if (!empty && (last & ((1 << unusedBits) - 1)) !== 0) {
    throw fail('E_DER_VALUE', `unused bits of a BIT STRING are not zero at offset ${start}`);
  }
  return { bytes: content.subarray(1), unusedBits };
}

/** Orders encodings as DER sorts a SET OF: octet by octet, the shorter first. */
export function compareOctets(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function hex(tag: number): string {
  return tag.toString(16).padStart(2, '0').toUpperCase();
}
