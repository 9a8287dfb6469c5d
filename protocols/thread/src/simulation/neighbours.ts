/** Who is in reach and belongs to the network: the only senders whose frames are opened. */

import { toHex } from '@sallyport/core';
import type { ExtendedAddress } from '@sallyport/ieee802154';
import { fail } from '../errors.ts';

export interface Neighbour {
  readonly extended: ExtendedAddress;
  readonly rloc16: number;
  readonly kind: 'router' | 'child' | 'parent';
  /** Of a child. */
  readonly child?: ChildTerms;
}

/** What a child said of itself when it came, and how it is heard. */
export interface ChildTerms {
  /** Bits of the Mode TLV. */
  readonly mode: number;
  /** Seconds after which a silent child would be forgotten. */
  readonly timeout: number;
  /** dBm, of its latest message. */
  readonly rssi: number;
}

/** Children of a router (Thread's ids have nine bits), and its routers. */
const MAX_NEIGHBOURS = 600;

/** Senders, come and gone, whose frame counters a node remembers for one key sequence. */
export const MAX_REMEMBERED_SENDERS = 4096;

export class Neighbours {
  readonly #byShort = new Map<number, Neighbour>();
  readonly #byExtended = new Map<string, Neighbour>();

  /** @throws E_THREAD_SIMULATION when there are too many */
  add(neighbour: Neighbour): void {
    const known = this.#byExtended.get(toHex(neighbour.extended));
    if (known !== undefined) this.#byShort.delete(known.rloc16);
    else if (this.#byExtended.size >= MAX_NEIGHBOURS) throw fail('E_THREAD_SIMULATION', 'too many neighbours');
    this.#byShort.set(neighbour.rloc16, neighbour);
    this.#byExtended.set(toHex(neighbour.extended), neighbour);
  }

  remove({ extended, rloc16 }: Neighbour): void {
    this.#byShort.delete(rloc16);
    this.#byExtended.delete(toHex(extended));
  }

  clear(): void {
    this.#byShort.clear();
    this.#byExtended.clear();
  }

  byShort(rloc16: number): Neighbour | undefined {
    return this.#byShort.get(rloc16);
  }

  byExtended(extended: ExtendedAddress): Neighbour | undefined {
    return this.#byExtended.get(toHex(extended));
  }

  [Symbol.iterator](): Iterator<Neighbour> {
    return this.#byExtended.values();
  }
}
