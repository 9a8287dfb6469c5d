/** A signed artefact as it came off the wire: opened, and not yet believed. */

import { isSallyportError, reasonOf } from '@sallyport/core';
import { SignedData } from '@sallyport/pki/cms';
import { fail } from '../errors.ts';
import type { ArtifactKind, VoucherArtifact } from './attributes.ts';
import { type ArtifactCodecOptions, decodeArtifact } from './codec.ts';
import { type ArtifactContentType, contentTypeOf } from './content-type.ts';

/** Largest accepted CMS in bytes: the largest JSON and room for its certificates. */
const MAX_CMS_BYTES = 512 * 1024;

/** Nothing in here is verified: `claimed` is what somebody says. To believe it, `verifyArtifact`. */
export class SignedArtifact {
  /** DER, every byte as it came. */
  readonly cms: Uint8Array;
  readonly signedData: SignedData;
  readonly contentType: ArtifactContentType;
  readonly claimed: VoucherArtifact;

  private constructor(
    cms: Uint8Array,
    signedData: SignedData,
    contentType: ArtifactContentType,
    claimed: VoucherArtifact,
  ) {
    this.cms = cms;
    this.signedData = signedData;
    this.contentType = contentType;
    this.claimed = claimed;
  }

  /**
   * Opens CMS DER and decodes the JSON in it.
   * @throws E_BRSKI_CMS_SYNTAX, E_BRSKI_CMS_CONTENT_TYPE, E_BRSKI_VOUCHER_SYNTAX
   */
  static parse(cms: Uint8Array, kind: ArtifactKind, options: ArtifactCodecOptions = {}): SignedArtifact {
    if (cms.length > MAX_CMS_BYTES) {
      throw fail('E_BRSKI_CMS_SYNTAX', `CMS of ${cms.length} bytes is over the limit of ${MAX_CMS_BYTES}`);
    }
    const { signedData, content } = open(cms);
    const contentType = contentTypeOf(signedData.contentType);
    if (contentType === undefined) {
      throw fail('E_BRSKI_CMS_CONTENT_TYPE', `the CMS holds content of type ${signedData.contentType}`);
    }
    return new SignedArtifact(cms, signedData, contentType, decodeArtifact(content, kind, options));
  }
}

function open(cms: Uint8Array): { readonly signedData: SignedData; readonly content: Uint8Array } {
  try {
    const signedData = SignedData.parse(cms);
    return { signedData, content: signedData.content };
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_BRSKI_CMS_SYNTAX', reasonOf(cause), { cause, details: { cause: cause.code } });
  }
}
