/** The headers of first and further fragments (RFC 4944 §5.3). */

import { Reader } from './cursor.ts';
import { fail } from './errors.ts';

export interface FragmentHeader {
  /** Bytes of the whole datagram before compression, at most 2047. */
  readonly datagramSize: number;
  /** 16 bits, the same in all fragments of a datagram. */
  readonly tag: number;
  /** Where in the uncompressed datagram the fragment begins, a multiple of eight; undefined in a first fragment. */
  readonly offset: number | undefined;
}

export const MAX_DATAGRAM_SIZE = 0x7ff;
export const FIRST_FRAGMENT_SIZE = 4;
export const NEXT_FRAGMENT_SIZE = 5;
const FIRST = 0b11000;
const NEXT = 0b11100;

export function isFragmentDispatch(byte: number): boolean {
  return byte >> 3 === FIRST || byte >> 3 === NEXT;
}

/** @throws E_SIXLOWPAN_ARGUMENT */
export function encodeFragmentHeader({ datagramSize, tag, offset }: FragmentHeader): Uint8Array {
  if (!Number.isInteger(datagramSize) || datagramSize < 0 || datagramSize > MAX_DATAGRAM_SIZE) {
    throw fail('E_SIXLOWPAN_ARGUMENT', `a datagram size is a whole number from 0 to ${MAX_DATAGRAM_SIZE}`);
  }
  const start = ((offset === undefined ? FIRST : NEXT) << 3) | (datagramSize >> 8);
  const common = [start, datagramSize & 0xff, (tag >> 8) & 0xff, tag & 0xff];
  if (offset === undefined) return Uint8Array.from(common);
  if (!Number.isInteger(offset) || offset < 0 || offset % 8 !== 0 || offset > MAX_DATAGRAM_SIZE) {
    throw fail('E_SIXLOWPAN_ARGUMENT', 'a fragment begins at a multiple of 8');
  }
  return Uint8Array.from([...common, offset / 8]);
}

/** The header and how many bytes it has. @throws E_SIXLOWPAN_TRUNCATED, E_SIXLOWPAN_MALFORMED */
export function decodeFragmentHeader(bytes: Uint8Array): { readonly fragment: FragmentHeader; readonly size: number } {
  const reader = new Reader(bytes);
  const start = reader.uint8();
  if (!isFragmentDispatch(start)) throw fail('E_SIXLOWPAN_MALFORMED', 'no fragment header');
  const datagramSize = ((start & 7) << 8) | reader.uint8();
  const tag = reader.uint16();
  const offset = start >> 3 === NEXT ? reader.uint8() * 8 : undefined;
  return { fragment: { datagramSize, tag, offset }, size: reader.offset };
}
