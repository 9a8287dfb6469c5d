/** The time limits of an association: first for its handshake, then for silence. */

import type { Clock, Milliseconds, Timer } from '@sallyport/core';

export class TimeLimit {
  readonly #ports: { readonly clock: Clock; readonly timer: Timer };
  #cancel: () => void = () => {};
  #heardAt: Milliseconds = 0;

  constructor(ports: { readonly clock: Clock; readonly timer: Timer }) {
    this.#ports = ports;
  }

  /** `act` once `span` has passed, in place of what was set before. */
  set(span: Milliseconds, act: () => void): void {
    this.#cancel();
    this.#cancel = this.#ports.timer.after(span, act);
  }

  /** Something authentic came. */
  heard(): void {
    this.#heardAt = this.#ports.clock.monotonic();
  }

  /** `act` once nothing was heard for `span`. One timer serves however much is heard. */
  setSilence(span: Milliseconds, act: () => void): void {
    const rest = this.#heardAt + span - this.#ports.clock.monotonic();
    if (rest <= 0) act();
    else this.set(rest, () => this.setSilence(span, act));
  }

  clear(): void {
    this.#cancel();
  }
}
