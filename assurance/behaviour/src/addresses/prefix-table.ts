/**
 * Values by prefix, found by address. One hash table for each length of prefix that occurs: a look-up costs as many
 * steps as there are lengths, at most 33 or 129, however many prefixes there are.
 */

import { addressOctets, type Family, maskOctets, type Prefix } from './prefix.ts';

/** A number for IPv4, which is what long lists are of; octets as text for IPv6. */
type Key = number | string;

export class PrefixTable<Value> {
  readonly #tables: Readonly<Record<Family, Map<number, Map<Key, Value>>>> = { 4: new Map(), 6: new Map() };
  /** Lengths that occur, the longest first. */
  readonly #lengths: Readonly<Record<Family, number[]>> = { 4: [], 6: [] };

  get({ family, octets, length }: Prefix): Value | undefined {
    return this.#tables[family].get(length)?.get(keyOf(octets));
  }

  set({ family, octets, length }: Prefix, value: Value): void {
    let table = this.#tables[family].get(length);
    if (table === undefined) {
      table = new Map();
      this.#tables[family].set(length, table);
      this.#lengths[family].push(length);
      this.#lengths[family].sort((a, b) => b - a);
    }
    table.set(keyOf(octets), value);
  }

  /** The values of all prefixes that hold the address, the longest first. Nothing for what is no address. */
  *matches(address: string): Generator<Value, undefined> {
    const octets = addressOctets(address);
    if (octets === undefined) return undefined;
    const family = octets.length === 4 ? 4 : 6;
    for (const length of this.#lengths[family]) {
      const found = this.#tables[family].get(length)?.get(keyOf(maskOctets(octets, length)));
      if (found !== undefined) yield found;
    }
    return undefined;
  }

  has(address: string): boolean {
    return this.matches(address).next().done !== true;
  }

  /** In no order that means anything. */
  *prefixes(): Generator<Prefix, undefined> {
    for (const family of FAMILIES) {
      for (const [length, table] of this.#tables[family]) {
        for (const key of table.keys()) yield { family, octets: octetsOf(key), length };
      }
    }
    return undefined;
  }
}

const FAMILIES: readonly Family[] = [4, 6];

function keyOf(octets: Uint8Array): Key {
  if (octets.length === 4) {
    return (((octets[0] ?? 0) << 24) | ((octets[1] ?? 0) << 16) | ((octets[2] ?? 0) << 8) | (octets[3] ?? 0)) >>> 0;
  }
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('latin1');
}

function octetsOf(key: Key): Uint8Array {
  if (typeof key === 'string') return Buffer.from(key, 'latin1');
  return Uint8Array.of(key >>> 24, key >>> 16, key >>> 8, key);
}
