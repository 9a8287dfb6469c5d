/** POST requestauditlog at the MASA (RFC 8995 §5.8). */

import { isSallyportError, toBase64Url } from '@sallyport/core';
import { bytes, empty, type HttpRequest, type HttpResponse } from '@sallyport/http';
import { type AuditEvent, abridge, encodeAuditLog } from '../audit-log.ts';
import { JSON_TYPE } from '../media-types.ts';
import { BRSKI_PREFIX } from '../paths.ts';
import { ExpiringMap } from '../server/expiring-map.ts';
import { fingerprint, sessionOf } from '../server/fingerprint.ts';
import { refusal } from '../server/refusal.ts';
import { Trail } from '../server/trail.ts';
import { fail, masaError } from './errors.ts';
import { type IssuedVoucher, identityOnRecord } from './ports.ts';
import type { KnownRequest, RequestDesk } from './request-desk.ts';

/** Audit logs that were prepared lie under this path and an unguessable name. */
export const AUDIT_LOG_PREFIX = `${BRSKI_PREFIX}/auditlog/`;

const SLUG_BYTES = 32;
const MAX_PREPARED = 1000;

export class AuditLogDesk {
  readonly #desk: RequestDesk;
  readonly #prepared: ExpiringMap<Uint8Array>;

  constructor(desk: RequestDesk) {
    this.#desk = desk;
    const { clock } = desk.ports;
    this.#prepared = new ExpiringMap({ clock, capacity: MAX_PREPARED, lifetime: desk.config.locationLifetime });
  }

  async handle(http: HttpRequest): Promise<HttpResponse> {
    const trail = new Trail(sessionOf(http.body), this.#desk.ports, masaError);
    const start = trail.start();
    try {
      const log = await this.#logFor(http, trail);
      trail.done('C.5', start, 'audit log given', { part: 'audit-log' });
      return this.#deliver(log);
    } catch (thrown) {
      trail.failed('C.5', start, thrown, { part: 'audit-log' });
      return refusal(masaError(thrown));
    }
  }

  /** GET of a prepared log: whoever knows the name may read it (capability URL, RFC 8995 §5.8). */
  fetch(http: HttpRequest): HttpResponse {
    const log = this.#prepared.get(http.path.slice(AUDIT_LOG_PREFIX.length));
    return log === undefined
      ? refusal(fail('E_BRSKI_MASA_PATH', 'no such audit log'))
      : bytes(200, JSON_TYPE, log, PRIVATE);
  }

  async #logFor(http: HttpRequest, trail: Trail): Promise<Uint8Array> {
    this.#desk.checkMessage(http, JSON_TYPE);
    const { device, claimant } = await this.#identify(http);
    trail.device = identityOnRecord(device, this.#desk.manufacturer);
    const history = await this.#desk.ports.auditLog.list(device);
    // RFC 8995 §5.8: 404 when "the requesting owner was never an owner". Ownership is told by the pinned key, which the
    // requester's chain has to reach by signatures: a domainID may be a key identifier that anyone can write.
    if (!history.some(({ pinnedKey }) => claimant.keys.includes(pinnedKey))) {
      throw fail('E_BRSKI_MASA_NO_LOG', 'the requester was never an owner of the device');
    }
    return encodeAuditLog(abridge(history.map(eventOf), { maxEvents: this.#desk.config.maxAuditEvents }));
  }

  async #identify(http: HttpRequest): Promise<KnownRequest> {
    const known = this.#desk.recall(fingerprint(http.body));
    if (known !== undefined) return known;
    try {
      return await this.#desk.accept(http, JSON_TYPE);
    } catch (cause) {
      // One answer for "no such device" and "not yours", or serial numbers could be tried out (RFC 8995 §5.8).
      if (!isSallyportError(cause, 'E_BRSKI_MASA_DEVICE_UNKNOWN')) throw cause;
      throw fail('E_BRSKI_MASA_NO_LOG', 'no such device', { cause });
    }
  }

  #deliver(log: Uint8Array): HttpResponse {
    const { config, ports } = this.#desk;
    if (config.auditLogDelivery === 'inline') return bytes(200, JSON_TYPE, log, PRIVATE);
    const slug = toBase64Url(ports.random.bytes(SLUG_BYTES));
    this.#prepared.set(slug, log);
    return empty(201, { location: `${config.origin ?? ''}${AUDIT_LOG_PREFIX}${slug}`, ...PRIVATE });
  }
}

const PRIVATE = { 'cache-control': 'private' } as const;

function eventOf({ date, domainId, nonce, assertion }: IssuedVoucher): AuditEvent {
  return { date, domainId, nonce, assertion };
}
