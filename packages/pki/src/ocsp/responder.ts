/**
 * The responder's engine: from the bytes of a request to the bytes of a response (RFC 6960 §2.2, §2.3, §4.2). It knows
 * no socket, no database and no clock but what it is given, and it always answers: a failure becomes the status for it.
 */

import { type Clock, isSallyportError, type Milliseconds } from '@sallyport/core';
import type { Certificate } from '../certificate.ts';
import type { Signer } from '../signer.ts';
import type { CertificateId } from './certificate-id.ts';
import { unknownCritical } from './extensions.ts';
import { type OcspRequest, parseOcspRequest } from './request.ts';
import { buildOcspResponse, ocspErrorResponse } from './response.ts';
import type { OcspErrorStatus } from './response-status.ts';
import type { CertificateStatus, SingleResponse } from './single-response.ts';

/** Whose word counts: the key that signs, and the certificate that the CA gave it; or the CA itself. */
export interface ResponderIdentity {
  readonly certificate: Certificate;
  readonly signer: Signer;
}

export interface OcspResponderOptions {
  /** The CA whose certificates are answered for. */
  readonly issuer: Certificate;
  /** Asked for each signature, so that a short-lived certificate can be replaced. */
  readonly identity: () => ResponderIdentity | Promise<ResponderIdentity>;
  /** What is known of a certificate of the CA, by its serial number in lower-case hexadecimal. */
  readonly statusOf: (serialNumber: string) => Promise<CertificateStatus>;
  readonly clock: Pick<Clock, 'now'>;
  /** How long an answer is current. */
  readonly lifetime: Milliseconds;
  /** Hears of failures behind an `internalError`. */
  readonly onError?: (thrown: unknown) => void;
}

export interface OcspAnswer {
  /** An OCSPResponse. */
  readonly der: Uint8Array;
  readonly status: 'successful' | OcspErrorStatus;
  /** When it was made and until when a cache may give it again; undefined when none may (RFC 5019 §6). */
  readonly cacheable: { readonly thisUpdate: Date; readonly nextUpdate: Date } | undefined;
}

export class OcspResponder {
  readonly #options: OcspResponderOptions;

  constructor(options: OcspResponderOptions) {
    this.#options = options;
  }

  /** Answers a request. Never rejects. */
  async respond(encoding: Uint8Array): Promise<OcspAnswer> {
    try {
      return await this.#answer(parseOcspRequest(encoding));
    } catch (thrown) {
      if (isSallyportError(thrown, 'E_OCSP_REQUEST')) return refusal('malformedRequest');
      this.#options.onError?.(thrown);
      return refusal('internalError');
    }
  }

  async #answer({ certificateIds, nonce, extensions, criticalSingleExtensions }: OcspRequest): Promise<OcspAnswer> {
    if (unknownCritical(extensions).length > 0 || criticalSingleExtensions.length > 0) {
      return refusal('malformedRequest');
    }
    // RFC 6960 §2.3, RFC 5019 §2.2.3: for certificates of others this responder has no right to say anything.
    if (!certificateIds.every((id) => id.isOf(this.#options.issuer))) return refusal('unauthorized');
    const statuses = await Promise.all(
      certificateIds.map(async (id) => ({ id, status: await this.#options.statusOf(id.serialNumber) })),
    );
    return this.#signed(statuses, nonce);
  }

  async #signed(
    statuses: readonly { readonly id: CertificateId; readonly status: CertificateStatus }[],
    nonce: Uint8Array | undefined,
  ): Promise<OcspAnswer> {
    const { identity, clock, lifetime } = this.#options;
    const { certificate, signer } = await identity();
    const thisUpdate = wholeSeconds(clock.now());
    // An answer is not believed beyond the end of the certificate that signed it.
    const nextUpdate = new Date(Math.min(thisUpdate.getTime() + lifetime, certificate.notAfter.getTime()));
    const responses = statuses.map(
      ({ id, status }): Omit<SingleResponse, 'extensions'> => ({ certificateId: id, status, thisUpdate, nextUpdate }),
    );
    const isAuthority = certificate.equals(this.#options.issuer);
    const der = await buildOcspResponse({
      responder: certificate,
      signer,
      producedAt: thisUpdate,
      responses,
      certificates: isAuthority ? [] : [certificate],
      ...(nonce === undefined ? {} : { nonce }),
    });
    // RFC 5019 §6: what answers one nonce answers nobody else.
    return { der, status: 'successful', cacheable: nonce === undefined ? { thisUpdate, nextUpdate } : undefined };
  }
}

/** Times in OCSP have no fractions. */
function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}

function refusal(status: OcspErrorStatus): OcspAnswer {
  return { der: ocspErrorResponse(status), status, cacheable: undefined };
}
