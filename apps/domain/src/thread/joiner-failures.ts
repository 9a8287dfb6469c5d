/** Why joiners did not get in, lately: what a person asks who stands before a device that does not join. */

import { ANY_CODE } from '@sallyport/assurance-accept-lists';
import { deviceKey, type OnboardingEvent } from '@sallyport/onboarding';
import type { JoinerSelector } from '@sallyport/thread';
import { listedAs } from './joiners.ts';

export interface JoinerFailure {
  readonly step: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly at: Date;
}

/** Strangers can fail too where any device may join, so the oldest are forgotten. */
const MAX_REMEMBERED = 256;

export class JoinerFailures {
  /** The latest last. */
  readonly #latest = new Map<string, JoinerFailure>();

  hear({ device, ok, step, message = '', code, at }: OnboardingEvent): void {
    if (device === undefined) return;
    const key = deviceKey(device);
    // A step further on says that what failed before is over.
    if (!ok || step !== 'M.2') this.#latest.delete(key);
    if (ok) return;
    this.#latest.set(key, { step, message, code, at });
    for (const oldest of this.#latest.keys()) {
      if (this.#latest.size <= MAX_REMEMBERED) return;
      this.#latest.delete(oldest);
    }
  }

  /** The latest failure of this joiner; of whoever failed last, where any may join. */
  of(joiner: JoinerSelector): JoinerFailure | undefined {
    const key = listedAs(joiner);
    if (key === undefined) return undefined;
    return key === ANY_CODE ? [...this.#latest.values()].at(-1) : this.#latest.get(key);
  }

  /** It is enabled anew, or no longer. */
  forget(joiner: JoinerSelector): void {
    const key = listedAs(joiner);
    if (key === ANY_CODE) this.#latest.clear();
    else if (key !== undefined) this.#latest.delete(key);
  }
}
