/** IP addresses, and which of them a DULL instance hears. */

import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { ipAddressBytes } from '@sallyport/core';
import { fail } from './errors.ts';

/** Link-local: what RFC 8990 §2.5.2 lets a DULL instance hear. */
const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6');
LINK_LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');

const LOOPBACK = new BlockList();
LOOPBACK.addAddress('::1', 'ipv6');
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');

/** An address without its `%eth0`. */
export function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? address;
}

export function zoneOf(address: string): string | undefined {
  return address.split('%', 2)[1];
}

function isIn(list: BlockList, address: string): boolean {
  const bare = withoutZone(address);
  return isIPv4(bare) ? list.check(bare, 'ipv4') : isIPv6(bare) && list.check(bare, 'ipv6');
}

export function isLinkLocal(address: string): boolean {
  return isIn(LINK_LOCAL, address);
}

export function isLoopback(address: string): boolean {
  return isIn(LOOPBACK, address);
}

/** Four or sixteen bytes. @throws E_GRASP_ARGUMENT */
export function addressBytes(address: string): Uint8Array {
  const bytes = ipAddressBytes(address);
  if (bytes !== undefined) return bytes;
  throw fail('E_GRASP_ARGUMENT', `${JSON.stringify(address)} is no IP address without a zone`);
}
