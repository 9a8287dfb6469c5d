/** Requests that are being worked on: bounded, and ended when their peer is gone. */

import { fail } from '../errors.ts';
import type { EndpointLimits } from '../limits.ts';
import type { Reply } from './reply.ts';

export class Replies {
  readonly #limits: EndpointLimits;
  readonly #byPeer = new Map<string, Set<Reply>>();
  #size = 0;

  constructor(limits: EndpointLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /** @throws E_COAP_OVERLOADED */
  add(reply: Reply): void {
    const { peer } = reply.incoming;
    const ofPeer = this.#byPeer.get(peer) ?? new Set();
    if (this.#size >= this.#limits.maxRequests || ofPeer.size >= this.#limits.maxRequestsPerPeer) {
      throw fail('E_COAP_OVERLOADED', 'too many requests are being worked on');
    }
    this.#byPeer.set(peer, ofPeer.add(reply));
    this.#size++;
  }

  delete(reply: Reply): void {
    const { peer } = reply.incoming;
    const ofPeer = this.#byPeer.get(peer);
    if (ofPeer?.delete(reply) !== true) return;
    this.#size--;
    if (ofPeer.size === 0) this.#byPeer.delete(peer);
  }

  /** Ends those of `peer`, or all. */
  clear(peer?: string): void {
    const sets = peer === undefined ? [...this.#byPeer.values()] : [this.#byPeer.get(peer)];
    for (const replies of sets) {
      for (const reply of [...(replies ?? [])]) reply.cancel();
    }
  }
}
