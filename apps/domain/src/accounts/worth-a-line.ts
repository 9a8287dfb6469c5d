/**
 * Which tries at the door are worth a line in the log. A stranger can fail as often as it likes, and what it does must not
 * fill the disk: the same refusal counts once in a while, and all those of strangers together within a budget.
 */

import { type Clock, MINUTE, type Milliseconds } from '@sallyport/core';

const WINDOW: Milliseconds = 10 * MINUTE;
const MAX_REMEMBERED = 4096;
const STRANGERS_PER_WINDOW = 600;

export class WorthALine {
  readonly #clock: Clock;
  /** When each was last written, the longest ago first. */
  readonly #written = new Map<string, Milliseconds>();
  #windowEnds: Milliseconds = 0;
  #strangers = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether to write this one. `isStranger`: it proved no certificate of a device. */
  isNews(refusal: string, isStranger: boolean): boolean {
    const now = this.#clock.monotonic();
    const last = this.#written.get(refusal);
    if (last !== undefined && now - last < WINDOW) return false;
    if (isStranger && !this.#isWithinBudget(now)) return false;
    this.#written.delete(refusal);
    this.#written.set(refusal, now);
    const [oldest] = this.#written.keys();
    if (this.#written.size > MAX_REMEMBERED && oldest !== undefined) this.#written.delete(oldest);
    return true;
  }

  #isWithinBudget(now: Milliseconds): boolean {
    if (now >= this.#windowEnds) {
      this.#windowEnds = now + WINDOW;
      this.#strangers = 0;
    }
    this.#strangers++;
    return this.#strangers <= STRANGERS_PER_WINDOW;
  }
}
