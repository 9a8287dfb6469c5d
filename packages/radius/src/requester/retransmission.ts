/** When a request is sent again, and when it is given up (RFC 5080 §2.2.1). */

import { type Milliseconds, type Random, SECOND } from '@sallyport/core';
import { fail } from '../errors.ts';

export interface Retransmission {
  /** IRT: before the first retransmission. */
  readonly initialTime: Milliseconds;
  /** MRT: between two transmissions at most; 0 for no limit. */
  readonly maxTime: Milliseconds;
  /** MRC: transmissions at most; 0 for no limit. */
  readonly maxCount: number;
  /** MRD: from the first transmission to the end; 0 for no limit. */
  readonly maxDuration: Milliseconds;
}

/** RFC 5080 §2.2.1. */
export const DEFAULT_RETRANSMISSION: Retransmission = {
  initialTime: 2 * SECOND,
  maxTime: 16 * SECOND,
  maxCount: 5,
  maxDuration: 30 * SECOND,
};

/** RFC 5080 §2.2.1: accounting goes on until it is acknowledged. The pause keeps its limit, so that it does go on. */
export const ACCOUNTING_RETRANSMISSION: Retransmission = { ...DEFAULT_RETRANSMISSION, maxCount: 0, maxDuration: 0 };

/** @throws E_RADIUS_ARGUMENT */
export function completeRetransmission(
  given: Partial<Retransmission> = {},
  defaults = DEFAULT_RETRANSMISSION,
): Retransmission {
  const complete = { ...defaults, ...given };
  const { initialTime, maxTime, maxCount, maxDuration } = complete;
  const isFine =
    [initialTime, maxTime, maxDuration].every((span) => Number.isFinite(span) && span >= 0) &&
    Number.isInteger(maxCount) &&
    maxCount >= 0 &&
    initialTime > 0;
  if (!isFine) throw fail('E_RADIUS_ARGUMENT', 'the times and the count of retransmission are zero or more');
  return complete;
}

/** The waits between transmissions: doubled each time, with a tenth of jitter to either side. */
export class Backoff {
  readonly #parameters: Retransmission;
  readonly #random: Random;
  #previous: Milliseconds = 0;

  constructor(parameters: Retransmission, random: Random) {
    this.#parameters = parameters;
    this.#random = random;
  }

  next(): Milliseconds {
    const { initialTime, maxTime } = this.#parameters;
    const factor = this.#previous === 0 ? 1 : 2;
    const base = this.#previous === 0 ? initialTime : this.#previous;
    const wait = base * (factor + this.#jitter());
    this.#previous = maxTime > 0 && wait > maxTime ? maxTime * (1 + this.#jitter()) : wait;
    return this.#previous;
  }

  /** From -0.1 to +0.1. */
  #jitter(): number {
    const [high = 0, low = 0] = this.#random.bytes(2);
    return ((high * 256 + low) / 65_535 - 0.5) / 5;
  }
}
