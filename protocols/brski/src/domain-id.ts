/** The domainID: who a domain is in an audit log (RFC 8995 §5.8.2). */

import { createHash } from 'node:crypto';
import { plain, toBase64 } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';

/**
 * The domainID of the domain whose certificate is pinned: its SubjectKeyIdentifier, or without one the SHA-256 of
 * its SubjectPublicKeyInfo (RFC 7469 §2.4).
 */
export function domainId(pinned: Certificate): Uint8Array {
  return pinned.subjectKeyIdentifier ?? spkiFingerprint(pinned);
}

/** The domainID as audit logs carry it: base64, once. */
export function domainIdText(pinned: Certificate): string {
  return toBase64(domainId(pinned));
}

/** SHA-256 of the SubjectPublicKeyInfo (RFC 7469 §2.4): the same key has the same, whatever certificate holds it. */
export function spkiFingerprint(certificate: Certificate): Uint8Array {
  return plain(createHash('sha256').update(certificate.spki).digest());
}
