/** Time as a port, and a clock for tests. */

import { type ErrorTable, errorFactory } from './errors.ts';

/** A span of time in milliseconds. */
export type Milliseconds = number;

export const SECOND: Milliseconds = 1000;
export const MINUTE: Milliseconds = 60 * SECOND;
export const HOUR: Milliseconds = 60 * MINUTE;
export const DAY: Milliseconds = 24 * HOUR;

export const CLOCK_ERRORS = {
  E_CLOCK_SPAN: { fault: 'caller', hint: 'Advance by a finite number of milliseconds, zero or more.' },
  E_CLOCK_TIME: { fault: 'caller', hint: 'Give a date, or its text in ISO 8601.' },
} as const satisfies ErrorTable;

const fail = errorFactory(CLOCK_ERRORS);

/** Where time comes from. Engines and stores take one; only composition roots use {@link systemClock}. */
export interface Clock {
  /** Wall time. */
  now(): Date;
  /** Time that never goes back, in milliseconds from an arbitrary start; for measuring spans. */
  monotonic(): Milliseconds;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
};

/** A clock that stands still until told to move: for tests and simulations. */
export class ManualClock implements Clock {
  #now: number;
  #elapsed = 0;

  /** @throws E_CLOCK_TIME */
  constructor(start: Date | string = '2026-01-01T00:00:00Z') {
    this.#now = timeOf(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  monotonic(): Milliseconds {
    return this.#elapsed;
  }

  /** @throws E_CLOCK_SPAN for a span that is negative or not finite */
  advance(span: Milliseconds): void {
    if (!Number.isFinite(span) || span < 0) throw fail('E_CLOCK_SPAN', `cannot advance by ${span} ms`);
    this.#now += span;
    this.#elapsed += span;
  }

  /**
   * Sets wall time, as an operator would; monotonic time does not move.
   * @throws E_CLOCK_TIME
   */
  set(time: Date | string): void {
    this.#now = timeOf(time);
  }
}

function timeOf(given: Date | string): number {
  const time = new Date(given).getTime();
  if (Number.isNaN(time)) throw fail('E_CLOCK_TIME', 'not a date');
  return time;
}
