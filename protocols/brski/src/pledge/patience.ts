/** How long one attempt may be put off altogether (RFC 8995 §5.6). */

import type { Clock, Milliseconds } from '@sallyport/core';
import { fail } from '../errors.ts';

export class Patience {
  readonly #clock: Clock;
  readonly #limit: Milliseconds;
  #since: Milliseconds | undefined;

  constructor(clock: Clock, limit: Milliseconds) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Counts from the first call. @throws E_BRSKI_PLEDGE_PATIENCE once the limit is reached */
  check(who: string): void {
    const now = this.#clock.monotonic();
    this.#since ??= now;
    if (now - this.#since >= this.#limit) throw fail('E_BRSKI_PLEDGE_PATIENCE', `${who} has not decided in time`);
  }
}
