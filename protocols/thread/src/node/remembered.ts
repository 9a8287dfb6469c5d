/** A bounded map whose entries grow old: what a stranger can fill must forget by itself. */

import type { Clock, Milliseconds } from '@sallyport/core';

export class Remembered<Value> {
  readonly #capacity: number;
  readonly #clock: Clock;
  readonly #memory: Milliseconds;
  /** The oldest first. */
  readonly #entries = new Map<string, { readonly value: Value; readonly at: Milliseconds }>();

  /** Keeps at most `capacity` entries, each for `memory` milliseconds after it was set; the oldest makes room. */
  constructor(capacity: number, clock: Clock, memory: Milliseconds) {
    this.#capacity = capacity;
    this.#clock = clock;
    this.#memory = memory;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (this.#clock.monotonic() - entry.at <= this.#memory) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: Value): Value {
    this.#entries.delete(key);
    this.#entries.set(key, { value, at: this.#clock.monotonic() });
    if (this.#entries.size > this.#capacity) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    return value;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
