/** A span of time in milliseconds. */
export type Milliseconds = number;

export const SECOND: Milliseconds = 1000;
export const MINUTE: Milliseconds = 60 * SECOND;
export const HOUR: Milliseconds = 60 * MINUTE;
export const DAY: Milliseconds = 24 * HOUR;

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

  constructor(start: Date | string = '2026-01-01T00:00:00Z') {
    this.#now = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  monotonic(): Milliseconds {
    return this.#elapsed;
  }

  advance(span: Milliseconds): void {
    this.#now += span;
    this.#elapsed += span;
  }

  /** Sets wall time, as an operator would; monotonic time does not move. */
  set(time: Date | string): void {
    this.#now = new Date(time).getTime();
  }
}
