/** IPv6 addresses and prefixes as text: anything `node:net` takes in, RFC 5952 out. No zones. */

import { concat, ipAddressBytes, ipAddressText } from '@sallyport/core';
import { fail } from '../errors.ts';
import { writeUint } from './numbers.ts';

const LINK_LOCAL_PREFIX = Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0);
const LOCATOR_PREFIX = Uint8Array.of(0, 0, 0, 0xff, 0xfe, 0);

/** Canonical text of sixteen bytes. @throws E_THREAD_ARGUMENT for another number of bytes */
export function ipv6Text(bytes: Uint8Array): string {
  const text = bytes.length === 16 ? ipAddressText(bytes) : undefined;
  if (text === undefined) throw fail('E_THREAD_ARGUMENT', `an IPv6 address has 16 bytes, not ${bytes.length}`);
  return text;
}

/** Sixteen bytes. @throws E_THREAD_ARGUMENT for text that is no IPv6 address, or has a zone */
export function ipv6Bytes(text: string): Uint8Array {
  const bytes = ipAddressBytes(text);
  if (bytes?.length !== 16) throw fail('E_THREAD_ARGUMENT', 'not an IPv6 address');
  return bytes;
}

/** Text of a prefix of 64 bits, for example `fd00:db8::/64`. @throws E_THREAD_ARGUMENT unless it has eight bytes */
export function prefixText(prefix: Uint8Array): string {
  return `${addressIn(prefix, new Uint8Array(8))}/64`;
}

/** The address of `iid` in the network of `prefix`. @throws E_THREAD_ARGUMENT unless they have eight bytes each */
export function addressIn(prefix: Uint8Array, iid: Uint8Array): string {
  if (prefix.length !== 8 || iid.length !== 8) {
    throw fail('E_THREAD_ARGUMENT', 'a prefix and an interface identifier have 8 bytes each');
  }
  return ipv6Text(concat(prefix, iid));
}

/** `fe80::` with this interface identifier of eight bytes. @throws E_THREAD_ARGUMENT */
export function linkLocalAddress(iid: Uint8Array): string {
  return addressIn(LINK_LOCAL_PREFIX, iid);
}

/** The interface identifier of a routing or anycast locator: `0000:00ff:fe00:` and the locator. */
export function locatorIid(locator: number): Uint8Array {
  return concat(LOCATOR_PREFIX, writeUint('locator', locator, 2));
}
