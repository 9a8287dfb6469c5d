/** Reads and writes values that are one number after the other. */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';
import { readUint, writeUint } from '../network/numbers.ts';

/** Reads from the front; what is behind the last field that is read stays unread, as later versions may add to a value. */
export class FieldReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  /** @param bytes as many at least as will be read */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  bytes(length: number): Uint8Array {
    const from = this.#at;
    this.#at += length;
    return this.#bytes.subarray(from, this.#at);
  }

  uint(length: 1 | 2 | 4): number {
    return readUint(this.bytes(length));
  }

  /** A byte from -128 to 127. */
  signed(): number {
    return (this.uint(1) << 24) >> 24;
  }

  /** Eight bytes. @throws E_THREAD_TLV_VALUE beyond what is exact, which no clock reaches */
  time(): number {
    const high = this.uint(2);
    const low = readUint(this.bytes(6));
    if (high !== 0) throw fail('E_THREAD_TLV_VALUE', 'a time of more than nine thousand years');
    return low;
  }
}

/** Milliseconds in eight bytes. @throws E_THREAD_ARGUMENT */
export function timeBytes(milliseconds: number): Uint8Array {
  return concat(new Uint8Array(2), writeUint('a time', milliseconds, 6));
}
