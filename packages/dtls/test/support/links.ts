/** Links that do to datagrams what networks do, the same every time for a seed. */

import type { Link } from './pair.ts';

export interface LinkFaults {
  /** Chances from 0 to 1. */
  readonly loss?: number;
  readonly doubling?: number;
  /** Longest delay in milliseconds; different ones reorder. */
  readonly delay?: number;
}

export function badLink(seed: number, { loss = 0, doubling = 0, delay = 1 }: LinkFaults): Link {
  const random = mulberry32(seed);
  const arrival = () => 1 + Math.floor(random() * delay);
  return () => {
    if (random() < loss) return [];
    return random() < doubling ? [arrival(), arrival()] : [arrival()];
  };
}

/** A small generator of numbers from 0 to 1 (Tommy Ettinger, public domain): enough for chance, nothing for secrets. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
