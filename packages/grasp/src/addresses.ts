/** IP addresses as text and as bytes (RFC 5952 in, anything `node:net` takes out). */

import { BlockList, isIPv4, isIPv6 } from 'node:net';
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
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number);
  if (!isIPv6(address) || address.includes('%')) {
    throw fail('E_GRASP_ARGUMENT', `${JSON.stringify(address)} is no IP address without a zone`);
  }
  const [head = '', tail = ''] = address.split('::', 2);
  const front = groupBytes(head);
  const back = groupBytes(tail);
  return Uint8Array.from([...front, ...Array<number>(16 - front.length - back.length).fill(0), ...back]);
}

function groupBytes(text: string): readonly number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** Text of four or sixteen bytes; undefined for any other number. */
export function addressText(bytes: Uint8Array): string | undefined {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) return undefined;
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  const gap = longestRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (gap === undefined) return hex.join(':');
  return `${hex.slice(0, gap.start).join(':')}::${hex.slice(gap.start + gap.length).join(':')}`;
}

/** RFC 5952 §4.2: the longest run of two or more zero groups, the first of equals. */
function longestRun(groups: readonly number[]): { readonly start: number; readonly length: number } | undefined {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best.length > 1 ? best : undefined;
}
