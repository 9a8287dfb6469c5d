/** Exponential back-off, as RFC 8995 §4.1 asks of attempts through one proxy and of active discovery. */

import { HOUR, type Milliseconds, type Random, SECOND } from '@sallyport/core';

export interface BackOff {
  /** After the first failure. */
  readonly initial: Milliseconds;
  /** Where doubling stops: RFC 8995 §4.1 names one hour. */
  readonly max: Milliseconds;
  /** Share of the delay, 0 to 1, that chance may take away, so that devices powered up together drift apart. */
  readonly jitter: number;
}

export const CANDIDATE_BACK_OFF: BackOff = { initial: 5 * SECOND, max: HOUR, jitter: 0.25 };

/** For active discovery: the query intervals of RFC 6762 §5.2, which RFC 8995 appendix B makes binding. */
export const QUERY_BACK_OFF: BackOff = { initial: SECOND, max: HOUR, jitter: 0 };

/** The delay after `failures` failures in a row (1 or more), in milliseconds. */
export function backOffDelay(backOff: BackOff, failures: number, random: Random): Milliseconds {
  // Beyond 2^31 the doubling has long passed any maximum; the bound keeps the arithmetic exact.
  const doubled = Math.min(backOff.max, backOff.initial * 2 ** Math.min(31, Math.max(0, failures - 1)));
  return Math.round(doubled - uniform(random, 0, doubled * backOff.jitter));
}

/** A number in [min, max), evenly spread. */
export function uniform(random: Random, min: number, max: number): number {
  if (max <= min) return min;
  const [a = 0, b = 0, c = 0, d = 0] = random.bytes(4);
  return min + ((a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) / 2 ** 32) * (max - min);
}
