/** Believing a signed artefact (RFC 8995 §5.5.3, §5.6.1). */

import { isSallyportError, reasonOf } from '@sallyport/core';
import type { Certificate, CertificateRevocationList } from '@sallyport/pki';
import { verifyCms, verifyCmsSignature } from '@sallyport/pki/cms';
import { fail } from '../errors.ts';
import type { VoucherArtifact } from './attributes.ts';
import type { SignedArtifact } from './signed-artifact.ts';

const VERIFIED: unique symbol = Symbol('verified');

/** An artefact whose signature holds. Only `verifyArtifact` makes one. */
export interface VerifiedArtifact {
  readonly [VERIFIED]: true;
  readonly signed: SignedArtifact;
  readonly artifact: VoucherArtifact;
  /** Who signed. */
  readonly signer: Certificate;
  /** From `signer` to the trust anchor; undefined when only the signature was checked, and nobody vouches for `signer`. */
  readonly chain: readonly Certificate[] | undefined;
  /** Every certificate in the CMS. */
  readonly certificates: readonly Certificate[];
  readonly crls: readonly CertificateRevocationList[];
  /** The time the signer claims; still only a claim (RFC 8995 §2.6.1). */
  readonly signingTime: Date | undefined;
}

/** Path options of `verifyCms`; or only the signature, where the chain is judged elsewhere or its anchor is inside. */
export type VerifyArtifactOptions =
  | Parameters<typeof verifyCms>[1]
  | { readonly signatureOnly: true; readonly extraCertificates?: readonly Certificate[] };

/**
 * Checks the signature, and with path options that the signer leads to an anchor. No extended key usage is asked
 * for unless given: registrar certificates may carry id-kp-cmcRA alone (RFC 8995 appendix C).
 * @throws E_BRSKI_SIGNATURE, with the code of what was found in `details.cause`; E_BRSKI_CMS_SYNTAX for a number of
 * signers other than one
 */
export function verifyArtifact(signed: SignedArtifact, options: VerifyArtifactOptions): VerifiedArtifact {
  // RFC 8366 §5.4 speaks of one signer throughout; with two, whose artefact would it be?
  const count = signed.signedData.signerInfos.length;
  if (count !== 1) throw fail('E_BRSKI_CMS_SYNTAX', `the CMS has ${count} signers instead of one`);
  try {
    return 'signatureOnly' in options
      ? believe(signed, verifyCmsSignature(signed.signedData, options.extraCertificates))
      : believe(signed, verifyCms(signed.signedData, options));
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_BRSKI_SIGNATURE', reasonOf(cause), { cause, details: { cause: cause.code } });
  }
}

interface Outcome {
  readonly signers: readonly {
    readonly certificate: Certificate;
    readonly signingTime?: Date | undefined;
    readonly path?: { readonly chain: readonly Certificate[] };
  }[];
  readonly certificates: readonly Certificate[];
  readonly crls: readonly CertificateRevocationList[];
}

function believe(signed: SignedArtifact, outcome: Outcome): VerifiedArtifact {
  const [signer] = outcome.signers;
  if (signer === undefined) throw fail('E_BRSKI_CMS_SYNTAX', 'the CMS has no signer');
  return {
    [VERIFIED]: true,
    signed,
    artifact: signed.claimed,
    signer: signer.certificate,
    chain: signer.path?.chain,
    certificates: outcome.certificates,
    crls: outcome.crls,
    signingTime: signer.signingTime,
  };
}
