/** Damages real messages in the ways wires, disks and attackers do, repeatably from a seed. */

import { concat } from '@sallyport/core';

/** A small repeatable generator (xorshift32): speed matters more here than quality. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0 || 1;
  }

  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) % bound;
  }

  pick<T>(choices: readonly T[]): T | undefined {
    return choices[this.below(choices.length)];
  }
}

/** Bytes that mean something to DER, JSON, UTF-8 or a C program. */
const TELLING = [
  0x00, 0x01, 0x7f, 0x80, 0x81, 0x84, 0xff, 0x02, 0x04, 0x06, 0x30, 0x31, 0xa0, 0xa3, 0x22, 0x5b, 0x5d, 0x5c, 0x7b,
  0x7d, 0x2c, 0x3a, 0xc0, 0xed,
];

type Mutation = (bytes: Uint8Array, dice: Dice) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  // One bit.
  (bytes, dice) => {
    const out = Uint8Array.from(bytes);
    const at = dice.below(out.length);
    out[at] = (out[at] ?? 0) ^ (1 << dice.below(8));
    return out;
  },
  // One byte, to a telling value.
  (bytes, dice) => {
    const out = Uint8Array.from(bytes);
    out[dice.below(out.length)] = dice.pick(TELLING) ?? 0;
    return out;
  },
  // The end is lost.
  (bytes, dice) => bytes.slice(0, dice.below(bytes.length)),
  // A stretch is lost.
  (bytes, dice) => {
    const at = dice.below(bytes.length);
    return concat(bytes.subarray(0, at), bytes.subarray(at + 1 + dice.below(16)));
  },
  // A stretch comes twice.
  (bytes, dice) => {
    const at = dice.below(bytes.length);
    const end = at + 1 + dice.below(64);
    return concat(bytes.subarray(0, end), bytes.subarray(at));
  },
  // Something comes in between.
  (bytes, dice) => {
    const at = dice.below(bytes.length);
    const foreign = Uint8Array.from({ length: 1 + dice.below(8) }, () => dice.pick(TELLING) ?? 0);
    return concat(bytes.subarray(0, at), foreign, bytes.subarray(at));
  },
  // A stretch is copied over another.
  (bytes, dice) => {
    const out = Uint8Array.from(bytes);
    const length = dice.below(32);
    const from = dice.below(out.length);
    out.copyWithin(dice.below(out.length), from, from + length);
    return out;
  },
];

/** `bytes` after one to four mutations. */
export function mutate(bytes: Uint8Array, dice: Dice): Uint8Array {
  let out = bytes;
  for (let left = 1 + dice.below(4); left > 0 && out.length > 0; left--) {
    out = dice.pick(MUTATIONS)?.(out, dice) ?? out;
  }
  return out;
}
