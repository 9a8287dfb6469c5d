/** How many Status-Server of one client are answered in a span (RFC 5997 §4.2). */

import type { Clock, Milliseconds } from '@sallyport/core';

export class StatusBudget {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #span: Milliseconds;
  readonly #used = new Map<string, { since: Milliseconds; count: number }>();

  constructor(clock: Clock, most: number, span: Milliseconds) {
    this.#clock = clock;
    this.#most = most;
    this.#span = span;
  }

  /** `client` is one of a number that the owner decides. */
  allows(client: string): boolean {
    const now = this.#clock.monotonic();
    const used = this.#used.get(client);
    if (used === undefined || now - used.since >= this.#span) {
      this.#used.set(client, { since: now, count: 1 });
      return true;
    }
    used.count++;
    return used.count <= this.#most;
  }
}
