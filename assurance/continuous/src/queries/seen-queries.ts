/** Which claim of the log asked first with a nonce: it alone is answered, by whatever way another copy comes. */

import type { Milliseconds } from '@sallyport/core';

interface Seen {
  readonly id: string;
  readonly until: number;
}

export class SeenQueries {
  readonly #keep: Milliseconds;
  /** In the order in which they were logged, which is that in which they lapse. */
  readonly #seen = new Map<string, Seen>();

  /** @param keep for how long after it was logged a query could still be answered */
  constructor(keep: Milliseconds) {
    this.#keep = keep;
  }

  /** Told of every query of the log, in its order. */
  see(
    query: { readonly issuer: string; readonly nonce: string; readonly id: string; readonly at: Date },
    now: Date,
  ): void {
    this.#forget(now);
    const until = query.at.getTime() + this.#keep;
    const key = keyOf(query);
    if (until > now.getTime() && !this.#seen.has(key)) this.#seen.set(key, { id: query.id, until });
  }

  isFirst(query: { readonly issuer: string; readonly nonce: string; readonly id: string }): boolean {
    return this.#seen.get(keyOf(query))?.id === query.id;
  }

  #forget(now: Date): void {
    for (const [key, { until }] of this.#seen) {
      if (until > now.getTime()) return;
      this.#seen.delete(key);
    }
  }
}

function keyOf({ issuer, nonce }: { readonly issuer: string; readonly nonce: string }): string {
  return JSON.stringify([issuer, nonce]);
}
