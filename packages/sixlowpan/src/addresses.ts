/** IPv6 addresses that follow from link-layer addresses (RFC 4944 §6, RFC 6282 §3.2.2). */

import { concat } from '@sallyport/core';
import { fail } from './errors.ts';

/** A short address (16 bits) or an extended one (eight bytes as printed), as IEEE 802.15.4 frames carry them. */
export type LinkAddress = number | Uint8Array;

/** Bytes of an IPv6 address. */
export const ADDRESS_SIZE = 16;
export const IID_SIZE = 8;
export const LINK_LOCAL_PREFIX: Uint8Array = Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0);
export const UNSPECIFIED: Uint8Array = new Uint8Array(ADDRESS_SIZE);

/** 0000:00ff:fe00 and the short address (RFC 6282 §3.2.2). */
export function iidFromShort(short: number): Uint8Array {
  return Uint8Array.of(0, 0, 0, 0xff, 0xfe, 0, short >> 8, short & 0xff);
}

/** The extended address with its universal/local bit turned (RFC 4944 §6). @throws E_SIXLOWPAN_ARGUMENT */
export function iidFromExtended(extended: Uint8Array): Uint8Array {
  if (extended.length !== IID_SIZE) throw fail('E_SIXLOWPAN_ARGUMENT', 'an extended address has 8 bytes');
  const iid = Uint8Array.from(extended);
  iid[0] = (iid[0] ?? 0) ^ 0x02;
  return iid;
}

/** @throws E_SIXLOWPAN_ARGUMENT */
export function iidFrom(link: LinkAddress): Uint8Array {
  return typeof link === 'number' ? iidFromShort(link) : iidFromExtended(link);
}

/** The address under a prefix of eight bytes. @throws E_SIXLOWPAN_ARGUMENT */
export function addressUnder(prefix: Uint8Array, iid: Uint8Array): Uint8Array {
  if (prefix.length !== 8 || iid.length !== IID_SIZE) {
    throw fail('E_SIXLOWPAN_ARGUMENT', 'prefix and interface identifier have 8 bytes each');
  }
  return concat(prefix, iid);
}

/** The link-local address of a link-layer address. @throws E_SIXLOWPAN_ARGUMENT */
export function linkLocalFrom(link: LinkAddress): Uint8Array {
  return concat(LINK_LOCAL_PREFIX, iidFrom(link));
}

export function isMulticastAddress(address: Uint8Array): boolean {
  return address[0] === 0xff;
}

/** fe80::/64, which is all that compression knows of fe80::/10. */
export function isLinkLocalAddress(address: Uint8Array): boolean {
  return startsWith(address, LINK_LOCAL_PREFIX);
}

export function startsWith(bytes: Uint8Array, prefix: Uint8Array, at = 0): boolean {
  for (let index = 0; index < prefix.length; index++) if (bytes[at + index] !== prefix[index]) return false;
  return true;
}

export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** The locator in an interface identifier of the form 0000:00ff:fe00:xxxx; undefined for any other. */
export function shortOfIid(iid: Uint8Array): number | undefined {
  const [a, b, c, d, e, f, high = 0, low = 0] = iid;
  const isLocator = a === 0 && b === 0 && c === 0 && d === 0xff && e === 0xfe && f === 0;
  return isLocator ? (high << 8) | low : undefined;
}
