/**
 * What the routers of a mesh know of each other. In a real mesh each finds it out by MLE advertisements and address queries; here
 * it is one table, true at every moment.
 */

import type { ExtendedAddress } from '@sallyport/ieee802154';
import { MAX_ROUTER_ID } from '../diagnostics/router-set.ts';
import type { Connectivity, RadioLink } from './connectivity.ts';
import type { Neighbour } from './neighbours.ts';

export interface RouterEntry {
  readonly name: string;
  readonly rloc16: number;
  readonly extended: ExtendedAddress;
}

/** Links that lose more than this are not routed over. */
const MAX_ROUTED_LOSS = 0.7;
export const ROUTER_ID_SHIFT = 10;
const CHILD_ID_MASK = 0x1ff;

export function routerOf(rloc16: number): number {
  return rloc16 & ~CHILD_ID_MASK;
}

export function isRouterLocator(rloc16: number): boolean {
  return (rloc16 & CHILD_ID_MASK) === 0;
}

export class Directory {
  readonly #connectivity: Connectivity;
  readonly #routers = new Map<number, RouterEntry & Neighbour>();
  readonly #byName = new Map<string, RouterEntry>();
  readonly #anycast = new Map<number, Set<number>>();
  readonly #endpoints = new Map<string, number>();
  /** First hop by destination and by router. */
  #routes = new Map<number, ReadonlyMap<number, number>>();
  #routedVersion = -1;

  constructor(connectivity: Connectivity) {
    this.#connectivity = connectivity;
  }

  /** The locator of a new router; undefined when all ids are in use. */
  nextRouterLocator(): number | undefined {
    for (let id = 0; id <= MAX_ROUTER_ID; id++)
      if (!this.#routers.has(id << ROUTER_ID_SHIFT)) return id << ROUTER_ID_SHIFT;
    return undefined;
  }

  addRouter(entry: RouterEntry): void {
    this.#routers.set(entry.rloc16, { ...entry, kind: 'router' });
    this.#byName.set(entry.name, entry);
    this.#routes = new Map();
  }

  removeRouter(rloc16: number): void {
    const entry = this.#routers.get(rloc16);
    if (entry !== undefined) this.#byName.delete(entry.name);
    this.#routers.delete(rloc16);
    this.#routes = new Map();
  }

  router(rloc16: number): (RouterEntry & Neighbour) | undefined {
    return this.#routers.get(rloc16);
  }

  routerByExtended(extended: ExtendedAddress): (RouterEntry & Neighbour) | undefined {
    for (const entry of this.#routers.values()) {
      if (entry.extended.every((byte, at) => byte === extended[at])) return entry;
    }
    return undefined;
  }

  get routers(): readonly RouterEntry[] {
    return [...this.#routers.values()];
  }

  /** The router to which `from` hands what is for `to`, both routers; undefined when there is no way. */
  nextHop(from: number, to: number): number | undefined {
    if (this.#routedVersion !== this.#connectivity.version) this.#routes = new Map();
    this.#routedVersion = this.#connectivity.version;
    const known = this.#routes.get(to);
    if (known !== undefined) return known.get(from);
    const made = this.#routesTo(to);
    this.#routes.set(to, made);
    return made.get(from);
  }

  /** The link by which `from` reaches `to` at once, both routers; undefined when it is too bad to be routed over. */
  link(from: number, to: number): RadioLink | undefined {
    const [sender, receiver] = [this.#routers.get(from)?.name, this.#routers.get(to)?.name];
    if (sender === undefined || receiver === undefined) return undefined;
    return this.#connectivity.linksFrom(sender).find((link) => link.to === receiver && link.loss <= MAX_ROUTED_LOSS);
  }

  /** The nearest node that answers to this anycast locator. */
  resolveAnycast(aloc16: number, from: number): number | undefined {
    const claims = [...(this.#anycast.get(aloc16) ?? [])];
    if (claims.includes(from)) return from;
    const [first] = claims;
    if (claims.length < 2) return first;
    const distances = claims.map((rloc16) => ({ rloc16, hops: this.#hops(routerOf(from), routerOf(rloc16)) }));
    return distances.reduce((a, b) => (b.hops < a.hops ? b : a)).rloc16;
  }

  claimAnycast(aloc16: number, rloc16: number): () => void {
    const claims = this.#anycast.get(aloc16) ?? new Set();
    claims.add(rloc16);
    this.#anycast.set(aloc16, claims);
    return () => claims.delete(rloc16);
  }

  /** The locator of the node with this mesh-local endpoint identifier. */
  resolveEndpoint(address: string): number | undefined {
    return this.#endpoints.get(address);
  }

  addEndpoint(address: string, rloc16: number): () => void {
    this.#endpoints.set(address, rloc16);
    return () => {
      if (this.#endpoints.get(address) === rloc16) this.#endpoints.delete(address);
    };
  }

  #hops(from: number, to: number): number {
    let hops = 0;
    for (let at: number | undefined = from; at !== to; hops++) {
      if (at === undefined || hops > MAX_ROUTER_ID) return Number.POSITIVE_INFINITY;
      at = this.nextHop(at, to);
    }
    return hops;
  }

  /** Fewest hops first; of equals, the router that came first. */
  #routesTo(to: number): ReadonlyMap<number, number> {
    const next = new Map<number, number>([[to, to]]);
    const queue = [to];
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      const name = this.#routers.get(at)?.name;
      if (name === undefined) continue;
      for (const link of this.#connectivity.linksFrom(name)) {
        const peer = this.#byName.get(link.to);
        if (peer === undefined || link.loss > MAX_ROUTED_LOSS || next.has(peer.rloc16)) continue;
        next.set(peer.rloc16, at);
        queue.push(peer.rloc16);
      }
    }
    return next;
  }
}
