/** How much unsecured traffic gets through: so much at once, and so much a second after that. */

import { type Clock, type Milliseconds, SECOND } from '@sallyport/core';

export interface Rate {
  /** Datagrams that may come at once. */
  readonly burst: number;
  /** Datagrams a second after that. */
  readonly perSecond: number;
}

export class RateLimit {
  readonly #rate: Rate;
  readonly #clock: Clock;
  #tokens: number;
  #at: Milliseconds;

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
    this.#tokens = rate.burst;
    this.#at = clock.monotonic();
  }

  /** True when one more may pass; it then counts. */
  take(): boolean {
    const now = this.#clock.monotonic();
    const { burst, perSecond } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) / SECOND) * perSecond);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
