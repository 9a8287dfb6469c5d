/** How long a record is good for, and when to ask for it again. */

import { type Milliseconds, SECOND } from '@sallyport/core';

/** A longer TTL is taken for this one: 75 minutes, what RFC 6762 §10 gives records that hardly change. */
const LONGEST: Milliseconds = 75 * 60 * SECOND;
/** RFC 6762 §5.2: ask again at 80, 85, 90 and 95 per cent of the TTL. */
const REFRESH_AT = [0.8, 0.85, 0.9, 0.95] as const;

export class Lease {
  readonly #since: Milliseconds;
  #span: Milliseconds;
  #refreshes = 0;

  /** `ttl` in seconds. One of 0 is a goodbye: the record lives for one more second (RFC 6762 §10.1). */
  constructor(ttl: number, now: Milliseconds) {
    this.#since = now;
    this.#span = ttl === 0 ? SECOND : Math.min(ttl * SECOND, LONGEST);
    if (ttl === 0) this.#refreshes = REFRESH_AT.length;
  }

  get expiresAt(): Milliseconds {
    return this.#since + this.#span;
  }

  /** When to ask next; undefined when it was asked often enough. */
  get refreshAt(): Milliseconds | undefined {
    const fraction = REFRESH_AT[this.#refreshes];
    return fraction === undefined ? undefined : this.#since + this.#span * fraction;
  }

  /** True when it is time to ask again; counts as asked. */
  takeRefresh(now: Milliseconds): boolean {
    const at = this.refreshAt;
    if (at === undefined || now < at) return false;
    // After a pause in which several were missed, one question is enough.
    while (this.refreshAt !== undefined && this.refreshAt <= now) this.#refreshes++;
    return true;
  }

  /** Seconds left. */
  remaining(now: Milliseconds): number {
    return Math.max(0, Math.floor((this.expiresAt - now) / SECOND));
  }

  /** More than half its time is left: the record is worth telling as known (RFC 6762 §7.1). */
  isFresh(now: Milliseconds): boolean {
    return this.expiresAt - now > this.#span / 2;
  }

  /** Superseded: one more second (RFC 6762 §10.2), unless it is only a second old, as several records may come in a row. */
  supersede(now: Milliseconds): void {
    if (now - this.#since <= SECOND) return;
    this.#span = Math.min(this.#span, now - this.#since + SECOND);
    this.#refreshes = REFRESH_AT.length;
  }
}
