/**
 * Who a server has to do with: for each peer at most one association and one handshake, which takes the association's
 * place once it is done (RFC 6347 §4.2.8). Handshakes make room for each other, the longest under way first; they never
 * cost an association.
 */

import type { Association } from '../association.ts';
import { fail } from '../errors.ts';

export interface Entry {
  readonly peer: string;
  /** The client's random tells its handshakes apart. */
  readonly clientRandom: Uint8Array;
  readonly association: Association;
}

export class Peers {
  readonly #maxHandshakes: number;
  readonly #maxSessions: number;
  /** In the order in which they began. */
  readonly #handshakes = new Map<string, Entry>();
  readonly #established = new Map<string, Entry>();

  constructor(limits: { readonly maxHandshakes: number; readonly maxSessions: number }) {
    this.#maxHandshakes = limits.maxHandshakes;
    this.#maxSessions = limits.maxSessions;
  }

  get handshakes(): number {
    return this.#handshakes.size;
  }

  get established(): number {
    return this.#established.size;
  }

  handshakeOf(peer: string): Entry | undefined {
    return this.#handshakes.get(peer);
  }

  establishedOf(peer: string): Entry | undefined {
    return this.#established.get(peer);
  }

  /** Of one peer, or of all. */
  associations(peer?: string): readonly Association[] {
    const entries =
      peer === undefined
        ? [...this.#handshakes.values(), ...this.#established.values()]
        : [this.#handshakes.get(peer), this.#established.get(peer)];
    return entries.flatMap((entry) => (entry === undefined ? [] : [entry.association]));
  }

  /** Makes room for a handshake with `peer`. False when associations take all there is. */
  makeRoom(peer: string): boolean {
    this.#handshakes.get(peer)?.association.fail(fail('E_DTLS_REPLACED', 'the client began a new handshake'));
    const others = this.#established.size - (this.#established.has(peer) ? 1 : 0);
    const room = Math.min(this.#maxHandshakes, this.#maxSessions - others);
    if (room < 1) return false;
    for (const { association } of [...this.#handshakes.values()]) {
      if (this.#handshakes.size < room) break;
      association.fail(fail('E_DTLS_EVICTED', 'another handshake took the room of this one'));
    }
    return true;
  }

  begin(entry: Entry): void {
    this.#handshakes.set(entry.peer, entry);
  }

  /** The handshake is done: the old association, if there is one, ends without a word to the peer, who has left it. */
  promote(entry: Entry): void {
    this.#handshakes.delete(entry.peer);
    const old = this.#established.get(entry.peer);
    this.#established.set(entry.peer, entry);
    old?.association.fail(fail('E_DTLS_REPLACED', 'the peer made a new association'));
  }

  remove({ peer, association }: Pick<Entry, 'peer' | 'association'>): void {
    for (const map of [this.#handshakes, this.#established]) {
      if (map.get(peer)?.association === association) map.delete(peer);
    }
  }
}
