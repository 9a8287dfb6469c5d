/**
 * SignedData that nobody signed, as a bag of certificates and revocation lists (RFC 5652 §5, RFC 5751 §3.8): what EST
 * answers `/cacerts` and enrolments with (RFC 7030 §4.1.3, §4.2.3).
 */

import type { Certificate } from '../certificate.ts';
import type { CertificateRevocationList } from '../crl.ts';
import { OID } from '../oids.ts';
import { encodeSignedData } from './encode.ts';
import { fail } from './errors.ts';
import { SignedData } from './signed-data.ts';

/**
 * Certificates in a bag. DER sorts them: the reader must find out which belongs where.
 * @returns the DER of a ContentInfo
 */
export function buildCertsOnly(
  certificates: readonly Certificate[],
  crls: readonly CertificateRevocationList[] = [],
): Uint8Array {
  return encodeSignedData({
    version: 1,
    digestAlgorithms: [],
    contentType: OID.data,
    content: undefined,
    certificates,
    crls,
    signerInfos: [],
  });
}

/**
 * The certificates and lists of a bag, in the order they came. Nothing vouches for them.
 * @throws E_CMS_NOT_CERTS_ONLY when it has content or signers; what {@link SignedData.parse} throws; E_PKI_…
 */
export function parseCertsOnly(encoding: Uint8Array): {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly CertificateRevocationList[];
} {
  const signedData = SignedData.parse(encoding);
  // RFC 7030 §4.1.3 wants the content absent; an empty one, which some servers send, says as little.
  const isEmpty = signedData.isDetached || signedData.content.length === 0;
  if (!isEmpty || signedData.signerInfos.length > 0) {
    throw fail('E_CMS_NOT_CERTS_ONLY', 'SignedData with content or signers where only certificates belong');
  }
  return { certificates: signedData.certificates, crls: signedData.crls };
}
