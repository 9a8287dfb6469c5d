/** How much of something each address holds at a time, so that none holds all of it. */

import type { Socket } from 'node:net';
import { peerAt } from './peer-limits.ts';

export class PeerShares {
  readonly #most: number;
  readonly #held = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** False when the peer holds as much as it may. Whoever has no address, over a socket of this machine, may always. */
  take(peer: string): boolean {
    const held = this.#held.get(peer) ?? 0;
    if (peer !== '' && held >= this.#most) return false;
    this.#held.set(peer, held + 1);
    return true;
  }

  give(peer: string): void {
    const held = (this.#held.get(peer) ?? 1) - 1;
    if (held > 0) this.#held.set(peer, held);
    else this.#held.delete(peer);
  }
}

export function peerOf({ remoteAddress = '' }: Socket): string {
  return peerAt(remoteAddress);
}
