/**
 * One datagram at a time: a transport that brings an answer before `transmit` returns must not meet a half-made step.
 */

const MAX_WAITING = 64;

export class Inbox<T> {
  readonly #take: (item: T) => void;
  readonly #waiting: T[] = [];
  #isBusy = false;

  constructor(take: (item: T) => void) {
    this.#take = take;
  }

  /** Takes the item now, or right after the one that is being taken. */
  put(item: T): void {
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(item);
    this.#drain();
  }

  /** Runs `act` as if it were an item: what comes meanwhile waits for its end. */
  during(act: () => void): void {
    const wasBusy = this.#isBusy;
    this.#isBusy = true;
    try {
      act();
    } finally {
      this.#isBusy = wasBusy;
    }
    this.#drain();
  }

  #drain(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let item = this.#waiting.shift(); item !== undefined; item = this.#waiting.shift()) this.#take(item);
    } finally {
      this.#isBusy = false;
    }
  }
}
