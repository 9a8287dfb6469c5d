import type { Random } from '@sallyport/core';

/** A whole number from `low` to `high`, both included, near enough evenly for delays. */
export function between(random: Random, low: number, high: number): number {
  const bytes = random.bytes(4);
  const fraction = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) / 2 ** 32;
  return low + Math.floor(fraction * (high - low + 1));
}
