/** What a relying party does with a response (RFC 6960 §3.2, RFC 5019 §3 and §4, RFC 9654 §2.1). */

import { bytesEqual, MINUTE, type Milliseconds } from '@sallyport/core';
import type { Certificate } from '../certificate.ts';
import type { CertificateRevocationList } from '../crl.ts';
import type { RevocationReason } from '../revocation-reason.ts';
import { authorizedResponder } from './authorized-responder.ts';
import { fail } from './errors.ts';
import { unknownCritical } from './extensions.ts';
import { type BasicOcspResponse, parseOcspResponse } from './response.ts';
import type { SingleResponse } from './single-response.ts';

export interface OcspVerification {
  /** What was asked about. */
  readonly certificate: Pick<Certificate, 'serialNumber'>;
  /** The CA that issued it; it is trusted. */
  readonly issuer: Certificate;
  /** The time to judge by; `ignore-validity` passes over all dates. */
  readonly at: Date | 'ignore-validity';
  /** What the request carried. */
  readonly nonce?: Uint8Array;
  /** Whether an answer without the nonce will do: caches know none (RFC 5019 §4). Default `if-available`. */
  readonly noncePolicy?: 'required' | 'if-available';
  /** How far clocks may be apart. Default 5 minutes. */
  readonly skew?: Milliseconds;
  /** How old an answer without `nextUpdate` may be. Default 5 minutes. */
  readonly maxAge?: Milliseconds;
  /** For responders whose certificates are not exempt from being checked. */
  readonly crls?: readonly CertificateRevocationList[];
}

/** A status that was judged; only {@link verifyOcspResponse} makes them. */
class VerifiedOcspStatus {
  readonly #single: SingleResponse;
  /** Who answered. */
  readonly responder: Certificate;
  readonly producedAt: Date;

  constructor(single: SingleResponse, responder: Certificate, producedAt: Date) {
    this.#single = single;
    this.responder = responder;
    this.producedAt = producedAt;
  }

  get status(): 'good' | 'revoked' | 'unknown' {
    return this.#single.status.status;
  }
  get revokedAt(): Date | undefined {
    return this.#single.status.status === 'revoked' ? this.#single.status.at : undefined;
  }
  get reason(): RevocationReason | undefined {
    return this.#single.status.status === 'revoked' ? (this.#single.status.reason ?? 'unspecified') : undefined;
  }
  get thisUpdate(): Date {
    return this.#single.thisUpdate;
  }
  get nextUpdate(): Date | undefined {
    return this.#single.nextUpdate;
  }
}

export type VerifiedStatus = VerifiedOcspStatus;

const DEFAULT_SKEW = 5 * MINUTE;
const DEFAULT_MAX_AGE = 5 * MINUTE;

/**
 * Parses and judges a response. What it says is for the caller to act on: `unknown` is not good.
 * @throws E_OCSP_STATUS when the responder gave none; every other E_OCSP_ code but those of requests; E_PKI_…
 */
export function verifyOcspResponse(encoding: Uint8Array, options: OcspVerification): VerifiedStatus {
  const { issuer, at, crls = [] } = options;
  const response = parseOcspResponse(encoding);
  if (response.status !== 'successful') {
    throw fail('E_OCSP_STATUS', `the responder answered ${response.status}`, { details: { status: response.status } });
  }
  const { basic } = response;
  const responder = authorizedResponder(basic, { issuer, at, crls });
  const critical = unknownCritical(basic.extensions);
  if (critical.length > 0) throw fail('E_OCSP_CRITICAL_EXTENSION', `the response has critical ${critical.join(', ')}`);
  checkNonce(basic, options);
  const single = worst(basic.responses.filter(({ certificateId }) => certificateId.names(options.certificate, issuer)));
  if (single === undefined) {
    throw fail('E_OCSP_NOT_COVERED', `the response does not speak of ${options.certificate.serialNumber}`);
  }
  checkSingle(single, options);
  return new VerifiedOcspStatus(single, responder, basic.producedAt);
}

/** RFC 9654 §2.1: another nonce is the answer to another request. */
function checkNonce({ nonce }: BasicOcspResponse, options: OcspVerification): void {
  if (options.nonce === undefined) return;
  if (nonce !== undefined && !bytesEqual(nonce, options.nonce)) {
    throw fail('E_OCSP_NONCE', 'the response carries another nonce');
  }
  if (nonce === undefined && options.noncePolicy === 'required') {
    throw fail('E_OCSP_NONCE_MISSING', 'the response carries no nonce');
  }
}

const SEVERITY = { good: 0, unknown: 1, revoked: 2 } as const;

/** Where several speak of the same certificate, under different hashes perhaps, the worst counts. */
function worst(responses: readonly SingleResponse[]): SingleResponse | undefined {
  return responses.toSorted((a, b) => SEVERITY[b.status.status] - SEVERITY[a.status.status])[0];
}

function checkSingle({ thisUpdate, nextUpdate, extensions }: SingleResponse, options: OcspVerification): void {
  const critical = extensions.filter((each) => each.critical).map(({ oid }) => oid);
  if (critical.length > 0) throw fail('E_OCSP_CRITICAL_EXTENSION', `an answer with critical ${critical.join(', ')}`);
  if (nextUpdate !== undefined && nextUpdate < thisUpdate) {
    throw fail('E_OCSP_STALE', 'the answer was out of date before it was true');
  }
  if (options.at === 'ignore-validity') return;
  const now = options.at.getTime();
  const { skew = DEFAULT_SKEW, maxAge = DEFAULT_MAX_AGE } = options;
  if (thisUpdate.getTime() > now + skew) {
    throw fail('E_OCSP_NOT_YET_VALID', `the answer counts from ${thisUpdate.toISOString()}`);
  }
  // RFC 6960 §2.4: without nextUpdate newer information is there at any time, so that an old answer is a kept one.
  const end = nextUpdate?.getTime() ?? thisUpdate.getTime() + maxAge;
  if (end + skew < now) throw fail('E_OCSP_STALE', `the answer counted until ${new Date(end).toISOString()}`);
}
