/** IP addresses and prefixes as text and as octets (RFC 4291 §2.2, RFC 5952 §4, RFC 4632 §3.1). */

import { isIPv4, isIPv6 } from 'node:net';
import { ipAddressBytes, ipAddressText } from '@sallyport/core';
import { fail } from './errors.ts';

/** A host and its port, as a socket names them. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface Prefix {
  /** 4 or 16 octets. */
  readonly address: Uint8Array;
  /** Bits. */
  readonly length: number;
}

const IPV4_MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** One spelling for each address: no zone, IPv4 inside IPv6 as IPv4. Gives what is no address back as it is. */
export function canonicalAddress(text: string): string {
  if (isIPv4(text)) return text;
  const [host = ''] = text.split('%');
  const mapped = IPV4_MAPPED.exec(host)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  return isIPv6(host) ? formatAddress(parseAddress(host)) : host;
}

/** 4 or 16 octets. @throws E_RADIUS_ARGUMENT */
export function parseAddress(text: string): Uint8Array {
  const octets = ipAddressBytes(text);
  if (octets === undefined) throw fail('E_RADIUS_ARGUMENT', 'not an IP address');
  return octets;
}

/** IPv4 in dotted decimal, IPv6 as RFC 5952 recommends. @throws E_RADIUS_ARGUMENT for other than 4 or 16 octets */
export function formatAddress(octets: Uint8Array): string {
  const text = ipAddressText(octets);
  if (text === undefined) throw fail('E_RADIUS_ARGUMENT', 'an address has 4 or 16 octets');
  return text;
}

/** `192.0.2.0/24`, `2001:db8::/32`, or one address. @throws E_RADIUS_ARGUMENT */
export function parsePrefix(text: string): Prefix {
  const [host = '', bits, ...rest] = text.split('/');
  const address = parseAddress(host);
  const most = address.length * 8;
  const length = bits === undefined ? most : Number(bits);
  if (rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits)) || length > most) {
    throw fail('E_RADIUS_ARGUMENT', 'not a prefix');
  }
  if (!isZeroAfter(address, length)) throw fail('E_RADIUS_ARGUMENT', 'the prefix has bits after its length');
  return { address, length };
}

export function formatPrefix({ address, length }: Prefix): string {
  return `${formatAddress(address)}/${length}`;
}

/** `address` with all bits after `length` set to zero. */
export function maskAddress(address: Uint8Array, length: number): Uint8Array {
  return address.map((octet, at) => octet & maskOf(length - at * 8));
}

export function isZeroAfter(address: Uint8Array, length: number): boolean {
  return address.every((octet, at) => (octet & ~maskOf(length - at * 8) & 0xff) === 0);
}

function maskOf(bits: number): number {
  if (bits >= 8) return 0xff;
  return bits <= 0 ? 0 : (0xff << (8 - bits)) & 0xff;
}
