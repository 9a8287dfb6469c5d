/** How often one address and one caller may ask. */

import { type Clock, MINUTE, SECOND } from '@sallyport/core';
import { type PeerLimit, PeerLimits } from '@sallyport/http';
import type { Caller } from './caller.ts';
import { fail } from './errors.ts';

export interface RateLimits {
  /** Of one address, whoever asks there. Default 6000 a minute: many people can be behind one. */
  readonly perAddress: PeerLimit;
  /** Of one session or token. Default 1200 a minute. */
  readonly perCaller: PeerLimit;
}

const DEFAULTS: RateLimits = {
  perAddress: { requests: 6000, span: MINUTE },
  perCaller: { requests: 1200, span: MINUTE },
};

export class Rates {
  readonly #addresses: PeerLimits;
  readonly #callers: PeerLimits;

  constructor(clock: Pick<Clock, 'monotonic'>, given: Partial<RateLimits> = {}) {
    const { perAddress, perCaller } = { ...DEFAULTS, ...given };
    this.#addresses = new PeerLimits(perAddress, clock);
    this.#callers = new PeerLimits(perCaller, clock);
  }

  /** Whoever asks over a socket of this machine has no address, and no limit. @throws E_API_TOO_OFTEN */
  requirePeer(address: string): void {
    if (address !== '') requireNoWait(this.#addresses.take(address));
  }

  /** @throws E_API_TOO_OFTEN */
  requireCaller(caller: Caller | undefined): void {
    if (caller === undefined || caller.by === 'local') return;
    requireNoWait(this.#callers.take(`${caller.by}/${caller.credential ?? caller.id}`));
  }
}

function requireNoWait(wait: number): void {
  if (wait === 0) return;
  const retryAfter = Math.ceil(wait / SECOND);
  throw fail('E_API_TOO_OFTEN', `too many requests: the next one is answered in ${retryAfter} s`, {
    details: { retryAfter },
  });
}
