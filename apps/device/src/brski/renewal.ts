/**
 * When a device renews its certificate, when it asks whether it still counts, and when it gives it up and comes back
 * through the first door (RFC 7030 §4.2.2; CAHN certificate lifecycle). It decides and does nothing: time is what it is
 * told, and whoever runs it does what it says and tells how that went.
 */

import { DAY, HOUR, MINUTE, type Milliseconds, type Random } from '@sallyport/core';

/** The certificate that is held. */
export interface HeldCertificate {
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** When the device was given it: certificates are dated back for slow clocks, and that time was never life. */
  readonly since: Date;
  /** Whether it names a place where its status can be asked. */
  readonly hasStatus: boolean;
}

export type RenewalAction =
  | { readonly type: 'renew' }
  /** Ask the domain's CA whether the certificate still counts. */
  | { readonly type: 'check' }
  /** Delete the certificate and come aboard anew. */
  | { readonly type: 'return'; readonly reason: ReturnReason }
  /** Nothing until this time has passed, in milliseconds. */
  | { readonly type: 'wait'; readonly span: Milliseconds };

export type ReturnReason =
  /** It ended before it could be renewed. */
  | 'expired'
  /** The CA says that it is revoked. */
  | 'revoked'
  /** The registrar will not renew it, again and again, and nobody can say that it still counts. */
  | 'refused';

export interface RenewalOptions {
  /** The part of its life that is left when renewal begins. Default a third. */
  readonly remaining: number;
  /** How often a certificate's status is asked, give or take half. Default once a day. */
  readonly checkEvery: Milliseconds;
  /** The wait after a first failure; it doubles with each further one. Default 1 minute. */
  readonly firstRetry: Milliseconds;
  /** The longest wait between attempts. Default 6 hours. */
  readonly longestRetry: Milliseconds;
  /** Refusals in a row that make a device give up a certificate whose status nobody tells. Default 5. */
  readonly refusals: number;
}

export const RENEWAL_DEFAULTS: RenewalOptions = {
  remaining: 1 / 3,
  checkEvery: DAY,
  firstRetry: MINUTE,
  longestRetry: 6 * HOUR,
  refusals: 5,
};

/** Devices that came aboard together must not come back together: renewal begins up to this much of its span earlier. */
const SPREAD = 0.1;
/** Within what timers count; a wait that ends early costs a look at the clock. */
const LONGEST_WAIT: Milliseconds = DAY;

export class RenewalSchedule {
  readonly #options: RenewalOptions;
  readonly #random: Random;
  readonly #end: number;
  readonly #hasStatus: boolean;
  #renewAt: number;
  #checkAt: number;
  #failures = 0;
  #refusals = 0;
  #isRevoked = false;

  constructor(certificate: HeldCertificate, random: Random, options: Partial<RenewalOptions> = {}) {
    this.#options = { ...RENEWAL_DEFAULTS, ...options };
    this.#random = random;
    this.#end = certificate.notAfter.getTime();
    this.#hasStatus = certificate.hasStatus;
    const begin = Math.min(Math.max(certificate.notBefore.getTime(), certificate.since.getTime()), this.#end);
    const span = (this.#end - begin) * this.#options.remaining;
    this.#renewAt = this.#end - span * (1 + SPREAD * this.#fraction());
    this.#checkAt = certificate.since.getTime() + this.#untilCheck();
  }

  /** What to do now. */
  next(now: Date): RenewalAction {
    const at = now.getTime();
    if (this.#isRevoked) return { type: 'return', reason: 'revoked' };
    if (at > this.#end) return { type: 'return', reason: 'expired' };
    if (this.#hasStatus && at >= this.#checkAt) return { type: 'check' };
    if (this.#refusals >= this.#options.refusals) return { type: 'return', reason: 'refused' };
    if (at >= this.#renewAt) return { type: 'renew' };
    const wake = Math.min(this.#renewAt, this.#hasStatus ? this.#checkAt : Number.POSITIVE_INFINITY, this.#end + 1);
    return { type: 'wait', span: Math.min(Math.max(1, Math.ceil(wake - at)), LONGEST_WAIT) };
  }

  /**
   * A renewal failed.
   * @param how `refused`: the registrar was reached and would not; `unreachable`: anything else
   */
  failed(now: Date, how: 'refused' | 'unreachable'): void {
    this.#failures++;
    if (how === 'refused') {
      this.#refusals++;
      // Why it would not is for the CA to say: ask before trying again.
      this.#checkAt = now.getTime();
    }
    this.#renewAt = now.getTime() + this.#backOff();
  }

  /** The status was asked; `unknown` when nobody could tell. */
  checked(now: Date, status: 'good' | 'revoked' | 'unknown'): void {
    this.#isRevoked = status === 'revoked';
    // A certificate that counts is kept to its end, however often the registrar says no: it may change its mind.
    if (status === 'good') this.#refusals = 0;
    this.#checkAt = now.getTime() + this.#untilCheck();
  }

  #backOff(): Milliseconds {
    const { firstRetry, longestRetry } = this.#options;
    const doubled = firstRetry * 2 ** Math.min(this.#failures - 1, 30);
    return Math.min(doubled, longestRetry) * (0.5 + this.#fraction() / 2);
  }

  #untilCheck(): Milliseconds {
    return this.#options.checkEvery * (0.5 + this.#fraction());
  }

  /** From 0 to just below 1. */
  #fraction(): number {
    const [a = 0, b = 0] = this.#random.bytes(2);
    return (a * 256 + b) / 65_536;
  }
}
