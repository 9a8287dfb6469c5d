/** The kinds of values that TLVs hold. */

import { fromUtf8, isSallyportError, Secret, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import { readUint, requireUint, writeUint } from '../network/numbers.ts';
import type { ValueCodec } from './definition.ts';

/** The longest value of a TLV whose length has the short form. */
export const MAX_SHORT_LENGTH = 254;
/** The longest value there can be. */
export const MAX_LONG_LENGTH = 0xffff;

export function uint(length: 1 | 2 | 4): ValueCodec<number> {
  return {
    minLength: length,
    maxLength: length,
    decode: readUint,
    encode: (value) => writeUint('value', value, length),
  };
}

/** Bytes without structure. What is decoded is a view. */
export function octets(minLength: number, maxLength: number = minLength): ValueCodec<Uint8Array> {
  return { minLength, maxLength, decode: (bytes) => bytes, encode: (value) => value };
}

/** Signed bytes, for example powers in dBm. */
export function signedBytes(maxLength: number): ValueCodec<readonly number[]> {
  return {
    minLength: 0,
    maxLength,
    decode: (bytes) => [...Int8Array.from(bytes)],
    encode(values) {
      for (const value of values) requireUint('a signed byte and 128', value + 128, 0xff);
      return Uint8Array.from(values);
    },
  };
}

export function secret(length: number): ValueCodec<Secret> {
  return { minLength: length, maxLength: length, isSecret: true, decode: Secret.of, encode: (value) => value.expose() };
}

/** UTF-8 without control characters: it ends up on terminals. `maxLength` counts bytes. */
export function text(maxLength: number, minLength = 0): ValueCodec<string> {
  return {
    minLength,
    maxLength,
    decode(bytes) {
      const value = readText(bytes);
      if (value === undefined) throw fail('E_THREAD_TLV_VALUE', 'a TLV’s text is UTF-8 without control characters');
      return value;
    },
    encode(value) {
      if (!isPrintable(value))
        throw fail('E_THREAD_ARGUMENT', 'a TLV’s text is well formed and has no control characters');
      return utf8(value);
    },
  };
}

/** Undefined unless the bytes are UTF-8 without control characters. */
export function readText(bytes: Uint8Array): string | undefined {
  try {
    const value = fromUtf8(bytes);
    return isPrintable(value) ? value : undefined;
  } catch (thrown) {
    if (isSallyportError(thrown, 'E_BYTES_UTF8')) return undefined;
    throw thrown;
  }
}

/** Well-formed Unicode without control characters. */
export function isPrintable(value: string): boolean {
  return value.isWellFormed() && !/\p{Cc}/u.test(value);
}
