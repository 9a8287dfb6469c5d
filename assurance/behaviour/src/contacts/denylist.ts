/** Lists of destinations that no device should talk to: addresses, prefixes and names, one a line. */

import { fromUtf8, isSallyportError, type SallyportError } from '@sallyport/core';
import { hostName } from '../addresses/host-name.ts';
import { prefixText } from '../addresses/prefix.ts';
import { PrefixTable } from '../addresses/prefix-table.ts';
import { fail } from '../errors.ts';
import { destinationOf, linesOf } from './denylist-text.ts';

export interface DenylistLimits {
  /** Default 64 MiB. */
  readonly maxBytes: number;
  /** Default one million. */
  readonly maxEntries: number;
  /** Refused lines that are told of one by one. Default 100. */
  readonly maxRefused: number;
}

export const DEFAULT_DENYLIST_LIMITS: DenylistLimits = { maxBytes: 64 << 20, maxEntries: 1_000_000, maxRefused: 100 };

export interface RefusedEntry {
  /** From 1. */
  readonly line: number;
  readonly error: SallyportError;
}

export interface ReadDenylist {
  readonly list: Denylist;
  readonly refused: readonly RefusedEntry[];
  readonly refusedCount: number;
}

const LIST_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

export class Denylist {
  readonly name: string;
  readonly #prefixes = new PrefixTable<true>();
  readonly #names = new Set<string>();
  #size = 0;

  /** @throws E_BEHAVIOUR_DENYLIST */
  constructor(name: string) {
    if (!LIST_NAME.test(name)) throw fail('E_BEHAVIOUR_DENYLIST', 'an unusable name of a list');
    this.name = name;
  }

  /** Different entries. */
  get size(): number {
    return this.#size;
  }

  /** An address, a prefix, or a name, which stands for all names below it as well. @throws E_BEHAVIOUR_LINE */
  add(entry: string): void {
    const destination = destinationOf(entry);
    if (destination === undefined) throw fail('E_BEHAVIOUR_LINE', 'neither address, prefix nor name');
    if (typeof destination !== 'string') {
      if (this.#prefixes.get(destination) === undefined) this.#size++;
      this.#prefixes.set(destination, true);
      return;
    }
    if (!this.#names.has(destination)) this.#size++;
    this.#names.add(destination);
  }

  /** What is on it, each in one spelling: addresses and prefixes before names. */
  *[Symbol.iterator](): Generator<string, undefined> {
    for (const prefix of this.#prefixes.prefixes()) yield prefixText(prefix);
    yield* this.#names;
    return undefined;
  }

  /** Whether an address or a name is on the list. */
  has(destination: string): boolean {
    if (this.#prefixes.has(destination)) return true;
    let name = this.#names.size === 0 ? undefined : hostName(destination);
    while (name !== undefined && name !== '') {
      if (this.#names.has(name)) return true;
      const dot = name.indexOf('.');
      name = dot < 0 ? undefined : name.slice(dot + 1);
    }
    return false;
  }
}

/**
 * Reads a list. What stands after `#` or `;` is comment. In a line of a hosts file the names count that follow the address. A bad
 * line is told of by its number and costs nothing else.
 * @throws E_BEHAVIOUR_DENYLIST, E_BEHAVIOUR_DENYLIST_TOO_LARGE, E_BYTES_UTF8
 */
export function readDenylist(name: string, bytes: Uint8Array, limits: Partial<DenylistLimits> = {}): ReadDenylist {
  const { maxBytes, maxEntries, maxRefused } = { ...DEFAULT_DENYLIST_LIMITS, ...limits };
  if (bytes.length > maxBytes) throw fail('E_BEHAVIOUR_DENYLIST_TOO_LARGE', `a list of more than ${maxBytes} bytes`);
  const list = new Denylist(name);
  const refused: RefusedEntry[] = [];
  let refusedCount = 0;
  for (const { line, entries } of linesOf(fromUtf8(bytes))) {
    try {
      for (const entry of entries) list.add(entry);
    } catch (error) {
      if (!isSallyportError(error)) throw error;
      refusedCount++;
      if (refused.length < maxRefused) refused.push({ line, error });
    }
    if (list.size > maxEntries)
      throw fail('E_BEHAVIOUR_DENYLIST_TOO_LARGE', `a list of more than ${maxEntries} entries`);
  }
  return { list, refused, refusedCount };
}

const MAX_LISTS = 64;

/** The lists in force, by name. */
export class Denylists {
  readonly #lists = new Map<string, Denylist>();

  /** Takes the place of a list with the same name. @throws E_BEHAVIOUR_DENYLIST_TOO_LARGE for more than 64 lists */
  put(list: Denylist): void {
    this.requireRoom(list.name);
    this.#lists.set(list.name, list);
  }

  /** Whether a list of this name could be put. @throws E_BEHAVIOUR_DENYLIST_TOO_LARGE for more than 64 lists */
  requireRoom(name: string): void {
    if (this.#lists.size < MAX_LISTS || this.#lists.has(name)) return;
    throw fail('E_BEHAVIOUR_DENYLIST_TOO_LARGE', `more than ${MAX_LISTS} lists`);
  }

  /** False when there was none. */
  remove(name: string): boolean {
    return this.#lists.delete(name);
  }

  get(name: string): Denylist | undefined {
    return this.#lists.get(name);
  }

  get all(): readonly Denylist[] {
    return [...this.#lists.values()];
  }

  /** Names of the lists that an address or a name is on, sorted. */
  listsOf(destination: string): readonly string[] {
    const names: string[] = [];
    for (const list of this.#lists.values()) if (list.has(destination)) names.push(list.name);
    return names.sort();
  }
}
