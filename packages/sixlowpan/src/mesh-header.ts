/** The mesh addressing header: whose datagram a frame carries over several hops (RFC 4944 §5.2). */

import { concat } from '@sallyport/core';
import type { LinkAddress } from './addresses.ts';
import { Reader } from './cursor.ts';
import { fail } from './errors.ts';

export interface MeshHeader {
  readonly originator: LinkAddress;
  readonly final: LinkAddress;
  /** How many hops it may still go, 0 to 255. */
  readonly hopsLeft: number;
}

const DISPATCH = 0b10;
const SHORT_ORIGINATOR = 0x20;
const SHORT_FINAL = 0x10;
/** The value of the four bits that says that a byte of its own follows. */
const DEEP = 0xf;

export function isMeshDispatch(byte: number): boolean {
  return byte >> 6 === DISPATCH;
}

/** @throws E_SIXLOWPAN_ARGUMENT */
export function encodeMeshHeader({ originator, final, hopsLeft }: MeshHeader): Uint8Array {
  if (!Number.isInteger(hopsLeft) || hopsLeft < 0 || hopsLeft > 0xff) {
    throw fail('E_SIXLOWPAN_ARGUMENT', 'hops left are a whole number from 0 to 255');
  }
  const shorts =
    (typeof originator === 'number' ? SHORT_ORIGINATOR : 0) | (typeof final === 'number' ? SHORT_FINAL : 0);
  const start = (DISPATCH << 6) | shorts | Math.min(hopsLeft, DEEP);
  const hops = hopsLeft < DEEP ? Uint8Array.of(start) : Uint8Array.of(start, hopsLeft);
  return concat(hops, addressBytes(originator), addressBytes(final));
}

function addressBytes(address: LinkAddress): Uint8Array {
  if (typeof address === 'number') return Uint8Array.of(address >> 8, address & 0xff);
  if (address.length !== 8) throw fail('E_SIXLOWPAN_ARGUMENT', 'an extended address has 8 bytes');
  return address;
}

/** The header and how many bytes it has. @throws E_SIXLOWPAN_TRUNCATED, E_SIXLOWPAN_MALFORMED */
export function decodeMeshHeader(bytes: Uint8Array): { readonly mesh: MeshHeader; readonly size: number } {
  const reader = new Reader(bytes);
  const start = reader.uint8();
  if (!isMeshDispatch(start)) throw fail('E_SIXLOWPAN_MALFORMED', 'no mesh header');
  const hops = start & DEEP;
  const hopsLeft = hops === DEEP ? reader.uint8() : hops;
  const originator = (start & SHORT_ORIGINATOR) !== 0 ? reader.uint16() : reader.bytes(8);
  const final = (start & SHORT_FINAL) !== 0 ? reader.uint16() : reader.bytes(8);
  return { mesh: { originator, final, hopsLeft }, size: reader.offset };
}
