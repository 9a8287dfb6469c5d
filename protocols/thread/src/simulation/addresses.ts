/** Addresses as text, for roles, and as bytes, for packets. Both ways are remembered: they are few and frequent. */

import { ipv6Bytes, ipv6Text } from '../network/ipv6.ts';

const MAX_REMEMBERED = 4096;

const texts = new Map<string, string>();
const bytes = new Map<string, Uint8Array>();

export function textOf(address: Uint8Array): string {
  const key = Buffer.from(address.buffer, address.byteOffset, address.byteLength).toString('latin1');
  return remember(texts, key, () => ipv6Text(address));
}

/** Do not change it. @throws E_THREAD_ARGUMENT */
export function bytesOf(address: string): Uint8Array {
  return remember(bytes, address, () => ipv6Bytes(address));
}

function remember<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (map.size >= MAX_REMEMBERED) map.clear();
  map.set(key, made);
  return made;
}
