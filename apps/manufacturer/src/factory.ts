/** The factory line (CAHN 0.1 to 0.4): certifies birth keys that devices made themselves, and writes each birth down. */

import type { CertificateAuthority } from '@sallyport/ca';
import { bytesEqual, type Clock, fromBase64, isSallyportError, toBase64, toHex } from '@sallyport/core';
import { type EventListener, onboardingEvent } from '@sallyport/onboarding';
import { Certificate, type CertificateRequest } from '@sallyport/pki';
import type { LogStore } from '@sallyport/store';
import { fail } from './errors.ts';
import { DEVICE_CERTIFIED, deviceStream } from './events.ts';
import { idevidProfile } from './profiles.ts';
import { DEVICES } from './register.ts';

/** X520SerialNumber: a PrintableString of 1 to 64 characters (RFC 5280 appendix A). */
const SERIAL_NUMBER = /^[A-Za-z0-9 '()+,\-./:=?]{1,64}$/;

/** What a device takes along from the factory beside its own key. */
export interface Birth {
  readonly idevid: Certificate;
  /** What the device verifies vouchers with (RFC 8995 §9.1.3). */
  readonly voucherAnchors: readonly Certificate[];
}

export interface FactoryOptions {
  readonly authority: CertificateAuthority;
  readonly store: LogStore;
  readonly clock: Clock;
  readonly events: EventListener;
  readonly voucherAnchors: readonly Certificate[];
  /** Authority or https URL of the MASA to name in IDevIDs. */
  readonly masa: string;
}

export class Factory {
  readonly #options: FactoryOptions;

  constructor(options: FactoryOptions) {
    this.#options = options;
  }

  /**
   * Certifies a birth key (0.3). The request's signature proves that the device has it. The birth is on disk before
   * the certificate is returned, and a serial number is given once.
   * @throws E_MANUFACTURER_SERIAL, E_MANUFACTURER_SERIAL_TAKEN, E_CA_…
   */
  async certify(request: CertificateRequest, session: string): Promise<Birth> {
    const { authority, clock, events, masa, voucherAnchors } = this.#options;
    const started = clock.monotonic();
    const { serialNumber, model } = birthFacts(request);
    const report = (ok: boolean, message?: string, code?: string) => {
      events(
        onboardingEvent({
          session,
          protocol: 'factory',
          step: '0.3',
          ok,
          at: clock.now(),
          ms: clock.monotonic() - started,
          ...(message === undefined ? {} : { message }),
          ...(code === undefined ? {} : { code }),
          facts: { serialNumber, model: model ?? null },
        }),
      );
    };
    try {
      const known = await this.#born(serialNumber, request);
      const idevid =
        known ?? (await authority.issue({ profile: idevidProfile, facts: { serialNumber, model, masa }, request }));
      if (known === undefined) await this.#writeDown(serialNumber, model, idevid);
      report(true);
      return { idevid, voucherAnchors };
    } catch (thrown) {
      if (isSallyportError(thrown)) report(false, thrown.message, thrown.code);
      throw thrown;
    }
  }

  /** The IDevID of a device that asks again because the answer was lost. Another key under a taken number is refused. */
  async #born(serialNumber: string, request: CertificateRequest): Promise<Certificate | undefined> {
    const row = await this.#options.store.table(DEVICES).get(serialNumber);
    if (row === undefined) return undefined;
    const idevid = Certificate.parse(fromBase64(row.idevid));
    if (bytesEqual(idevid.spki, request.spki) && request.verifySignature()) return idevid;
    throw fail('E_MANUFACTURER_SERIAL_TAKEN', `serial number ${serialNumber} was given before`);
  }

  async #writeDown(serialNumber: string, model: string | undefined, idevid: Certificate): Promise<void> {
    const { store, authority, clock } = this.#options;
    const issuerKeyId = toHex(authority.certificate.subjectKeyIdentifier ?? new Uint8Array(0));
    const birth = DEVICE_CERTIFIED.create(
      deviceStream(serialNumber),
      { serialNumber, model: model ?? null, idevid: toBase64(idevid.der), issuerKeyId },
      { at: clock.now(), uniqueKey: `device-serial/${serialNumber}` },
    );
    try {
      await store.append([birth]);
    } catch (cause) {
      if (!isSallyportError(cause, 'E_STORE_CONFLICT')) throw cause;
      throw fail('E_MANUFACTURER_SERIAL_TAKEN', `serial number ${serialNumber} was given before`, { cause });
    }
  }
}

/** What a device's request says of it. */
function birthFacts(request: CertificateRequest): {
  readonly serialNumber: string;
  readonly model: string | undefined;
} {
  const serialNumber = request.subject.attribute('serialNumber');
  if (serialNumber === undefined || !SERIAL_NUMBER.test(serialNumber)) {
    throw fail('E_MANUFACTURER_SERIAL', 'the request names no usable serial number');
  }
  return { serialNumber, model: request.subject.attribute('OU') };
}
