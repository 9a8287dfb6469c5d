/** Devices at the door now, and those of a while ago: what this node's services report, bounded whoever knocks. */

import { deviceKey, type OnboardingEvent } from '@sallyport/onboarding';
import { kindOf, Way } from './way.ts';

/** Ways at the same time; the one that was heard of longest ago goes first. */
const MAX_WAYS = 512;
/** How long a way is kept after the last that was heard of it, in milliseconds. */
const KEPT = 15 * 60_000;

export class Ways {
  /** By device key, and by session while it is not known whose it is; heard of longest ago first. */
  readonly #ways = new Map<string, Way>();

  hear(event: OnboardingEvent): void {
    if (kindOf(event.step) === undefined) return;
    const stranger = `session ${event.session}`;
    const name = event.device === undefined ? stranger : deviceKey(event.device);
    const way = this.#ways.get(name) ?? new Way(event);
    const before = name === stranger ? undefined : this.#ways.get(stranger);
    if (before !== undefined) {
      way.join(before);
      this.#ways.delete(stranger);
    }
    way.take(event);
    this.#ways.delete(name);
    this.#ways.set(name, way);
    this.#forget(event.at.getTime());
  }

  /** Those that go on first, then the newest. `now` in milliseconds since 1970. */
  list(now: number): readonly Way[] {
    this.#forget(now);
    const isLive = (way: Way) => (way.stateAt(now) === 'live' ? 0 : 1);
    return [...this.#ways.values()].sort((a, b) => isLive(a) - isLive(b) || b.lastAt - a.lastAt);
  }

  #forget(now: number): void {
    for (const [name, way] of this.#ways) {
      if (this.#ways.size <= MAX_WAYS && now - way.lastAt < KEPT) return;
      this.#ways.delete(name);
    }
  }
}
