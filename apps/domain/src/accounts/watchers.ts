/** Cuts what is open as soon as whoever opened it may no longer. */

import { MINUTE, type Milliseconds, type Timer } from '@sallyport/core';
import { FollowLoop } from '@sallyport/store';
import type { ObservedStore } from '../observed-store.ts';
import { ACCOUNTS_STREAM } from './events.ts';

export interface WatchersOptions {
  readonly store: ObservedStore;
  readonly timer: Timer;
  /** How often to look for what other replicas wrote; undefined where there are none. */
  readonly lookEvery?: Milliseconds;
  readonly onError: (error: unknown) => void;
}

interface Watch {
  readonly mayStay: () => Promise<boolean>;
  readonly abort: AbortController;
}

/** Time ends sessions without an event of the log. */
const LOOK_FOR_TIME: Milliseconds = MINUTE;

export class Watchers {
  readonly #options: WatchersOptions;
  readonly #watches = new Set<Watch>();
  readonly #loop: FollowLoop;
  readonly #stopHearing: () => void;
  /** Looks that nobody waits for, so that none asks a log that is closed. */
  readonly #looks = new Set<Promise<void>>();
  /** Of the stream of accounts, when everybody was last looked at. */
  #version = 0;
  #stopWaiting: () => void = () => undefined;
  #isClosed = false;

  constructor(options: WatchersOptions) {
    const { store, timer, lookEvery, onError } = options;
    this.#options = options;
    this.#loop = new FollowLoop({
      read: () => this.#follow(),
      onError,
      timer,
      ...(lookEvery === undefined ? {} : { lookEvery }),
    });
    this.#stopHearing = store.onAppended(() => {
      if (this.#watches.size > 0) this.#loop.look();
    });
    this.#lookAgain();
  }

  /** @param mayStay asked whenever something of accounts changed, and every minute */
  watch(mayStay: () => Promise<boolean>): { readonly signal: AbortSignal; release(): void } {
    const watch = { mayStay, abort: new AbortController() };
    this.#watches.add(watch);
    // What happened between the proof and this.
    this.#beside(this.#check(watch));
    return { signal: watch.abort.signal, release: () => void this.#watches.delete(watch) };
  }

  /** Waits for the looks that are under way; none begins after. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopHearing();
    this.#stopWaiting();
    await this.#loop.close();
    await Promise.all(this.#looks);
    for (const { abort } of this.#watches) abort.abort();
    this.#watches.clear();
  }

  /** Mostly nothing of accounts was written: the version of their stream tells, by one look into an index. */
  async #follow(): Promise<void> {
    if (this.#watches.size === 0) return;
    const version = await this.#options.store.streamVersion(ACCOUNTS_STREAM);
    if (version === this.#version) return;
    await this.#lookAtAll();
    this.#version = version;
  }

  async #lookAtAll(): Promise<void> {
    for (const watch of [...this.#watches]) {
      if (this.#isClosed) return;
      await this.#check(watch);
    }
  }

  #beside(look: Promise<void>): void {
    const done = look.catch(this.#options.onError).finally(() => this.#looks.delete(done));
    this.#looks.add(done);
  }

  /** Whoever cannot be asked about may not stay. */
  async #check(watch: Watch): Promise<void> {
    let mayStay = false;
    try {
      mayStay = await watch.mayStay();
    } finally {
      if (!mayStay) {
        this.#watches.delete(watch);
        watch.abort.abort();
      }
    }
  }

  #lookAgain(): void {
    if (this.#isClosed) return;
    this.#stopWaiting = this.#options.timer.after(LOOK_FOR_TIME, () => {
      this.#beside(this.#lookAtAll());
      this.#lookAgain();
    });
  }
}
