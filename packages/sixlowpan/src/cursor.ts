/** Reading and writing bytes in network order, within bounds. */

import { fail } from './errors.ts';

export class Reader {
  offset = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.offset;
  }

  /** @throws E_SIXLOWPAN_TRUNCATED */
  uint8(): number {
    const byte = this.#bytes[this.offset];
    if (byte === undefined) throw fail('E_SIXLOWPAN_TRUNCATED', `the header ends at ${this.offset}`);
    this.offset++;
    return byte;
  }

  /** @throws E_SIXLOWPAN_TRUNCATED */
  uint16(): number {
    return (this.uint8() << 8) | this.uint8();
  }

  /** Shares memory. @throws E_SIXLOWPAN_TRUNCATED */
  bytes(length: number): Uint8Array {
    if (length > this.remaining) throw fail('E_SIXLOWPAN_TRUNCATED', `the header ends at ${this.#bytes.length}`);
    const bytes = this.#bytes.subarray(this.offset, this.offset + length);
    this.offset += length;
    return bytes;
  }

  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }
}

/** Grows up to a bound, which is the caller's to choose. */
export class Writer {
  #bytes: Uint8Array;
  #length = 0;
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
    this.#bytes = new Uint8Array(Math.min(max, 96));
  }

  get length(): number {
    return this.#length;
  }

  uint8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  uint16(value: number): void {
    this.uint8(value >> 8);
    this.uint8(value & 0xff);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  zeros(count: number): void {
    this.#reserve(count);
    this.#length += count;
  }

  /** Changes what was written before. */
  patch(offset: number, ...values: readonly number[]): void {
    values.forEach((value, index) => {
      this.#bytes[offset + index] = value;
    });
  }

  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** @throws E_SIXLOWPAN_TOO_LARGE */
  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed > this.#max) throw fail('E_SIXLOWPAN_TOO_LARGE', `headers of more than ${this.#max} bytes`);
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.min(this.#max, Math.max(needed, 2 * this.#bytes.length)));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
