/** Looks at what depends on time: regularly, and at the very moment at which something is known to change. */

import type { Clock, Milliseconds, Timer } from '@sallyport/core';

export interface WakeOptions {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly every: Milliseconds;
  /** When the next change is due; undefined when none is known. */
  readonly nextAt: () => Date | undefined;
  /** Must not reject. */
  readonly wake: () => Promise<void>;
}

/** Rules count in whole seconds: looking more often than this finds nothing new. */
const LEAST: Milliseconds = 100;

export class Wake {
  readonly #options: WakeOptions;
  #cancelRegular: () => void = () => undefined;
  #cancelDue: () => void = () => undefined;
  #isClosed = false;

  constructor(options: WakeOptions) {
    this.#options = options;
    this.#lookLater();
  }

  /** Sets the alarm for the next change that is known of: it may be an earlier one now. */
  schedule(): void {
    this.#cancelDue();
    const due = this.#options.nextAt();
    if (this.#isClosed || due === undefined) return;
    const { clock, timer, every } = this.#options;
    const untilDue = due.getTime() - clock.now().getTime();
    // What is further off is seen when it is looked at regularly.
    if (untilDue <= every) this.#cancelDue = timer.after(Math.max(LEAST, untilDue), () => this.#look());
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRegular();
    this.#cancelDue();
  }

  #lookLater(): void {
    if (this.#isClosed) return;
    this.#cancelRegular = this.#options.timer.after(this.#options.every, () => {
      this.#look();
      this.#lookLater();
    });
  }

  #look(): void {
    void this.#options.wake().then(() => this.schedule());
  }
}
