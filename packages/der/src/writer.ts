/** DER writing (X.690): functions that turn values into whole encodings, to be nested as the structure nests. */

import { concat } from '@sallyport/core';
import { fail } from './errors.ts';
import { encodeObjectIdentifier } from './object-identifier.ts';
import { compareOctets } from './reader.ts';
import { encodeString } from './strings.ts';
import { contextConstructed, contextPrimitive, TAG } from './tags.ts';
import { fitsUtcTime, formatGeneralizedTime } from './times.ts';
import { lengthOctets, writeHeader } from './tree.ts';

export { join, node } from './tree.ts';

/** A value from its identifier octet and the parts of its content. */
export function value(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return concatenate(tag, parts);
}

function concatenate(tag: number, parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(2 + lengthOctets(length) + length);
  let offset = writeHeader(tag, length, out, 0);
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return concatenate(TAG.SEQUENCE, parts);
}

/** A SEQUENCE OF from a list, however long: a revocation list may hold more entries than a call takes arguments. */
export function sequenceOf(parts: readonly Uint8Array[], tag: number = TAG.SEQUENCE): Uint8Array {
  return concatenate(tag, parts);
}

/** A SET with its members in the given order; for SET OF use {@link setOf}. */
export function set(...parts: readonly Uint8Array[]): Uint8Array {
  return concatenate(TAG.SET, parts);
}

/** A SET OF, its members sorted as X.690 §11.6 demands. */
export function setOf(parts: readonly Uint8Array[], tag: number = TAG.SET): Uint8Array {
  return concatenate(tag, [...parts].sort(compareOctets));
}

/** `[number] EXPLICIT`, or `[number] IMPLICIT` of a constructed type given the parts of its content. */
export function context(number: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return concatenate(contextConstructed(number), parts);
}

/** `[number] IMPLICIT` of a primitive type given its content octets. */
export function contextValue(number: number, content: Uint8Array): Uint8Array {
  return value(contextPrimitive(number), content);
}

export function boolean(flag: boolean): Uint8Array {
  return Uint8Array.of(TAG.BOOLEAN, 1, flag ? 0xff : 0x00);
}

export function nullValue(): Uint8Array {
  return Uint8Array.of(TAG.NULL, 0);
}

/** An INTEGER from a number, a bigint, or the big-endian octets of a non-negative value. */
export function integer(number: number | bigint | Uint8Array, tag: number = TAG.INTEGER): Uint8Array {
  return value(tag, integerContent(number));
}

function integerContent(number: number | bigint | Uint8Array): Uint8Array {
  if (number instanceof Uint8Array) return unsignedContent(number);
  if (typeof number === 'number' && !Number.isSafeInteger(number)) {
    throw fail('E_DER_ENCODE', `${number} is not an integer`);
  }
  const big = BigInt(number);
  let length = 1;
  while (BigInt.asIntN(8 * length, big) !== big) length++;
  const out = new Uint8Array(length);
  for (let i = 0, rest = big; i < length; i++, rest >>= 8n) out[length - 1 - i] = Number(rest & 0xffn);
  return out;
}

function unsignedContent(octets: Uint8Array): Uint8Array {
  let start = 0;
  while (start < octets.length - 1 && octets[start] === 0) start++;
  const trimmed = octets.subarray(start);
  if (trimmed.length === 0) return Uint8Array.of(0);
  return (trimmed[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), trimmed) : trimmed;
}

export function objectIdentifier(dotted: string, tag: number = TAG.OBJECT_IDENTIFIER): Uint8Array {
  return value(tag, encodeObjectIdentifier(dotted));
}

export function octetString(octets: Uint8Array): Uint8Array {
  return value(TAG.OCTET_STRING, octets);
}

/** A BIT STRING of whole octets. */
export function bitString(octets: Uint8Array): Uint8Array {
  return value(TAG.BIT_STRING, Uint8Array.of(0), octets);
}

/** A named-bit BIT STRING with these bits set and no trailing zero bits (X.690 §11.2.2). */
export function namedBits(bits: readonly number[], tag: number = TAG.BIT_STRING): Uint8Array {
  const highest = Math.max(-1, ...bits);
  const octets = new Uint8Array(Math.ceil((highest + 1) / 8));
  for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  const unusedBits = highest < 0 ? 0 : 7 - (highest & 7);
  return value(tag, Uint8Array.of(unusedBits), octets);
}

/** A character string of the type that `tag` names. */
export function string(tag: number, text: string): Uint8Array {
  return value(tag, encodeString(tag, text));
}

/** A time as RFC 5280 §4.1.2.5 wants it: UTCTime to the end of 2049, GeneralizedTime after. */
export function time(date: Date): Uint8Array {
  return fitsUtcTime(date) ? utcTime(date) : generalizedTime(date);
}

export function utcTime(date: Date): Uint8Array {
  if (!fitsUtcTime(date)) throw fail('E_DER_ENCODE', 'UTCTime holds the years 1950 to 2049');
  return value(TAG.UTC_TIME, Uint8Array.from(Buffer.from(formatGeneralizedTime(date).slice(2), 'latin1')));
}

export function generalizedTime(date: Date): Uint8Array {
  return value(TAG.GENERALIZED_TIME, Uint8Array.from(Buffer.from(formatGeneralizedTime(date), 'latin1')));
}
