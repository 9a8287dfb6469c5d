/**
 * Requests seen within the window in which their Event-Timestamp is current (RFC 5176 §6.3), each by its authenticator, which covers
 * all that is in it. What cannot be remembered is not taken: forgetting one would let it be replayed.
 */

import type { Clock, Milliseconds } from '@sallyport/core';
import { canonicalAddress, type Endpoint } from '../address.ts';

export interface SeenRequest {
  readonly key: string;
  readonly from: Endpoint;
  readonly expiresAt: Milliseconds;
  /** Undefined while it is being worked on. */
  answer: Uint8Array | undefined;
}

export class ReplayCache {
  readonly #clock: Clock;
  readonly #lifetime: Milliseconds;
  readonly #most: number;
  /** In the order in which they expire. */
  readonly #seen = new Map<string, SeenRequest>();

  /** `lifetime` in milliseconds; at most `most` requests within it. */
  constructor(clock: Clock, lifetime: Milliseconds, most: number) {
    this.#clock = clock;
    this.#lifetime = lifetime;
    this.#most = most;
  }

  get size(): number {
    return this.#seen.size;
  }

  find(key: string): SeenRequest | undefined {
    this.#expire();
    return this.#seen.get(key);
  }

  /** Undefined when there is no room. */
  remember(key: string, from: Endpoint): SeenRequest | undefined {
    this.#expire();
    if (this.#seen.size >= this.#most) return undefined;
    const request = { key, from, expiresAt: this.#clock.monotonic() + this.#lifetime, answer: undefined };
    this.#seen.set(key, request);
    return request;
  }

  #expire(): void {
    const now = this.#clock.monotonic();
    for (const [key, { expiresAt }] of this.#seen) {
      if (expiresAt > now) return;
      this.#seen.delete(key);
    }
  }
}

export function isSameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return a.port === b.port && canonicalAddress(a.address) === canonicalAddress(b.address);
}
