/** How a log is followed: one reading at a time, and another where something may have been written meanwhile. */

import { type Milliseconds, SECOND, type Timer } from '@sallyport/core';

export interface FollowLoopOptions {
  /** Reads up to where the log ends now, and stops early where `isClosed` says so. */
  readonly read: () => Promise<void>;
  /** Told what a reading failed with; a second later it is tried again. */
  readonly onError: (error: unknown) => void;
  readonly timer: Timer;
  /** How often to look for what other replicas wrote; leave it out where there are none. */
  readonly lookEvery?: Milliseconds;
}

const AFTER_FAILURE: Milliseconds = SECOND;

export class FollowLoop {
  readonly #options: FollowLoopOptions;
  #reading: Promise<void> | undefined;
  #hasMore = false;
  #isClosed = false;
  #stopLooking: () => void = () => undefined;

  constructor(options: FollowLoopOptions) {
    this.#options = options;
    this.#lookAgain();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Something may have been written. */
  look(): void {
    if (this.#isClosed) return;
    this.#hasMore = true;
    this.#reading ??= this.#readAll();
  }

  /** Resolves when everything that was written before this call has been read, or could not be. */
  async caughtUp(): Promise<void> {
    this.look();
    while (this.#reading !== undefined) await this.#reading;
  }

  /** Waits for the reading that is under way; none comes after. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopLooking();
    await this.#reading;
  }

  #lookAgain(): void {
    if (this.#options.lookEvery !== undefined) this.#lookIn(this.#options.lookEvery);
  }

  #lookIn(span: Milliseconds): void {
    if (this.#isClosed) return;
    this.#stopLooking();
    this.#stopLooking = this.#options.timer.after(span, () => {
      this.look();
      this.#lookAgain();
    });
  }

  async #readAll(): Promise<void> {
    // So that `#reading` is set before this can unset it.
    await null;
    try {
      while (this.#hasMore && !this.#isClosed) {
        this.#hasMore = false;
        await this.#options.read();
      }
    } catch (thrown) {
      this.#options.onError(thrown);
      this.#lookIn(AFTER_FAILURE);
    }
    // In one step with the last look at `#hasMore`: whoever looks from now on begins another reading.
    this.#reading = undefined;
  }
}
