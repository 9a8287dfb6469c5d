/** EUIs, NetIDs and DevAddrs: hexadecimal text among servers, little-endian octets in frames (TS001 §3). */

import { fromHex, toHex } from '@sallyport/core';
import { fail } from '../errors.ts';

/** Octets of each. */
export const LENGTHS = { eui: 8, netId: 3, devAddr: 4 } as const;

/** Text as `length` octets in reverse. @throws E_LORAWAN_ARGUMENT */
export function littleEndian(text: string, length: number): Uint8Array {
  if (text.length !== 2 * length || !/^[0-9a-f]*$/.test(text)) {
    throw fail('E_LORAWAN_ARGUMENT', `not ${length} octets in lower-case hexadecimal`);
  }
  return fromHex(text).reverse();
}

/** Octets of a frame as text. */
export function textOf(octets: Uint8Array): string {
  return toHex(octets.slice().reverse());
}

/** A number as `length` octets, the least first. */
export function octetsOf(value: number, length: number): Uint8Array {
  const octets = new Uint8Array(length);
  for (let i = 0; i < length; i++) octets[i] = Math.floor(value / 256 ** i) & 0xff;
  return octets;
}
