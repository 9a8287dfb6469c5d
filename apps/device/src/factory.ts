/** The device on its maker's line (CAHN 0.1, 0.2, 0.4); the line itself answers 0.3. */

import { type Clock, isSallyportError, systemClock } from '@sallyport/core';
import { type EventListener, onboardingEvent, type StepId } from '@sallyport/onboarding';
import { buildCertificateRequest, type Certificate, type CertificateRequest, type KeyType, Name } from '@sallyport/pki';
import type { Device } from './device.ts';
import type { Birth } from './device-state.ts';
import { fail } from './errors.ts';

/** The manufacturer's side of the line. */
export interface FactoryLine {
  /** What vouchers are to be judged by (CAHN 0.1). */
  voucherAnchors(): Promise<readonly Certificate[]>;
  /** Certifies a birth key (CAHN 0.3), having written the birth down before it answers. */
  certify(
    request: CertificateRequest,
    session: string,
  ): Promise<{
    readonly idevid: Certificate;
    /** The IDevID's issuers, nearest first, to be sent along in TLS. */
    readonly chain?: readonly Certificate[];
  }>;
}

export interface BirthOptions {
  readonly device: Device;
  readonly line: FactoryLine;
  readonly serialNumber: string;
  readonly model?: string;
  /** Default P-256. */
  readonly keyType?: KeyType;
  /** For events. */
  readonly session: string;
  readonly onEvent?: EventListener;
  readonly clock?: Clock;
}

/**
 * Takes a blank device through the factory.
 * @throws E_DEVICE_BORN, E_DEVICE_BIRTH, E_DEVICE_STORAGE, and what the line refuses with
 */
export async function bearDevice(options: BirthOptions): Promise<Birth> {
  const { device, line, serialNumber, model, keyType = 'P-256', session } = options;
  const step = steps(options);
  const voucherAnchors = await step('0.1', () => line.voucherAnchors());
  const key = await step('0.2', () => device.makeBirthKey(keyType));
  const request = await buildCertificateRequest({
    // RFC 8995 §2.3.1: the serialNumber attribute is who the device is; its maker decides on all the rest.
    subject: Name.of([...(model === undefined ? [] : [['OU', model] as const]), ['serialNumber', serialNumber]]),
    signer: key,
  });
  const { idevid, chain = [] } = await line.certify(request, session);
  await step('0.4', () => device.installBirth({ idevid, chain, voucherAnchors }));
  const { birth } = device;
  if (birth === undefined) throw fail('E_DEVICE_NOT_BORN', 'the birth was not kept');
  return birth;
}

function steps({ session, onEvent, clock = systemClock, serialNumber }: BirthOptions) {
  return async <T>(step: Extract<StepId, `0.${number}`>, run: () => Promise<T>): Promise<T> => {
    const started = clock.monotonic();
    const report = (ok: boolean, problem: { readonly message?: string; readonly code?: string } = {}) =>
      onEvent?.(
        onboardingEvent({
          session,
          protocol: 'factory',
          step,
          ok,
          at: clock.now(),
          ms: clock.monotonic() - started,
          facts: { serialNumber },
          ...problem,
        }),
      );
    try {
      const result = await run();
      report(true);
      return result;
    } catch (thrown) {
      report(false, isSallyportError(thrown) ? { message: thrown.message, code: thrown.code } : {});
      throw thrown;
    }
  };
}
