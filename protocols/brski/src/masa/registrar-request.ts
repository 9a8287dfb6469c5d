/** Opening a registrar voucher-request: bytes to a request whose signature and domain hold (RFC 8995 §5.5.1 to §5.5.4). */

import { isSallyportError, type Milliseconds } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import { checkArtifact, SignedArtifact, type VerifiedArtifact, verifyArtifact } from '../artifact/index.ts';
import { rethrowing } from '../server/refusal.ts';
import { fail } from './errors.ts';

/** A registrar's request, opened and by the rules; its signature has not been looked at. */
export interface OpenedRequest {
  readonly signed: SignedArtifact;
  readonly serialNumber: string;
  readonly nonce: string | undefined;
  readonly priorRequest: Uint8Array | undefined;
  readonly idevidIssuer: Uint8Array | undefined;
}

/**
 * RFC 8995 §3.4: pinned-domain-cert, last-renewal-date, domain-cert-revocation-checks and assertion of a request are not
 * even taken out of it.
 * @throws E_BRSKI_MASA_REQUEST_SYNTAX, E_BRSKI_MASA_REQUEST_FORMAT, E_BRSKI_MASA_REQUEST_RULE
 */
export function openRegistrarRequest(body: Uint8Array): OpenedRequest {
  const signed = rethrowing(
    () => SignedArtifact.parse(body, 'voucher-request'),
    (cause) =>
      isSallyportError(cause, 'E_BRSKI_CMS_CONTENT_TYPE')
        ? fail('E_BRSKI_MASA_REQUEST_FORMAT', 'the voucher-request is in an unknown format', { cause })
        : fail('E_BRSKI_MASA_REQUEST_SYNTAX', 'the voucher-request cannot be read', { cause }),
  );
  rethrowing(
    () => checkArtifact(signed.claimed, 'registrar-voucher-request'),
    (cause) => fail('E_BRSKI_MASA_REQUEST_RULE', 'the voucher-request breaks a rule', { cause }),
  );
  const { serialNumber, nonce, priorSignedVoucherRequest, idevidIssuer } = signed.claimed.attributes;
  if (serialNumber === undefined) throw fail('E_BRSKI_MASA_REQUEST_RULE', 'serial-number is missing');
  return { signed, serialNumber, nonce, priorRequest: priorSignedVoucherRequest, idevidIssuer };
}

/**
 * RFC 8995 §5.5.3; the chain is judged apart.
 * @param known certificates that the signer may have, to be tried before those enclosed
 * @throws E_BRSKI_MASA_SIGNATURE, E_BRSKI_MASA_REQUEST_SYNTAX
 */
export function verifyRegistrarSignature(request: OpenedRequest, known: readonly Certificate[]): VerifiedArtifact {
  return rethrowing(
    () => verifyArtifact(request.signed, { signatureOnly: true, extraCertificates: known }),
    (cause) =>
      isSallyportError(cause, 'E_BRSKI_CMS_SYNTAX')
        ? fail('E_BRSKI_MASA_REQUEST_SYNTAX', 'the voucher-request has not one signer', { cause })
        : fail('E_BRSKI_MASA_SIGNATURE', 'the signature of the voucher-request does not hold', { cause }),
  );
}

/** RFC 8995 §5.6: 403 when "stale". @throws E_BRSKI_MASA_STALE */
export function checkFreshness(request: OpenedRequest, now: Date, maxAge: Milliseconds | undefined): void {
  if (maxAge === undefined) return;
  const { createdOn } = request.signed.claimed.attributes;
  if (createdOn === undefined) throw fail('E_BRSKI_MASA_STALE', 'created-on is missing');
  if (Math.abs(now.getTime() - createdOn.getTime()) > maxAge) {
    throw fail('E_BRSKI_MASA_STALE', `created-on is ${createdOn.toISOString()}`);
  }
}
