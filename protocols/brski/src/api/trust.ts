/** Whom to believe: the trust store and additional certificates of a verification. */

import type { Certificate } from '@sallyport/pki';
import type { VerifyArtifactOptions } from '../artifact/index.ts';
import { type CertificateInput, type CrlInput, certificatesFrom, crlFrom } from './credentials.ts';

/** What counts as an anchor, and what is revoked. */
export interface TrustStore {
  readonly certificates: readonly CertificateInput[];
  readonly crls?: readonly CrlInput[];
  /** `required`: no certificate passes without a current CRL of its issuer. Default `if-available`. */
  readonly revocation?: 'none' | 'if-available' | 'required';
}

/**
 * How to verify a signature: up to a trust store, at a time; or, said in so many words, the signature alone, which
 * proves that somebody signed and not who.
 */
export type Trust =
  | {
      readonly store: TrustStore;
      /** The time to judge validity by. A device without a clock ignores it (RFC 8995 §2.6.1). */
      readonly at: Date | 'ignore-validity';
      /** Certificates that may stand between the signer and the store, or be the signer's own. */
      readonly certificates?: readonly CertificateInput[];
    }
  | { readonly signatureOnly: true; readonly certificates?: readonly CertificateInput[] };

/** @throws E_BRSKI_API_ARGUMENT */
export function verifyOptionsOf(trust: Trust): VerifyArtifactOptions {
  const extraCertificates = certificatesFrom(trust.certificates);
  if ('signatureOnly' in trust) return { signatureOnly: true, extraCertificates };
  const { certificates, crls, revocation } = trust.store;
  return {
    anchors: certificatesFrom(certificates),
    extraCertificates,
    at: trust.at,
    ...(crls === undefined ? {} : { crls: crls.map(crlFrom) }),
    ...(revocation === undefined ? {} : { revocation }),
  };
}

/** The anchors of a trust, for judging certificates that are not signers. */
export function anchorsOf(store: TrustStore): readonly Certificate[] {
  return certificatesFrom(store.certificates);
}
