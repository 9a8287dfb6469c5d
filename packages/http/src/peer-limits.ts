/** How often one peer may ask. Kept in memory, bounded; whoever was not heard of for a while starts afresh. */

import { type Clock, ipAddressBytes, type Milliseconds, toHex } from '@sallyport/core';
import type { HttpRequest } from './message.ts';

export interface PeerLimit {
  /** Most requests in one `span`. */
  readonly requests: number;
  readonly span: Milliseconds;
}

/** Peers remembered; beyond that the one that asked longest ago is forgotten. */
const MAX_PEERS = 10_000;

interface Bucket {
  left: number;
  at: Milliseconds;
}

/** A bucket of tokens for each peer, filled again evenly. */
export class PeerLimits {
  readonly #limit: PeerLimit;
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** In the order in which peers last asked. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(limit: PeerLimit, clock: Pick<Clock, 'monotonic'>) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /**
   * How long the peer has to wait; 0 when it need not, and so much of its share is used up. More than a whole share is never
   * to be had.
   */
  take(peer: string, amount = 1): Milliseconds {
    const { requests, span } = this.#limit;
    const now = this.#clock.monotonic();
    const before = this.#buckets.get(peer);
    const left =
      before === undefined ? requests : Math.min(requests, before.left + ((now - before.at) * requests) / span);
    this.#buckets.delete(peer);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size >= MAX_PEERS && oldest !== undefined) this.#buckets.delete(oldest);
    const isFree = left >= amount;
    this.#buckets.set(peer, { left: isFree ? left - amount : left, at: now });
    return isFree ? 0 : ((amount - left) * span) / requests;
  }
}

/** Under what name to limit a client: its address. */
export function peerAddress({ connection: { remoteAddress } }: Pick<HttpRequest, 'connection'>): string {
  return peerAt(remoteAddress);
}

/** Who is at an address. One household has 2^64 addresses of IPv6; they count as one. */
export function peerAt(remoteAddress: string): string {
  const bytes = ipAddressBytes(remoteAddress);
  if (bytes === undefined || bytes.length === 4 || /^::ffff:/i.test(remoteAddress)) return remoteAddress;
  return toHex(bytes.subarray(0, 8));
}
