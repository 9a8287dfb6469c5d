/** Why a station is being let in or shut out, and since when: told once the kernel has done it. */

import type { Clock, Milliseconds } from '@sallyport/core';
import type { PortEvent, ShutReason } from '../events.ts';
import type { MacAddress } from './mac-address.ts';

interface Cause {
  readonly at: Milliseconds;
  /** Undefined: it is being let in. */
  readonly reason: ShutReason | undefined;
}

export class Causes {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #causes = new Map<MacAddress, Cause>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** It is to be let in. The first word of it counts. */
  letIn(station: MacAddress): void {
    const known = this.#causes.get(station);
    if (known === undefined || known.reason !== undefined) this.#note(station, undefined);
  }

  shutOut(station: MacAddress, reason: ShutReason): void {
    this.#note(station, reason);
  }

  opened(station: MacAddress): PortEvent {
    const cause = this.#causes.get(station);
    const ms = this.#since(cause);
    if (cause?.reason === undefined) this.#causes.delete(station);
    return { type: 'opened', station, ms };
  }

  shut(station: MacAddress): PortEvent {
    const cause = this.#causes.get(station);
    this.#causes.delete(station);
    return { type: 'shut', station, reason: cause?.reason ?? 'not-authorized', ms: this.#since(cause) };
  }

  /** Forgets the stations of which nothing came. */
  prune(isOfUse: (station: MacAddress) => boolean): void {
    for (const station of this.#causes.keys()) if (!isOfUse(station)) this.#causes.delete(station);
  }

  #note(station: MacAddress, reason: ShutReason | undefined): void {
    this.#causes.set(station, { at: this.#clock.monotonic(), reason });
  }

  #since(cause: Cause | undefined): Milliseconds {
    const now = this.#clock.monotonic();
    return now - (cause?.at ?? now);
  }
}
