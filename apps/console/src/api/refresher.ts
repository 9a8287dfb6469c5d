/** Asks again when told that an answer may be old: at once, but not again before a pause is over, and never twice at a time. */

import type { Timer } from '@sallyport/core';

export class Refresher {
  readonly #timer: Timer;
  readonly #pause: () => number;
  readonly #ask: () => Promise<void>;
  #isAsking = false;
  #isWanted = false;
  #cancel: (() => void) | undefined;
  #isStopped = false;

  /** @param pause milliseconds between the end of one question and the next, asked for each time */
  constructor(timer: Timer, pause: () => number, ask: () => Promise<void>) {
    this.#timer = timer;
    this.#pause = pause;
    this.#ask = ask;
  }

  touch(): void {
    this.#isWanted = true;
    if (!this.#isAsking && this.#cancel === undefined) this.#run();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  #run(): void {
    if (this.#isStopped || !this.#isWanted) return;
    this.#isWanted = false;
    this.#isAsking = true;
    const done = (): void => {
      this.#isAsking = false;
      if (this.#isStopped) return;
      this.#cancel = this.#timer.after(this.#pause(), () => {
        this.#cancel = undefined;
        this.#run();
      });
    };
    this.#ask().then(done, done);
  }
}
