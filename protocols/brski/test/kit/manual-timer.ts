/** A timer that waits until it is told that time has passed. */

import type { Timer } from '../../src/server/timer.ts';

export class ManualTimer implements Timer {
  readonly #waiting = new Set<() => void>();

  wait(_span: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  /** Ends every wait under way. */
  elapse(): void {
    for (const done of [...this.#waiting]) done();
  }

  get waiting(): number {
    return this.#waiting.size;
  }
}

/** Something a test finishes when it wants to. */
export class Gate {
  readonly opened: Promise<void>;
  #open: () => void = () => undefined;

  constructor() {
    this.opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open();
  }
}

/** Lets everything that can run now run. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
