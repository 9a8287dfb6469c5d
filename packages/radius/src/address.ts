/** IP addresses and prefixes as text and as octets (RFC 4291 §2.2, RFC 5952 §4, RFC 4632 §3.1). */

import { isIPv4, isIPv6 } from 'node:net';
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
  const [host = ''] = text.split('%');
  const mapped = IPV4_MAPPED.exec(host)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  return isIPv6(host) ? formatAddress(parseAddress(host)) : host;
}

/** 4 or 16 octets. @throws E_RADIUS_ARGUMENT */
export function parseAddress(text: string): Uint8Array {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number);
  if (!isIPv6(text) || text.includes('%')) throw fail('E_RADIUS_ARGUMENT', 'not an IP address');
  return parseIpv6(text);
}

function parseIpv6(text: string): Uint8Array {
  const dotted = /\d+\.\d+\.\d+\.\d+$/.exec(text)?.[0];
  const groups = dotted === undefined ? text : text.slice(0, -dotted.length) + hexGroups(dotted);
  const [head = '', tail] = groups.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : new Array<string>(8 - before.length - after.length).fill('0');
  const words = [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
  return Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff]));
}

function hexGroups(dotted: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

/** IPv4 in dotted decimal, IPv6 as RFC 5952 recommends. @throws E_RADIUS_ARGUMENT for other than 4 or 16 octets */
export function formatAddress(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.');
  if (octets.length !== 16) throw fail('E_RADIUS_ARGUMENT', 'an address has 4 or 16 octets');
  const words: number[] = [];
  for (let i = 0; i < 16; i += 2) words.push(((octets[i] ?? 0) << 8) | (octets[i + 1] ?? 0));
  const run = longestZeroRun(words);
  const hex = words.map((word) => word.toString(16));
  if (run.length < 2) return hex.join(':');
  return `${hex.slice(0, run.start).join(':')}::${hex.slice(run.start + run.length).join(':')}`;
}

function longestZeroRun(words: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  words.forEach((word, at) => {
    if (word !== 0) start = at + 1;
    else if (at + 1 - start > best.length) best = { start, length: at + 1 - start };
  });
  return best;
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
