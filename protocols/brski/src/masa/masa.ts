/**
 * The Manufacturer Authorized Signing Authority (RFC 8995 §2.5.4, §5.5, §5.6, §5.8) as a function from request to
 * response. Sockets, records and keys come through ports.
 */

import type { HttpHandler, HttpRequest, HttpResponse } from '@sallyport/http';
import { PATHS } from '../paths.ts';
import { RateLimiter } from '../server/rate-limiter.ts';
import { refusal } from '../server/refusal.ts';
import type { MasaConfig } from './config.ts';
import { fail } from './errors.ts';
import type { MasaPorts } from './ports.ts';
import { AUDIT_LOG_PREFIX, AuditLogDesk } from './request-audit-log.ts';
import { RequestDesk } from './request-desk.ts';
import { VoucherDesk } from './request-voucher.ts';

export interface Masa {
  /** Answers requestvoucher, requestauditlog and prepared audit logs; 404 for every other path. Never rejects. */
  readonly handle: HttpHandler;
}

/** @throws E_BRSKI_MASA_CONFIG */
export function createMasa(config: MasaConfig, ports: MasaPorts): Masa {
  const desk = new RequestDesk(config, ports);
  const vouchers = new VoucherDesk(desk);
  const auditLogs = new AuditLogDesk(desk);
  const limiter = config.rateLimit === undefined ? undefined : new RateLimiter(config.rateLimit, ports.clock);

  const route = (request: HttpRequest): { method: string; answer: HttpHandler } | undefined => {
    if (request.path === PATHS.requestVoucher) return { method: 'POST', answer: (http) => vouchers.handle(http) };
    if (request.path === PATHS.requestAuditLog) return { method: 'POST', answer: (http) => auditLogs.handle(http) };
    if (request.path.startsWith(AUDIT_LOG_PREFIX))
      return { method: 'GET', answer: async (http) => auditLogs.fetch(http) };
    return undefined;
  };

  const handle = async (request: HttpRequest): Promise<HttpResponse> => {
    const found = route(request);
    if (found === undefined) return refusal(fail('E_BRSKI_MASA_PATH', 'nothing is served at this path'));
    if (request.method !== found.method) {
      const response = refusal(fail('E_BRSKI_MASA_METHOD', `this resource takes ${found.method}`));
      return { ...response, headers: { ...response.headers, allow: found.method } };
    }
    const wait = limiter?.admit(request.connection.remoteAddress) ?? 0;
    if (wait > 0) return refusal(fail('E_BRSKI_MASA_RATE', 'too many requests'), { retryAfter: wait });
    return found.answer(request);
  };
  return { handle };
}
