/**
 * Message IDs (RFC 7252 §4.4): none is used twice with the same peer within EXCHANGE_LIFETIME.
 *
 * They count up from a random start, for each peer by itself. Messages to groups take theirs from a range of their own: members of
 * the group are also peers, and a receiver tells duplicates by the sender's address alone.
 */

import type { Clock, Milliseconds, Random } from '@sallyport/core';
import { randomFraction } from '../ports.ts';

const UNICAST = { first: 0, size: 0xe000 } as const;
const MULTICAST = { first: 0xe000, size: 0x2000 } as const;
/** Use is remembered for blocks of so many IDs. */
const BLOCK = 256;

interface Range {
  readonly first: number;
  /** A multiple of BLOCK. */
  readonly size: number;
}

class Sequence {
  readonly #range: Range;
  readonly #usedAt = new Map<number, Milliseconds>();
  #next: number;
  lastUse: Milliseconds = 0;

  constructor(range: Range, random: Random) {
    this.#range = range;
    this.#next = Math.floor(randomFraction(random) * range.size);
  }

  take(now: Milliseconds, lifetime: Milliseconds): number | undefined {
    const block = Math.floor(this.#next / BLOCK);
    const usedAt = this.#usedAt.get(block);
    if (this.#next % BLOCK === 0 && usedAt !== undefined && now - usedAt < lifetime) return undefined;
    this.#usedAt.set(block, now);
    this.lastUse = now;
    const id = this.#range.first + this.#next;
    this.#next = (this.#next + 1) % this.#range.size;
    return id;
  }
}

export class MessageIds {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #lifetime: Milliseconds;
  readonly #maxPeers: number;
  readonly #multicast: Sequence;
  /** Least recently used first. */
  readonly #peers = new Map<string, Sequence>();

  constructor(clock: Clock, random: Random, lifetime: Milliseconds, maxPeers: number) {
    this.#clock = clock;
    this.#random = random;
    this.#lifetime = lifetime;
    this.#maxPeers = maxPeers;
    this.#multicast = new Sequence(MULTICAST, random);
  }

  /** Undefined when every ID was used so lately that none may be used again. */
  next(peer: string): number | undefined {
    const now = this.#clock.monotonic();
    const sequence = this.#peers.get(peer) ?? new Sequence(UNICAST, this.#random);
    this.#peers.delete(peer);
    this.#forgetOld(now);
    this.#peers.set(peer, sequence);
    return sequence.take(now, this.#lifetime);
  }

  nextForGroup(): number | undefined {
    return this.#multicast.take(this.#clock.monotonic(), this.#lifetime);
  }

  #forgetOld(now: Milliseconds): void {
    for (const [peer, { lastUse }] of this.#peers) {
      if (now - lastUse < this.#lifetime && this.#peers.size < this.#maxPeers) return;
      this.#peers.delete(peer);
    }
  }
}
