/**
 * The domain registrar (RFC 8995 §2.5.3, §5) as functions from request to response. Sockets, stores, MASAs and people's
 * decisions come through ports; EST stands beside it and asks {@link Registrar.isEnrolmentAllowed}.
 */

import type { HttpHandler, HttpRequest, HttpResponse } from '@sallyport/http';
import type { DeviceIdentity } from '@sallyport/onboarding';
import type { Certificate } from '@sallyport/pki';
import { PATHS } from '../paths.ts';
import { RateLimiter } from '../server/rate-limiter.ts';
import { refusal } from '../server/refusal.ts';
import { Auditor, type EnrolmentVerdict } from './auditor.ts';
import type { RegistrarConfig } from './config.ts';
import { fail } from './errors.ts';
import { House } from './house.ts';
import { type AbsentDevice, storeVoucher } from './offline.ts';
import type { RegistrarPorts, StoredVoucher } from './ports.ts';
import { VoucherDesk } from './request-voucher.ts';
import { StatusDesk } from './status.ts';

export interface Registrar {
  /** Answers requestvoucher, voucher_status and enrollstatus; 404 for every other path. Never rejects. */
  readonly handle: HttpHandler;
  /** For EST: false once the history of the device was found wanting. Reviews it first, if that was not done yet. */
  isEnrolmentAllowed(device: Pick<DeviceIdentity, 'manufacturer' | 'serialNumber'>): Promise<EnrolmentVerdict>;
  /** Gets a voucher without a nonce for a device that is not there yet, see `storeVoucher`. */
  storeVoucher(absent: AbsentDevice): Promise<StoredVoucher>;
  /**
   * Reviews the history of devices that got a voucher longer than `statusPatience` milliseconds ago and never told what
   * became of it (RFC 8995 §11). Call about once a minute. Gives how many.
   */
  sweep(statusPatience: number): number;
  /**
   * Goes on with a renewed certificate of the same key, once the listener shows it; pledges that saw the one before are
   * still served. @throws E_BRSKI_REGISTRAR_CONFIG for another key
   */
  renewCertificate(certificate: Certificate): void;
  /** Resolves when no review of an audit log is under way: before shutting down. */
  settled(): Promise<void>;
}

/** @throws E_BRSKI_REGISTRAR_CONFIG */
export function createRegistrar(config: RegistrarConfig, ports: RegistrarPorts): Registrar {
  const house = new House(config, ports);
  const auditor = new Auditor(house);
  const vouchers = new VoucherDesk(house);
  const statuses = new StatusDesk(house, auditor);
  const limiter = config.rateLimit === undefined ? undefined : new RateLimiter(config.rateLimit, ports.clock);
  const routes: ReadonlyMap<string, HttpHandler> = new Map([
    [PATHS.requestVoucher, (http: HttpRequest) => vouchers.handle(http)],
    [PATHS.voucherStatus, (http: HttpRequest) => statuses.voucherStatus(http)],
    [PATHS.enrollStatus, (http: HttpRequest) => statuses.enrollStatus(http)],
  ]);

  const handle = async (request: HttpRequest): Promise<HttpResponse> => {
    const answer = routes.get(request.path);
    if (answer === undefined) return refusal(fail('E_BRSKI_REGISTRAR_PATH', 'nothing is served at this path'));
    if (request.method !== 'POST') {
      const response = refusal(fail('E_BRSKI_REGISTRAR_METHOD', 'this resource takes POST'));
      return { ...response, headers: { ...response.headers, allow: 'POST' } };
    }
    const wait = limiter?.admit(request.connection.remoteAddress) ?? 0;
    if (wait > 0) return refusal(fail('E_BRSKI_REGISTRAR_RATE', 'too many requests'), { retryAfter: wait });
    return answer(request);
  };

  return {
    handle,
    isEnrolmentAllowed: (device) => auditor.isEnrolmentAllowed(device),
    storeVoucher: (absent) => storeVoucher(house, absent),
    renewCertificate: (certificate) => house.own.renew(certificate),
    settled: () => auditor.settled(),
    sweep(statusPatience) {
      if (!auditor.isReviewing) return 0;
      const before = ports.clock.monotonic() - statusPatience;
      const silent = [...house.bootstraps.values()].filter((each) => !each.reviewed && each.forwardedAt < before);
      for (const bootstrap of silent) void auditor.review(bootstrap);
      return silent.length;
    },
  };
}
