/** IP addresses between text and the 4 or 16 octets of an iPAddress name. */

import { isIPv4 } from 'node:net';

/** Text form (RFC 5952 for IPv6, without zero compression of mixed notation), or undefined for another length. */
export function decodeIpAddress(octets: Uint8Array): string | undefined {
  if (octets.length === 4) return octets.join('.');
  if (octets.length !== 16) return undefined;
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((((octets[i] ?? 0) << 8) | (octets[i + 1] ?? 0)).toString(16));
  return compress(groups);
}

/** RFC 5952 §4.2: the longest run of two or more zero groups, the first of equals, becomes `::`. */
function compress(groups: readonly string[]): string {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === '0') length++;
    if (length > best.length) best = { start, length };
  }
  if (best.start < 0) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}

/** Octets of an address that `node:net` has already found valid. */
export function encodeIpAddress(text: string): Uint8Array {
  if (isIPv4(text)) return Uint8Array.from(text.split('.').map(Number));
  const [address = ''] = text.split('%');
  const [head = '', tail] = address.split('::');
  const before = groupOctets(head);
  const after = tail === undefined ? [] : groupOctets(tail);
  return Uint8Array.from([...before, ...new Array<number>(16 - before.length - after.length).fill(0), ...after]);
}

function groupOctets(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
