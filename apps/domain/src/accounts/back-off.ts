/** How long a name must wait after passwords that were wrong: twice as long each time. Kept in memory, bounded. */

import { type Clock, HOUR, MINUTE, type Milliseconds, SECOND } from '@sallyport/core';
import { fail } from './errors.ts';
import { hashOf } from './secrets.ts';

/** Tries that cost nothing: people mistype. */
const FREE_TRIES = 5;
const FIRST_WAIT: Milliseconds = SECOND;
const LONGEST_WAIT: Milliseconds = 15 * MINUTE;
/** Whoever did not fail for so long starts afresh. */
const FORGET_AFTER: Milliseconds = 24 * HOUR;
/** Names remembered; beyond that the one that failed longest ago is forgotten. */
const MAX_NAMES = 10_000;

interface Failures {
  readonly count: number;
  readonly at: Milliseconds;
}

export class BackOff {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** By the hash of the name, however long it is; in the order in which they last failed. */
  readonly #failures = new Map<string, Failures>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** How long the name has to wait; 0 when it need not, and then this try counts as failed until {@link succeeded} says otherwise. */
  take(name: string): Milliseconds {
    const now = this.#clock.monotonic();
    const key = hashOf(name);
    const before = this.#failures.get(key);
    const count = before === undefined || now - before.at > FORGET_AFTER ? 0 : before.count;
    const wait = before === undefined ? 0 : before.at + waitAfter(count) - now;
    if (wait > 0) return wait;
    this.#failures.delete(key);
    this.#failures.set(key, { count: count + 1, at: now });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > MAX_NAMES && oldest !== undefined) this.#failures.delete(oldest);
    return 0;
  }

  succeeded(name: string): void {
    this.#failures.delete(hashOf(name));
  }
}

function waitAfter(failures: number): Milliseconds {
  if (failures < FREE_TRIES) return 0;
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - FREE_TRIES));
}

/** @throws E_ACCOUNT_TOO_OFTEN */
export function requireNoWait(wait: Milliseconds): void {
  if (wait <= 0) return;
  const retryAfter = Math.ceil(wait / SECOND);
  throw fail('E_ACCOUNT_TOO_OFTEN', `too many tries: wait ${retryAfter} seconds`, { details: { retryAfter } });
}
