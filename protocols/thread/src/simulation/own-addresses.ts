/** The addresses that a node answers to, and those it sends from. */

import { concat } from '@sallyport/core';
import { type ExtendedAddress, NO_SHORT_ADDRESS } from '@sallyport/ieee802154';
import {
  iidFrom,
  iidFromShort,
  isLinkLocalAddress,
  isMulticastAddress,
  linkLocalFrom,
  shortOfIid,
} from '@sallyport/sixlowpan';
import { fail } from '../errors.ts';
import type { IncomingDatagram } from '../node/ports.ts';

export type AnycastListener = (datagram: IncomingDatagram, port: number) => void;

const LINK_SCOPE = 2;

export class OwnAddresses {
  readonly extended: ExtendedAddress;
  /** The mesh-local endpoint's interface identifier: it stays when the locator changes. */
  readonly endpointIid: Uint8Array;
  /** Anycast locators, some of which have a listener for all ports. */
  readonly anycast = new Map<number, AnycastListener | undefined>();
  rloc16 = NO_SHORT_ADDRESS;
  #prefix: Uint8Array | undefined;

  constructor(extended: ExtendedAddress, endpointIid: Uint8Array) {
    this.extended = extended;
    this.endpointIid = endpointIid;
  }

  /** @throws E_THREAD_SIMULATION before the node has a network */
  get meshLocalPrefix(): Uint8Array {
    if (this.#prefix === undefined) throw fail('E_THREAD_SIMULATION', 'the node has no network');
    return this.#prefix;
  }

  set meshLocalPrefix(prefix: Uint8Array) {
    this.#prefix = prefix;
  }

  /** The address of a locator in this mesh. */
  ofLocator(locator: number): Uint8Array {
    return concat(this.meshLocalPrefix, iidFromShort(locator));
  }

  get endpoint(): Uint8Array {
    return concat(this.meshLocalPrefix, this.endpointIid);
  }

  get linkLocal(): Uint8Array {
    return linkLocalFrom(this.extended);
  }

  /** All of them, the anycast ones first. */
  get all(): readonly Uint8Array[] {
    const locators = [...this.anycast.keys(), ...(this.rloc16 === NO_SHORT_ADDRESS ? [] : [this.rloc16])];
    return [...locators.map((locator) => this.ofLocator(locator)), this.endpoint, this.linkLocal];
  }

  /** What a datagram to `destination` goes out from: the anycast locator that is asked for, or the address of the same scope. */
  sourceFor(destination: Uint8Array, aloc16: number | undefined): Uint8Array {
    if (aloc16 !== undefined) return this.ofLocator(aloc16);
    const isOnLink = isLinkLocalAddress(destination) || isLinkScope(destination);
    return isOnLink ? this.linkLocal : this.ofLocator(this.rloc16);
  }

  /** True for a unicast or anycast address of this node. */
  include(address: Uint8Array): boolean {
    if (isMulticastAddress(address)) return false;
    const iid = address.subarray(8);
    const locator = shortOfIid(iid);
    if (isLinkLocalAddress(address)) return isSame(iid, iidFrom(this.extended)) || locator === this.rloc16;
    if (this.#prefix === undefined || !isSame(address.subarray(0, 8), this.#prefix)) return false;
    if (locator === undefined) return isSame(iid, this.endpointIid);
    return locator === this.rloc16 || this.anycast.has(locator);
  }

  /** Who takes everything that comes to this address. */
  listenerFor(destination: Uint8Array): AnycastListener | undefined {
    if (isLinkLocalAddress(destination)) return undefined;
    const locator = shortOfIid(destination.subarray(8));
    return locator === undefined ? undefined : this.anycast.get(locator);
  }
}

/** True for a multicast address that reaches neighbours only. */
export function isLinkScope(address: Uint8Array): boolean {
  return isMulticastAddress(address) && ((address[1] ?? 0) & 0x0f) === LINK_SCOPE;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, at) => byte === b[at]);
}
