/** IP addresses and prefixes as text and as octets (RFC 4291 §2.2, RFC 4632 §3.1, RFC 5952). */

import { ipAddressBytes, ipAddressText } from '@sallyport/core';

export type Family = 4 | 6;

export interface Prefix {
  readonly family: Family;
  /** 4 or 16 octets; those after `length` bits are zero. */
  readonly octets: Uint8Array;
  /** Bits. */
  readonly length: number;
}

const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** 4 or 16 octets, IPv4 inside IPv6 as IPv4; undefined for what is no address. */
export function addressOctets(text: string): Uint8Array | undefined {
  const octets = ipv4Octets(text) ?? (text.length > 64 ? undefined : ipAddressBytes(text));
  if (octets === undefined || octets.length === 4) return octets;
  return MAPPED.every((octet, at) => octets[at] === octet) ? octets.subarray(12) : octets;
}

const DOT = 0x2e;
const ZERO = 0x30;

/** The usual case in one pass, as long lists have it: four numbers without leading zeros. */
function ipv4Octets(text: string): Uint8Array | undefined {
  if (text.length < 7 || text.length > 15) return undefined;
  const octets = new Uint8Array(4);
  let [at, value, digits] = [0, 0, 0];
  for (let index = 0; index <= text.length; index++) {
    const code = index === text.length ? DOT : text.charCodeAt(index);
    if (code === DOT) {
      if (digits === 0 || at === 4) return undefined;
      octets[at++] = value;
      [value, digits] = [0, 0];
    } else {
      const digit = code - ZERO;
      value = 10 * value + digit;
      if (!(digit >= 0 && digit <= 9) || (digits > 0 && value < 10) || value > 255) return undefined;
      digits++;
    }
  }
  return at === 4 ? octets : undefined;
}

/** One spelling for each address (RFC 5952; IPv4 inside IPv6 as IPv4); undefined for what is no address. */
export function canonicalAddress(text: string): string | undefined {
  const octets = addressOctets(text);
  return octets === undefined ? undefined : ipAddressText(octets);
}

/** An address, or a prefix. Bits after the length are set to zero when `mask`, and no prefix otherwise. */
export function parsePrefix(text: string, bitsAfter: 'mask' | 'refuse' = 'refuse'): Prefix | undefined {
  const [host = '', bits, ...rest] = text.split('/', 3);
  const octets = bits === undefined ? addressOctets(host) : (ipv4Octets(host) ?? ipAddressBytes(host.slice(0, 64)));
  if (octets === undefined || rest.length > 0) return undefined;
  const most = octets.length * 8;
  const length = bits === undefined ? most : Number(bits);
  if ((bits !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(bits)) || length > most) return undefined;
  const masked = maskOctets(octets, length);
  if (bitsAfter === 'refuse' && Buffer.compare(masked, octets) !== 0) return undefined;
  return { family: most === 32 ? 4 : 6, octets: masked, length };
}

/** The address alone when the prefix has no other. */
export function prefixText({ octets, length }: Prefix): string {
  const address = ipAddressText(octets) ?? '';
  return length === octets.length * 8 ? address : `${address}/${length}`;
}

/** `octets` with all bits after `length` set to zero. */
export function maskOctets(octets: Uint8Array, length: number): Uint8Array {
  return octets.map((octet, at) => octet & maskOf(length - at * 8));
}

function maskOf(bits: number): number {
  if (bits >= 8) return 0xff;
  return bits <= 0 ? 0 : (0xff << (8 - bits)) & 0xff;
}

/** True when every address of `inner` is one of `outer`. */
export function isWithin(inner: Prefix, outer: Prefix): boolean {
  return (
    inner.family === outer.family &&
    inner.length >= outer.length &&
    Buffer.compare(maskOctets(inner.octets, outer.length), outer.octets) === 0
  );
}
