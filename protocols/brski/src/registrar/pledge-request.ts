/** Judging a pledge voucher-request (RFC 8995 §5.2, §5.5; step C.3). */

import { bytesEqual, isSallyportError, type Milliseconds } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import { SignedArtifact, type VerifiedArtifact, verifyArtifact } from '../artifact/index.ts';
import { rethrowing } from '../server/refusal.ts';
import { serialNumberIn } from '../server/serial-number.ts';
import { fail } from './errors.ts';
import type { OwnIdentity } from './own-identity.ts';
import type { IdentifiedPledge } from './pledge-identity.ts';

/**
 * Opens the body; nothing in it is believed yet.
 * @throws E_BRSKI_REGISTRAR_REQUEST_SYNTAX, E_BRSKI_REGISTRAR_REQUEST_FORMAT
 */
export function openPledgeRequest(body: Uint8Array): SignedArtifact {
  return rethrowing(
    () => SignedArtifact.parse(body, 'voucher-request'),
    (cause) =>
      // RFC 8995 §5.3: "If the voucher-request is in an unknown format, then an HTTP 406 error code is more appropriate".
      isSallyportError(cause, 'E_BRSKI_CMS_CONTENT_TYPE')
        ? fail('E_BRSKI_REGISTRAR_REQUEST_FORMAT', 'the voucher-request is in an unknown format', { cause })
        : fail('E_BRSKI_REGISTRAR_REQUEST_SYNTAX', 'the voucher-request cannot be read', { cause }),
  );
}

/**
 * @param idevid the TLS client's certificate, to be tried before those enclosed
 * @throws E_BRSKI_REGISTRAR_SIGNATURE, E_BRSKI_REGISTRAR_REQUEST_SYNTAX
 */
export function verifyPledgeSignature(signed: SignedArtifact, idevid: Certificate | undefined): VerifiedArtifact {
  return rethrowing(
    () => verifyArtifact(signed, { signatureOnly: true, extraCertificates: idevid === undefined ? [] : [idevid] }),
    (cause) =>
      isSallyportError(cause, 'E_BRSKI_CMS_SYNTAX')
        ? fail('E_BRSKI_REGISTRAR_REQUEST_SYNTAX', 'the voucher-request has not one signer', { cause })
        : fail('E_BRSKI_REGISTRAR_SIGNATURE', 'the signature of the voucher-request does not hold', { cause }),
  );
}

export interface RequestRules {
  readonly own: OwnIdentity;
  readonly now: Date;
  readonly maxAge: Milliseconds | undefined;
  readonly acceptNonceless: boolean;
}

/**
 * Checks what the request says against who sent it.
 * @throws E_BRSKI_REGISTRAR_SIGNER, E_BRSKI_REGISTRAR_PROXIMITY, E_BRSKI_REGISTRAR_SERIAL, E_BRSKI_REGISTRAR_STALE,
 * E_BRSKI_REGISTRAR_NONCE_MISSING
 */
export function checkPledgeRequest(request: VerifiedArtifact, pledge: IdentifiedPledge, rules: RequestRules): void {
  const { assertion, proximityRegistrarCert, serialNumber, createdOn, nonce } = request.artifact.attributes;
  if (pledge.idevid !== undefined) checkSigner(request.signer, pledge.idevid, pledge);
  // RFC 8995 §5.2: "The registrar confirms that the assertion is proximity and that pinned proximity-registrar-cert is
  // the registrar's certificate. If this validation fails, then there is an on-path attacker".
  const isNear = proximityRegistrarCert !== undefined && rules.own.isProximityTo(proximityRegistrarCert);
  if (assertion !== 'proximity' || !isNear) {
    throw fail('E_BRSKI_REGISTRAR_PROXIMITY', 'the pledge met another registrar, or makes no proximity claim');
  }
  // RFC 8995 §5.5: "MUST verify that the serial-number field it parsed matches" what the pledge wrote.
  if (serialNumber !== pledge.serialNumber) {
    throw fail('E_BRSKI_REGISTRAR_SERIAL', 'the serial number of the request is not that of the IDevID');
  }
  if (createdOn !== undefined && rules.maxAge !== undefined) {
    const age = Math.abs(rules.now.getTime() - createdOn.getTime());
    if (age > rules.maxAge) throw fail('E_BRSKI_REGISTRAR_STALE', `created-on is ${createdOn.toISOString()}`);
  }
  // RFC 8995 §5.2: the request "MUST contain" a nonce.
  if (nonce === undefined && !rules.acceptNonceless) {
    throw fail('E_BRSKI_REGISTRAR_NONCE_MISSING', 'the voucher-request has no nonce');
  }
}

/**
 * The request is signed by the TLS client's key. The certificate in the CMS may be another one of the same key (RFC 8995
 * appendix C has two), but not for another device.
 */
function checkSigner(signer: Certificate, idevid: Certificate, { serialNumber, trust }: IdentifiedPledge): void {
  if (!bytesEqual(signer.spki, idevid.spki)) {
    throw fail('E_BRSKI_REGISTRAR_SIGNER', "the request is not signed by the TLS client's key");
  }
  const other = rethrowing(
    () => (signer.equals(idevid) ? serialNumber : serialNumberIn(signer, trust.serialNumberField)),
    (cause) => fail('E_BRSKI_REGISTRAR_SIGNER', "the signer's certificate cannot be read", { cause }),
  );
  if (other !== serialNumber) {
    throw fail('E_BRSKI_REGISTRAR_SIGNER', "the signer's certificate names another device");
  }
}
