/** IP addresses as text and as bytes: anything `node:net` takes for one in, RFC 5952 out. */

import { isIPv4, isIPv6 } from 'node:net';

const IPV6_BYTES = 16;
const GROUPS = 8;

/** Canonical text of 4 or 16 bytes; undefined for any other number. IPv4 within IPv6 is written as IPv6. */
export function ipAddressText(bytes: Uint8Array): string | undefined {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== IPV6_BYTES) return undefined;
  const groups = Array.from({ length: GROUPS }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  const gap = longestGap(groups);
  const hex = groups.map((group) => group.toString(16));
  if (gap === undefined) return hex.join(':');
  return `${hex.slice(0, gap.start).join(':')}::${hex.slice(gap.start + gap.length).join(':')}`;
}

/** 4 or 16 bytes; undefined for text that is no IP address, or has a zone. */
export function ipAddressBytes(text: string): Uint8Array | undefined {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number);
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [head = '', tail = ''] = text.split('::', 2);
  const [front, back] = [groupBytes(head), groupBytes(tail)];
  return Uint8Array.from([...front, ...Array<number>(IPV6_BYTES - front.length - back.length).fill(0), ...back]);
}

/** RFC 5952 §4.2: the longest run of two or more zero groups, the first of equals. */
function longestGap(groups: readonly number[]): { readonly start: number; readonly length: number } | undefined {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best.length > 1 ? best : undefined;
}

function groupBytes(text: string): readonly number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
