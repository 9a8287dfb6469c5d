/** A token bucket for each peer: cheap refusal before any cryptography. */

import type { Clock, Milliseconds } from '@sallyport/core';
import { ExpiringMap } from './expiring-map.ts';

export interface RateLimit {
  /** Requests that may come at once. */
  readonly burst: number;
  /** Time in which one further request becomes free, in milliseconds. */
  readonly interval: Milliseconds;
}

interface Bucket {
  tokens: number;
  filled: Milliseconds;
}

const MAX_PEERS = 10_000;

export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #clock: Clock;
  readonly #buckets: ExpiringMap<Bucket>;

  constructor(limit: RateLimit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
    this.#buckets = new ExpiringMap({ clock, capacity: MAX_PEERS, lifetime: limit.burst * limit.interval });
  }

  /** Zero when the request may pass, else the time in milliseconds until one may. */
  admit(peer: string): Milliseconds {
    const now = this.#clock.monotonic();
    const { burst, interval } = this.#limit;
    const bucket = this.#buckets.get(peer) ?? { tokens: burst, filled: now };
    const earned = Math.floor((now - bucket.filled) / interval);
    if (earned > 0) {
      bucket.tokens = Math.min(burst, bucket.tokens + earned);
      bucket.filled += earned * interval;
    }
    const wait = bucket.tokens > 0 ? 0 : bucket.filled + interval - now;
    if (wait === 0) bucket.tokens--;
    this.#buckets.set(peer, bucket);
    return wait;
  }
}
