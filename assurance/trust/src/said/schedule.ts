/** When claims begin and end to be valid. */

import { Heap } from '../heap.ts';
import type { Entry } from './entry.ts';

interface Due {
  readonly at: number;
  readonly entry: Entry;
}

export class Schedule {
  readonly #due = new Heap<Due>((a, b) => a.at < b.at);

  /** The next time, in milliseconds since 1970, at which a claim begins or has ended. */
  get next(): number | undefined {
    return this.#due.first?.at;
  }

  /** Takes a claim in, for what lies after `now`. */
  add(entry: Entry, now: number): void {
    // The last moment of validity is within it (VC Data Model 2.0 §4.9).
    for (const at of [entry.from, entry.until + 1]) {
      if (at > now && at !== Number.POSITIVE_INFINITY) this.#due.push({ at, entry });
    }
  }

  /** The claims whose validity may have changed up to `now`. */
  take(now: number): Set<Entry> {
    const taken = new Set<Entry>();
    while ((this.#due.first?.at ?? Number.POSITIVE_INFINITY) <= now) {
      const due = this.#due.pop();
      if (due !== undefined) taken.add(due.entry);
    }
    return taken;
  }

  clear(): void {
    this.#due.clear();
  }
}
