/**
 * Keeps a device aboard: brings it there, renews its certificate while it lives, and when it was revoked or ran out,
 * deletes it and comes back through the first door, all by itself.
 */

import { deviceIdentityOf } from '@sallyport/brski';
import {
  isSallyportError,
  type Milliseconds,
  SECOND,
  systemClock,
  systemRandom,
  systemTimer,
  type Timer,
  toHex,
} from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import { fail } from '../errors.ts';
import { bringAboardBrski } from './bring-aboard.ts';
import type { BringAboardOptions } from './bring-aboard-options.ts';
import { staticCandidates } from './discovery.ts';
import { findRegistrars } from './find-registrars.ts';
import { hasStatus, type OwnStatus, ownStatus, type StatusExchange } from './own-status.ts';
import { plainExchange } from './plain-exchange.ts';
import { renewCertificate } from './renew-certificate.ts';
import { type RenewalOptions, RenewalSchedule, type ReturnReason } from './renewal.ts';
import { StepReporter } from './step-reporter.ts';

/** What happened while the device stays aboard. */
export type StayEvent =
  /** It came aboard and has this certificate. */
  | { readonly type: 'aboard'; readonly ldevid: Certificate }
  | { readonly type: 'renewed'; readonly ldevid: Certificate }
  | { readonly type: 'renewal-failed'; readonly how: 'refused' | 'unreachable'; readonly error: unknown }
  | { readonly type: 'checked'; readonly status: OwnStatus }
  /** It deleted its certificate and is on its way back. */
  | { readonly type: 'returning'; readonly reason: ReturnReason };

export interface StayAboardOptions extends Omit<BringAboardOptions, 'start' | 'persistence'> {
  readonly timer?: Timer;
  readonly renewal?: Partial<RenewalOptions>;
  readonly onStay?: (event: StayEvent) => void;
  /** How the status of the certificate is asked. Default: plain HTTP, bounded. */
  readonly statusExchange?: StatusExchange;
}

const PATIENCE: Milliseconds = 30 * SECOND;
const CONNECT_TIMEOUT: Milliseconds = 10 * SECOND;

/**
 * Stays aboard until `signal` aborts, and then resolves.
 * @throws E_DEVICE_NOT_BORN, E_DEVICE_BUSY, E_DEVICE_OPTIONS, E_DEVICE_STORAGE, E_KEYSTORE_…
 */
export async function stayAboard(options: StayAboardOptions & { readonly signal: AbortSignal }): Promise<void> {
  const stay = new Stay(options);
  try {
    while (!options.signal.aborted) await stay.once();
  } catch (thrown) {
    if (!options.signal.aborted) throw thrown;
  }
}

class Stay {
  readonly #options: StayAboardOptions & { readonly signal: AbortSignal };

  constructor(options: StayAboardOptions & { readonly signal: AbortSignal }) {
    this.#options = options;
  }

  /** From having no owner, or a certificate, to having to come back. */
  async once(): Promise<void> {
    const { device, signal, renewal, random = systemRandom } = this.#options;
    if (device.ownership === undefined) await this.#comeAboard();
    while (!signal.aborted) {
      const { ownership } = device;
      if (ownership === undefined) return;
      const { notBefore, notAfter } = ownership.ldevid;
      const held = { notBefore, notAfter, since: ownership.since, hasStatus: hasStatus(ownership.ldevid) };
      await this.#hold(new RenewalSchedule(held, random, renewal));
    }
  }

  async #comeAboard(): Promise<void> {
    const { timer: _, renewal: __, onStay: ___, statusExchange: ____, ...options } = this.#options;
    const { ownership } = await bringAboardBrski({ ...options, start: 'automatic', persistence: 'until-aboard' });
    this.#tell({ type: 'aboard', ldevid: ownership.ldevid });
  }

  /** Does as the schedule says until there is another certificate, or none. */
  async #hold(schedule: RenewalSchedule): Promise<void> {
    const { device, signal, clock = systemClock } = this.#options;
    while (!signal.aborted) {
      const action = schedule.next(clock.now());
      switch (action.type) {
        case 'wait':
          await this.#wait(action.span);
          break;
        case 'check':
          schedule.checked(clock.now(), await this.#check());
          break;
        case 'renew':
          if (await this.#renew(schedule)) return;
          break;
        case 'return':
          // RFC 8995 §1.3.4: without an owner a device does what it did when it was new.
          await device.reset();
          this.#tell({ type: 'returning', reason: action.reason });
          return;
      }
    }
  }

  async #check(): Promise<OwnStatus> {
    const { device, signal, clock = systemClock, random = systemRandom } = this.#options;
    const exchange = this.#options.statusExchange ?? plainExchange(signal);
    const { ownership } = device;
    const status = ownership === undefined ? 'unknown' : await ownStatus({ ownership, clock, random, exchange });
    this.#tell({ type: 'checked', status });
    return status;
  }

  /** Tries every registrar that can be found; true when one renewed. */
  async #renew(schedule: RenewalSchedule): Promise<boolean> {
    const { device, clock = systemClock } = this.#options;
    let refusal: unknown;
    let error: unknown = fail('E_DEVICE_NO_OWNER', 'no registrar or join proxy is within reach');
    for (const registrar of await this.#find()) {
      try {
        const ldevid = await device.whileOnboarding('by-hand', () => this.#renewAt(registrar));
        this.#tell({ type: 'renewed', ldevid });
        return true;
      } catch (thrown) {
        if (!isSallyportError(thrown) || isSallyportError(thrown, 'E_DEVICE_STORAGE')) throw thrown;
        error = thrown;
        if (isRefusal(thrown)) refusal = thrown;
      }
    }
    const how = refusal === undefined ? 'unreachable' : 'refused';
    this.#tell({ type: 'renewal-failed', how, error: refusal ?? error });
    schedule.failed(clock.now(), how);
    return false;
  }

  async #renewAt(registrar: { readonly host: string; readonly port: number }): Promise<Certificate> {
    const { device, signal, clock = systemClock, random = systemRandom, onEvent } = this.#options;
    const { ldevidKeyType = 'P-256', connectTimeout = CONNECT_TIMEOUT, tls = {} } = this.#options;
    const identity = deviceIdentityOf(await device.pledgeIdentity());
    const session = toHex(random.bytes(8));
    const reporter = new StepReporter(session, identity, clock, onEvent);
    const common = { device, registrar, clock, signal, connectTimeout, tls, reporter };
    const { ldevid } = await renewCertificate({ ...common, keyType: ldevidKeyType });
    return ldevid;
  }

  #find() {
    const { candidates = [], discovery = [], signal } = this.#options;
    const { timer = systemTimer, clock = systemClock, random = systemRandom } = this.#options;
    const sources = [...(candidates.length > 0 ? [staticCandidates(candidates)] : []), ...discovery];
    return findRegistrars(sources, { clock, random, timer, signal, patience: PATIENCE });
  }

  #wait(span: Milliseconds): Promise<void> {
    const { signal, timer = systemTimer } = this.#options;
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = timer.after(span, done);
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }

  #tell(event: StayEvent): void {
    this.#options.onStay?.(event);
  }
}

/** RFC 7030 §4.2.3, §3.2.3: the registrar knows who asks, and says no. */
function isRefusal(thrown: unknown): boolean {
  if (isSallyportError(thrown, 'E_EST_UNAUTHENTICATED')) return true;
  return isSallyportError(thrown, 'E_EST_STATUS') && thrown.details['status'] === 403;
}
