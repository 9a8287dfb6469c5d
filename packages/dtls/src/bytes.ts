/** TLS presentation language (RFC 5246 §4): a bounded cursor over what came, and a writer of what goes. */

import { concat } from '@sallyport/core';
import { fail } from './errors.ts';

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #offset = 0;

  /** @param what - names the structure in errors */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  uint8(): number {
    return this.#uint(1);
  }

  uint16(): number {
    return this.#uint(2);
  }

  uint24(): number {
    return this.#uint(3);
  }

  /** The next `length` bytes, sharing memory. @throws E_DTLS_MALFORMED */
  bytes(length: number): Uint8Array {
    if (length > this.remaining) throw this.malformed(`ends before a field of ${length} bytes is complete`);
    const start = this.#offset;
    this.#offset += length;
    return this.#bytes.subarray(start, this.#offset);
  }

  /** A variable-length vector `<min..max>` whose length has `width` bytes. @throws E_DTLS_MALFORMED */
  vector(width: 1 | 2 | 3, min = 0, max: number = 2 ** (8 * width) - 1): Uint8Array {
    const length = this.#uint(width);
    if (length < min || length > max) throw this.malformed(`has a vector of ${length} bytes, not ${min} to ${max}`);
    return this.bytes(length);
  }

  /** A vector as a structure of its own. @throws E_DTLS_MALFORMED */
  nested(width: 1 | 2 | 3, what: string, min = 0): ByteReader {
    return new ByteReader(this.vector(width, min), what);
  }

  /** Nothing may follow. @throws E_DTLS_MALFORMED */
  finish(): void {
    if (this.remaining > 0) throw this.malformed(`goes on for ${this.remaining} bytes after its end`);
  }

  malformed(problem: string) {
    return fail('E_DTLS_MALFORMED', `${this.#what} ${problem}`, { details: { offset: this.#offset } });
  }

  #uint(width: number): number {
    let value = 0;
    for (const byte of this.bytes(width)) value = value * 256 + byte;
    return value;
  }
}

/** A vector of 16-bit numbers. @throws E_DTLS_MALFORMED */
export function readUint16s(bytes: Uint8Array, what: string): number[] {
  const reader = new ByteReader(bytes, what);
  const numbers: number[] = [];
  while (reader.remaining > 0) numbers.push(reader.uint16());
  return numbers;
}

/** The big-endian bytes of a number. */
export function uint(width: number, value: number): Uint8Array {
  const out = new Uint8Array(width);
  let rest = value;
  for (let i = width - 1; i >= 0; i--) {
    out[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return out;
}

/** A vector with a length of `width` bytes before it. @throws E_DTLS_ARGUMENT when it is longer than that can say */
export function vector(width: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  if (content.length >= 2 ** (8 * width))
    throw fail('E_DTLS_ARGUMENT', `${content.length} bytes are too many for a vector`);
  return concat(uint(width, content.length), content);
}
