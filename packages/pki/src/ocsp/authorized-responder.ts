/** Who may answer for a CA (RFC 6960 §4.2.2.2): the CA itself, or whom it certified for that purpose. */

import { bytesEqual } from '@sallyport/core';
import type { Certificate } from '../certificate.ts';
import type { CertificateRevocationList } from '../crl.ts';
import { OID } from '../oids.ts';
import { leafObjection } from '../path-rules.ts';
import { responderKeyHash } from './certificate-id.ts';
import { fail } from './errors.ts';
import { type BasicOcspResponse, isResponseSignedBy, type ResponderId } from './response.ts';

export interface ResponderTrust {
  /** The CA that issued the certificate in question; it is trusted. */
  readonly issuer: Certificate;
  readonly at: Date | 'ignore-validity';
  /** Lists of the CA, for responders whose certificates are not exempt from being checked. */
  readonly crls: readonly CertificateRevocationList[];
}

/**
 * The certificate whose key signed the response, if it may.
 * @throws E_OCSP_RESPONDER_…, E_OCSP_SIGNATURE, E_PKI_…
 */
export function authorizedResponder(response: BasicOcspResponse, trust: ResponderTrust): Certificate {
  const { issuer } = trust;
  const candidates = [issuer, ...response.certificates].filter((each) => isNamed(each, response.responderId));
  const [responder] = candidates.toSorted((a, b) => Number(b.equals(issuer)) - Number(a.equals(issuer)));
  if (responder === undefined) {
    throw fail('E_OCSP_RESPONDER_UNKNOWN', 'the response holds no certificate of the one that it names as its signer');
  }
  if (!responder.equals(issuer)) requireDelegated(responder, trust);
  if (!isResponseSignedBy(response, responder.publicKey)) {
    throw fail('E_OCSP_SIGNATURE', `the response is not signed by ${responder.subject}`);
  }
  return responder;
}

function isNamed(certificate: Certificate, id: ResponderId): boolean {
  return id.by === 'name' ? certificate.subject.equals(id.name) : bytesEqual(id.hash, responderKeyHash(certificate));
}

function requireDelegated(responder: Certificate, { issuer, at, crls }: ResponderTrust): void {
  const { subject } = responder;
  // RFC 6960 §4.2.2.2: issued directly by the CA in question, for this purpose by name: anyExtendedKeyUsage is not enough.
  if (!responder.issuer.equals(issuer.subject) || !responder.isSignedBy(issuer)) {
    throw fail('E_OCSP_RESPONDER_UNAUTHORIZED', `${subject} is not certified by ${issuer.subject}`);
  }
  if (responder.extendedKeyUsage?.includes(OID.ocspSigning) !== true) {
    throw fail('E_OCSP_RESPONDER_UNAUTHORIZED', `${subject} is not certified to sign OCSP responses`);
  }
  const objection = leafObjection({ leaf: responder, at, keyUsage: 'digitalSignature' });
  if (objection !== undefined) throw fail('E_OCSP_RESPONDER_INVALID', objection.message, { cause: objection });
  // RFC 6960 §4.2.2.2.1: a CA that marks the responder so answers for it as long as its certificate runs.
  if (responder.extension(OID.ocspNoCheck) === undefined) requireNotListed(responder, { issuer, at, crls });
}

function requireNotListed(responder: Certificate, { issuer, at, crls }: ResponderTrust): void {
  const lists = crls.filter((crl) => crl.issuer.equals(issuer.subject) && crl.isSignedBy(issuer));
  if (lists.some((crl) => crl.isRevoked(responder.serialNumber) !== undefined)) {
    throw fail('E_OCSP_RESPONDER_REVOKED', `${responder.subject} was revoked`);
  }
  const isCurrent = ({ thisUpdate, nextUpdate }: CertificateRevocationList) =>
    at === 'ignore-validity' || (thisUpdate <= at && nextUpdate !== undefined && at <= nextUpdate);
  if (!lists.some(isCurrent)) {
    throw fail('E_OCSP_RESPONDER_UNCHECKED', `${responder.subject}: no current CRL of ${issuer.subject} is here`);
  }
}
