/** Signing artefacts: JSON into CMS SignedData (RFC 8366 §5.4). */

import type { Certificate, CertificateRevocationList, Signer } from '@sallyport/pki';
import { signCms } from '@sallyport/pki/cms';
import type { VoucherArtifact } from './attributes.ts';
import { encodeArtifact } from './codec.ts';
import { type ArtifactContentType, CONTENT_TYPE_OIDS } from './content-type.ts';

export type { ArtifactContentType } from './content-type.ts';

export interface SignArtifactOptions {
  /** The signer's own certificate; it always goes into the CMS. */
  readonly certificate: Certificate;
  readonly signer: Signer;
  /**
   * More certificates for the CMS. RFC 8366 §5.4 wishes the whole chain up to the receiver's anchor in a voucher;
   * a registrar puts in no more than the chain it wants pinned (RFC 8995 §5.5).
   */
  readonly certificates?: readonly Certificate[];
  readonly crls?: readonly CertificateRevocationList[];
  /** Default `id-data`. */
  readonly contentType?: ArtifactContentType;
  /** Left out of the CMS unless given: a pledge without a clock has none (RFC 8995 §2.6.1). */
  readonly signingTime?: Date;
  /** See `ArtifactCodecOptions`. */
  readonly rootName?: string;
}

/**
 * Encodes and signs the artefact, giving CMS DER. It does not judge the attributes: see `checkArtifact`.
 * @throws E_BRSKI_VOUCHER_INPUT, and whatever the signer throws
 */
export function signArtifact(artifact: VoucherArtifact, options: SignArtifactOptions): Promise<Uint8Array> {
  const { certificate, signer, certificates = [], crls, contentType = 'id-data', signingTime, rootName } = options;
  return signCms({
    content: encodeArtifact(artifact, rootName === undefined ? {} : { rootName }),
    contentType: CONTENT_TYPE_OIDS[contentType],
    signers: [{ certificate, signer }],
    certificates,
    ...(crls === undefined ? {} : { crls }),
    ...(signingTime === undefined ? {} : { signingTime }),
  });
}
