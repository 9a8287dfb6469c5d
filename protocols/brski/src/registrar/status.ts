/** Telemetry: POST voucher_status and POST enrollstatus (RFC 8995 §5.7, §5.9.4). */

import { empty, type HttpRequest, type HttpResponse } from '@sallyport/http';
import { type DeviceIdentity, deviceKey, type Facts, type StepId } from '@sallyport/onboarding';
import { JSON_TYPE } from '../media-types.ts';
import { fingerprint } from '../server/fingerprint.ts';
import { isOfType } from '../server/media.ts';
import { printable, refusal, rethrowing } from '../server/refusal.ts';
import { Trail } from '../server/trail.ts';
import { decodeStatus, STATUS_VERSION, type Status } from '../telemetry.ts';
import type { Auditor } from './auditor.ts';
import { fail, registrarError } from './errors.ts';
import { clientCertificate, type House } from './house.ts';
import type { RegistrarRecord } from './ports.ts';

/** Who sent a status. */
interface Sender {
  readonly device: DeviceIdentity;
  /** It came over TLS with a certificate that this domain issued to the device. */
  readonly isEnrolled: boolean;
  readonly certificate: Uint8Array;
}

export class StatusDesk {
  readonly #house: House;
  readonly #auditor: Auditor;

  constructor(house: House, auditor: Auditor) {
    this.#house = house;
    this.#auditor = auditor;
  }

  voucherStatus(http: HttpRequest): Promise<HttpResponse> {
    return this.#take(http, 'C.10', (base, status) => ({ ...base, kind: 'voucher-status', status }));
  }

  enrollStatus(http: HttpRequest): Promise<HttpResponse> {
    return this.#take(http, 'D.7', (base, status, sender) => ({
      ...base,
      kind: 'enroll-status',
      status,
      // RFC 8995 §5.9.4: "the server MUST capture if this message was received over a TLS session with a matching Client
      // Certificate".
      matchingCertificate: sender.isEnrolled,
      clientCertificate: fingerprint(sender.certificate),
    }));
  }

  async #take(
    http: HttpRequest,
    step: StepId,
    record: (
      base: Pick<RegistrarRecord, 'at' | 'session' | 'device'>,
      status: Status,
      sender: Sender,
    ) => RegistrarRecord,
  ): Promise<HttpResponse> {
    const { ports, bootstraps } = this.#house;
    const trail = new Trail(fingerprint(http.body).slice(0, 32), ports, registrarError);
    const start = trail.start();
    try {
      if (!isOfType(http, JSON_TYPE)) throw fail('E_BRSKI_REGISTRAR_MEDIA_TYPE', 'the status is of another media type');
      const sender = await this.#identify(http);
      const { device } = sender;
      const bootstrap = bootstraps.get(deviceKey(device));
      trail.device = device;
      if (bootstrap !== undefined) trail.session = bootstrap.session;
      const status = rethrowing(
        () => decodeStatus(http.body),
        (cause) => fail('E_BRSKI_REGISTRAR_STATUS_SYNTAX', 'the status cannot be read', { cause }),
      );
      const base = { at: ports.clock.now(), session: trail.session, device };
      await ports.journal.record([record(base, status, sender)]);
      report(trail, step, start, status, sender);
      // RFC 8995 §5.8: "After receiving the pledge status telemetry, the registrar SHOULD request the MASA audit-log".
      const isDue = step === 'C.10' && this.#auditor.isReviewing;
      if (isDue && bootstrap !== undefined && !bootstrap.reviewed) void this.#auditor.review(bootstrap);
      return empty(200);
    } catch (thrown) {
      trail.failed(step, start, thrown, { source: 'telemetry' });
      return refusal(registrarError(thrown));
    }
  }

  /** A certificate of this domain, or else an IDevID (RFC 8995 §5.9.4 has both, before and after enrolment). */
  async #identify(http: HttpRequest): Promise<Sender> {
    const certificate = clientCertificate(http.connection.tls);
    if (certificate === undefined) throw fail('E_BRSKI_REGISTRAR_STATUS_SENDER', 'the client presented no certificate');
    const enrolled = await this.#house.ports.issued?.issuedTo(certificate);
    if (enrolled !== undefined) return { device: enrolled, isEnrolled: true, certificate };
    const { device } = rethrowing(
      () => this.#house.identities.identify(http.connection.tls),
      (cause) => fail('E_BRSKI_REGISTRAR_STATUS_SENDER', 'the client is no device known here', { cause }),
    );
    return { device, isEnrolled: false, certificate };
  }
}

function report(trail: Trail, step: StepId, start: number, status: Status, sender: Sender): void {
  const unknownFields = Object.keys(status.unknown).map(printable).join(' ');
  const facts: Facts = {
    source: 'telemetry',
    version: status.version,
    matchingCertificate: sender.isEnrolled,
    ...(unknownFields === '' ? {} : { unknownFields }),
  };
  const reason = printable(status.reason ?? '');
  if (status.version > STATUS_VERSION) {
    // RFC 8995 §5.7: "SHOULD log the contents and alert a human".
    const newer = fail('E_BRSKI_REGISTRAR_STATUS_VERSION', `status of version ${status.version}: ${reason}`);
    trail.failed(step, start, newer, { ...facts, alert: true });
  } else if (status.status) {
    trail.done(
      step,
      start,
      reason === '' ? 'the device reports success' : `the device reports success: ${reason}`,
      facts,
    );
  } else {
    trail.failed(step, start, fail('E_BRSKI_REGISTRAR_PLEDGE_REFUSED', `the device reports failure: ${reason}`), facts);
  }
}
