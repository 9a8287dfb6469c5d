/** Addresses of names as they were learned from whoever resolves for the devices, for as long as they were good. */

import type { Clock, Milliseconds } from '@sallyport/core';
import { hostName } from '../addresses/host-name.ts';
import { canonicalAddress } from '../addresses/prefix.ts';
import { fail } from '../errors.ts';

export interface LearnedNamesOptions {
  readonly clock: Clock;
  /** Default 10 000 names; those learned longest ago go first. */
  readonly maxNames?: number;
  /** Default 64 addresses of a name; likewise. */
  readonly maxAddresses?: number;
  /** How long an address counts beyond its time to live, for connections that outlast it. Default 0. */
  readonly grace?: Milliseconds;
}

interface Learned {
  /** Until when each counts. */
  readonly until: Map<string, number>;
  /** The same object until something changes, as `PeerMembers` asks. */
  list: readonly string[];
}

export class LearnedNames {
  readonly #options: LearnedNamesOptions;
  readonly #names = new Map<string, Learned>();

  constructor(options: LearnedNamesOptions) {
    this.#options = options;
  }

  /** @throws E_BEHAVIOUR_ARGUMENT for what is no name or address */
  learn(name: string, addresses: readonly string[], timeToLive: Milliseconds): void {
    const { clock, maxNames = 10_000, maxAddresses = 64, grace = 0 } = this.#options;
    const key = hostName(name);
    const canonical = addresses.map(canonicalAddress).filter((address) => address !== undefined);
    if (key === undefined || canonical.length !== addresses.length)
      throw fail('E_BEHAVIOUR_ARGUMENT', 'no name, or no addresses');
    const learned = this.#names.get(key) ?? { until: new Map(), list: [] };
    this.#names.delete(key);
    this.#names.set(key, learned);
    const until = clock.now().getTime() + timeToLive + grace;
    for (const address of canonical) {
      const longest = Math.max(until, learned.until.get(address) ?? 0);
      learned.until.delete(address);
      learned.until.set(address, longest);
    }
    dropFirst(learned.until, maxAddresses);
    dropFirst(this.#names, maxNames);
    refresh(learned);
  }

  /** Addresses that count now; undefined for a name that nothing is known of. */
  addressesOf(name: string): readonly string[] | undefined {
    const learned = this.#names.get(hostName(name) ?? '');
    if (learned === undefined) return undefined;
    const now = this.#options.clock.now().getTime();
    for (const [address, until] of learned.until) if (until < now) learned.until.delete(address);
    if (learned.until.size !== learned.list.length) refresh(learned);
    return learned.list;
  }
}

function refresh(learned: Learned): void {
  const list = [...learned.until.keys()].sort();
  if (list.join() !== learned.list.join()) learned.list = list;
}

function dropFirst(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
