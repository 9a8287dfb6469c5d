/** A timer that waits until it is told that time has passed. */

import type { Timer } from '@sallyport/core';

export class ManualTimer implements Timer {
  readonly #waiting = new Set<() => void>();

  after(_span: number, act: () => void): () => void {
    const waiting = () => act();
    this.#waiting.add(waiting);
    return () => this.#waiting.delete(waiting);
  }

  /** Ends every wait under way. */
  elapse(): void {
    for (const act of [...this.#waiting]) {
      this.#waiting.delete(act);
      act();
    }
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
