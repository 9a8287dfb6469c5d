/**
 * The joiners that have spoken lately, each with its port and its share of the radio.
 *
 * The relay itself needs no state. This much is kept so that nobody in the mesh can make the Joiner Router speak unsecured
 * to a neighbour that did not ask for it, and so that no neighbour can drown the others.
 */

import { type Clock, MINUTE, type Milliseconds } from '@sallyport/core';
import { type Rate, RateLimit } from './rate-limit.ts';

export interface JoinersSeenLimits {
  readonly maxJoiners: number;
  /** How long a joiner that is silent is remembered. */
  readonly memory: Milliseconds;
  readonly perJoiner: Rate;
  readonly allJoiners: Rate;
}

export const JOINERS_SEEN_LIMITS: JoinersSeenLimits = {
  maxJoiners: 1024,
  memory: 2 * MINUTE,
  perJoiner: { burst: 32, perSecond: 16 },
  allJoiners: { burst: 512, perSecond: 256 },
};

interface Seen {
  port: number;
  at: Milliseconds;
  readonly limit: RateLimit;
}

export class JoinersSeen {
  readonly #clock: Clock;
  readonly #limits: JoinersSeenLimits;
  /** By interface identifier in hex, the one that spoke last at the end. */
  readonly #seen = new Map<string, Seen>();
  readonly #all: RateLimit;

  constructor(clock: Clock, limits: JoinersSeenLimits = JOINERS_SEEN_LIMITS) {
    this.#clock = clock;
    this.#limits = limits;
    this.#all = new RateLimit(limits.allJoiners, clock);
  }

  get size(): number {
    return this.#seen.size;
  }

  /** Notes that `joiner` spoke from `port`. False when it, or all of them together, speak too much. */
  admit(joiner: string, port: number): boolean {
    this.#forgetSilent();
    const { perJoiner, maxJoiners } = this.#limits;
    const seen = this.#seen.get(joiner) ?? { port, at: 0, limit: new RateLimit(perJoiner, this.#clock) };
    if (!seen.limit.take() || !this.#all.take()) return false;
    seen.port = port;
    seen.at = this.#clock.monotonic();
    this.#seen.delete(joiner);
    this.#seen.set(joiner, seen);
    if (this.#seen.size > maxJoiners) this.#forgetOldest();
    return true;
  }

  /** True when `joiner` spoke lately, and from `port` last. */
  awaits(joiner: string, port: number): boolean {
    this.#forgetSilent();
    return this.#seen.get(joiner)?.port === port;
  }

  clear(): void {
    this.#seen.clear();
  }

  #forgetSilent(): void {
    const oldest = this.#clock.monotonic() - this.#limits.memory;
    for (const [joiner, { at }] of this.#seen) {
      if (at >= oldest) return;
      this.#seen.delete(joiner);
    }
  }

  #forgetOldest(): void {
    const [oldest] = this.#seen.keys();
    if (oldest !== undefined) this.#seen.delete(oldest);
  }
}
