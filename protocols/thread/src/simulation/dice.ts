/** Chance in a simulation: cheap draws from a generator that a seed repeats. */

import type { Random } from '@sallyport/core';

const POOL_SIZE = 1024;
const DRAW_SIZE = 4;
const RANGE = 2 ** 32;

export class Dice {
  readonly #random: Random;
  #pool: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Evenly from 0 on and below 1. */
  next(): number {
    if (this.#at >= this.#pool.byteLength) {
      const bytes = this.#random.bytes(POOL_SIZE);
      this.#pool = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.#at = 0;
    }
    const drawn = this.#pool.getUint32(this.#at);
    this.#at += DRAW_SIZE;
    return drawn / RANGE;
  }

  /** True with this probability; draws nothing when it is 0 or 1. */
  chance(probability: number): boolean {
    if (probability <= 0) return false;
    return probability >= 1 || this.next() < probability;
  }

  /** A whole number from 0 on and below `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
}
