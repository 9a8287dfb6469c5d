/** Reviews devices by their audit logs and remembers which must not be enrolled (RFC 8995 §5.8, §5.8.3). */

import { toHex } from '@sallyport/core';
import { type DeviceIdentity, deviceKey } from '@sallyport/onboarding';
import type { Certificate } from '@sallyport/pki';
import { spkiFingerprint } from '../domain-id.ts';
import { Trail } from '../server/trail.ts';
import type { Bootstrap } from './bootstraps.ts';
import { fail, registrarError } from './errors.ts';
import type { History } from './history.ts';
import type { House } from './house.ts';

export interface EnrolmentVerdict {
  readonly allowed: boolean;
  /** For people; undefined when allowed. */
  readonly reason: string | undefined;
}

export class Auditor {
  readonly #house: House;
  readonly #underWay = new Map<string, Promise<History>>();

  constructor(house: House) {
    this.#house = house;
  }

  /** Whether the configuration asks for reviews once the voucher is out. */
  get isReviewing(): boolean {
    return (this.#house.config.audit.when ?? 'after-status') === 'after-status';
  }

  /** Starts a review unless one is under way; {@link isEnrolmentAllowed} waits for it. Never rejects. */
  review(bootstrap: Bootstrap): Promise<History> {
    const known = this.#underWay.get(bootstrap.key);
    if (known !== undefined) return known;
    bootstrap.reviewed = true;
    const review = this.#review(bootstrap).finally(() => this.#underWay.delete(bootstrap.key));
    this.#underWay.set(bootstrap.key, review);
    return review;
  }

  /** Resolves when no review is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay.values());
  }

  /**
   * RFC 8995 §5: "The registrar performs log verifications in addition to local authorization checks before accepting
   * optional pledge device enrollment requests", so a device that told no status is reviewed now. §5.8.3: on a violation
   * "the registrar MUST then refuse any EST actions". Fails closed.
   */
  async isEnrolmentAllowed(device: Pick<DeviceIdentity, 'manufacturer' | 'serialNumber'>): Promise<EnrolmentVerdict> {
    const key = deviceKey(device);
    try {
      const bootstrap = this.isReviewing ? await this.#bootstrapOf(device) : undefined;
      const isDue = bootstrap !== undefined && !bootstrap.reviewed;
      await (isDue ? this.review(bootstrap) : this.#underWay.get(key));
      const reason = await this.#house.flags.reasonFor(key);
      return { allowed: reason === undefined, reason };
    } catch {
      return { allowed: false, reason: 'what is known of the device cannot be read' };
    }
  }

  /** The newest voucher of the device: one that this process forwarded, or one from before it started, or a replica's. */
  async #bootstrapOf(device: Pick<DeviceIdentity, 'manufacturer' | 'serialNumber'>): Promise<Bootstrap | undefined> {
    const { bootstraps, config, ports } = this.#house;
    const key = deviceKey(device);
    const known = bootstraps.get(key);
    const unreviewed = await ports.unreviewed?.find(key);
    if (unreviewed === undefined || unreviewed.session === known?.session) return known;
    const isTheirs = (anchor: Certificate) => toHex(spkiFingerprint(anchor)) === device.manufacturer;
    const trust = config.manufacturers().find(({ anchors }) => anchors.some(isTheirs));
    if (trust === undefined)
      throw fail('E_BRSKI_REGISTRAR_AUDIT_UNAVAILABLE', 'its manufacturer is not known any more');
    const bootstrap: Bootstrap = {
      ...unreviewed,
      key,
      device: { model: undefined, credential: undefined, assurance: 'claimed', ...device },
      trust,
      forwardedAt: ports.clock.monotonic(),
      reviewed: false,
    };
    bootstraps.set(key, bootstrap);
    return bootstrap;
  }

  async #review(bootstrap: Bootstrap): Promise<History> {
    const { histories, ports, flags } = this.#house;
    const { device, session, key } = bootstrap;
    const trail = new Trail(session, ports, registrarError, device);
    const start = trail.start();
    let history: History;
    try {
      history = await histories.judge(bootstrap);
      const { acceptable, reason, log } = history;
      await ports.journal.record([
        { kind: 'audit-verdict', at: ports.clock.now(), session, device, acceptable, reason, log },
      ]);
      await flags.set(key, acceptable ? undefined : reason);
    } catch (cause) {
      // What could not be judged or recorded is not acceptable; the flag in memory at least is tried.
      trail.failed('C.8', start, cause, { part: 'audit-log' });
      const code = 'E_BRSKI_REGISTRAR_AUDIT_UNAVAILABLE';
      bootstrap.reviewed = false;
      history = { acceptable: false, reason: 'the review failed', facts: {}, log: undefined, code };
      await flags.set(key, history.reason).catch((thrown: unknown) => trail.failed('C.8', start, thrown));
      return history;
    }
    // A log that could not be had is asked for again when next it matters.
    if (history.code === 'E_BRSKI_REGISTRAR_AUDIT_UNAVAILABLE') bootstrap.reviewed = false;
    const facts = { part: 'audit-log', ...history.facts };
    if (history.acceptable) trail.done('C.8', start, history.reason, facts);
    else trail.failed('C.8', start, fail(history.code, history.reason), facts);
    return history;
  }
}
