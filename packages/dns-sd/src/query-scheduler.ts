/**
 * When to ask: sans-IO.
 *
 * RFC 6762 §5.2: the first question after 20 to 120 ms, the second at least a second later, then at least twice as long each
 * time, at most every hour. RFC 8995 §4.1 asks the same of a pledge: double up to one hour, begin anew when the link changes.
 */

import { HOUR, type Milliseconds, type Random, SECOND } from '@sallyport/core';
import { between } from './jitter.ts';

const FIRST_DELAY = [20, 120] as const;

export interface QuerySchedulerOptions {
  readonly random: Random;
  /** From the first question to the second. Default 1 s. */
  readonly firstInterval?: Milliseconds;
  /** Default 1 h. */
  readonly maxInterval?: Milliseconds;
}

export class QueryScheduler {
  readonly #random: Random;
  readonly #firstInterval: Milliseconds;
  readonly #maxInterval: Milliseconds;
  #interval: Milliseconds;
  #nextAt: Milliseconds | undefined;

  constructor(options: QuerySchedulerOptions) {
    this.#random = options.random;
    this.#firstInterval = options.firstInterval ?? SECOND;
    this.#maxInterval = options.maxInterval ?? HOUR;
    this.#interval = this.#firstInterval;
  }

  /** When the next question is due; undefined before the start. */
  get nextAt(): Milliseconds | undefined {
    return this.#nextAt;
  }

  /** Begins, or begins anew after the link changed (RFC 8995 §4.1). */
  restart(now: Milliseconds): void {
    this.#interval = this.#firstInterval;
    this.#nextAt = now + between(this.#random, ...FIRST_DELAY);
  }

  /** True when it is time to ask; counts as asked. */
  take(now: Milliseconds): boolean {
    if (this.#nextAt === undefined || now < this.#nextAt) return false;
    this.asked(now);
    return true;
  }

  /**
   * The question was asked, by this host or by another that would have shown us all answers (RFC 6762 §7.3).
   */
  asked(now: Milliseconds): void {
    this.#nextAt = now + this.#interval;
    this.#interval = Math.min(this.#interval * 2, this.#maxInterval);
  }
}
