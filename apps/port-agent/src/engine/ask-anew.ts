/**
 * On a wire nobody tells a station that its session was ended. Asked to authenticate anew it learns that it was put out,
 * or comes back where it may.
 */

import { type Milliseconds, SECOND, type Timer } from '@sallyport/core';
import type { MacAddress } from './mac-address.ts';

/** hostapd 2.10 remembers a station for five seconds after ending its session, and throws it out once more then. */
const FORGOTTEN_AFTER: Milliseconds = 6 * SECOND;

export class AskAnew {
  readonly #timer: Timer;
  readonly #ask: (station: MacAddress) => void;
  readonly #waiting = new Map<MacAddress, () => void>();

  constructor(timer: Timer, ask: (station: MacAddress) => void) {
    this.#timer = timer;
    this.#ask = ask;
  }

  /** Once hostapd has forgotten the station. */
  later(station: MacAddress): void {
    this.cancel(station);
    const cancel = this.#timer.after(FORGOTTEN_AFTER, () => {
      this.#waiting.delete(station);
      this.#ask(station);
    });
    this.#waiting.set(station, cancel);
  }

  cancel(station: MacAddress): void {
    this.#waiting.get(station)?.();
    this.#waiting.delete(station);
  }

  cancelAll(): void {
    for (const cancel of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }
}
