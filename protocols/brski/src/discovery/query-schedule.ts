/**
 * When to ask the network by the active methods (RFC 8995 §4.1): in parallel with listening, with intervals that
 * double up to one hour and start anew when the link changes.
 */

import type { Milliseconds, Random } from '@sallyport/core';
import { type BackOff, backOffDelay, QUERY_BACK_OFF, uniform } from './back-off.ts';

/** RFC 6762 §5.2: the first query is delayed by a random 20 to 120 ms. */
const FIRST_DELAY = { min: 20, max: 120 };

/** Pure in the sense that matters: time and chance come from outside. Times are on the caller's monotonic clock. */
export class QuerySchedule {
  readonly #random: Random;
  readonly #backOff: BackOff;
  #sent = 0;
  #next: Milliseconds;

  constructor(options: { readonly random: Random; readonly now: Milliseconds; readonly backOff?: BackOff }) {
    this.#random = options.random;
    this.#backOff = options.backOff ?? QUERY_BACK_OFF;
    this.#next = this.#first(options.now);
  }

  /** When the next query is due. */
  get next(): Milliseconds {
    return this.#next;
  }

  /** True when a query is due at `now`; the caller then sends it, and the next one is set. */
  take(now: Milliseconds): boolean {
    if (now < this.#next) return false;
    this.#sent++;
    this.#next = now + backOffDelay(this.#backOff, this.#sent, this.#random);
    return true;
  }

  /** Starts anew, as after a change of the physical link (RFC 8995 §4.1). */
  reset(now: Milliseconds): void {
    this.#sent = 0;
    this.#next = this.#first(now);
  }

  #first(now: Milliseconds): Milliseconds {
    return now + uniform(this.#random, FIRST_DELAY.min, FIRST_DELAY.max);
  }
}
