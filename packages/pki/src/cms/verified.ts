/**
 * What verifying gives. The classes stay inside this folder and only their types leave it, so that nothing but
 * `verify.ts` can make one.
 */

import type { Certificate } from '../certificate.ts';
import type { CertificateRevocationList } from '../crl.ts';
import type { VerifiedPath } from '../path.ts';
import type { AttributeMap } from './attributes.ts';
import type { SignedData } from './signed-data.ts';

/** A signer whose signature fits the certificate. */
export interface VerifiedSigner {
  readonly certificate: Certificate;
  /** What the signer claims; nobody else vouches for it. */
  readonly signingTime: Date | undefined;
  /** Empty when there were none. */
  readonly signedAttributes: AttributeMap;
}

/** A signer whose certificate leads to a trust anchor as well. */
export interface TrustedSigner extends VerifiedSigner {
  readonly path: VerifiedPath;
}

class Verified<Signer extends VerifiedSigner> {
  readonly content: Uint8Array;
  readonly signers: readonly [Signer, ...Signer[]];
  readonly #signedData: SignedData;

  constructor(signedData: SignedData, content: Uint8Array, signers: readonly [Signer, ...Signer[]]) {
    this.#signedData = signedData;
    this.content = content;
    this.signers = signers;
  }

  /** OID. */
  get contentType(): string {
    return this.#signedData.contentType;
  }
  /** Every embedded certificate in the order it came; not covered by the signature. @throws E_PKI_…, E_DER_… */
  get certificates(): readonly Certificate[] {
    return this.#signedData.certificates;
  }
  /** Every embedded revocation list; not covered by the signature. @throws E_PKI_…, E_DER_… */
  get crls(): readonly CertificateRevocationList[] {
    return this.#signedData.crls;
  }
  get signedData(): SignedData {
    return this.#signedData;
  }
}

export class SignatureVerifiedData extends Verified<VerifiedSigner> {
  readonly judged = 'signature';
}

export class ChainVerifiedData extends Verified<TrustedSigner> {
  readonly judged = 'chain';
}

/** Signed by the keys of these certificates, whoever they are. */
export type SignatureVerified = SignatureVerifiedData;
/** Signed by holders of certificates that lead to a trust anchor. */
export type VerifiedSignedData = ChainVerifiedData;
