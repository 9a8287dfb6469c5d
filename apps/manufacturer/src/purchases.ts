/** Purchases as the maker claims them. */

import { type ClaimSigner, keyUri, makeClaim, signJose } from '@sallyport/assurance-claims';
import { utf8 } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';

export interface Purchase {
  readonly serialNumber: string;
  /** Who bought it: a URI, such as `mailto:…` or a `did:key`. */
  readonly buyer: string;
  /** As it stands on the invoice. */
  readonly deviceType?: string | undefined;
}

export interface PurchaseContext {
  /** Of the device. */
  readonly idevid: Certificate;
  /** The maker's. */
  readonly signer: ClaimSigner;
  readonly at: Date;
}

/** The claim as a compact token. @throws E_CLAIMS_SUBJECT */
export async function purchaseClaim(
  { buyer, deviceType }: Purchase,
  { idevid, signer, at }: PurchaseContext,
): Promise<Uint8Array> {
  const { issuer } = signer;
  const subject = { id: keyUri(idevid.spki), buyer, ...(deviceType === undefined ? {} : { deviceType }) };
  const document = makeClaim({ type: 'Purchase', issuer, subject, validFrom: at });
  return utf8(await signJose(document, { signer }));
}
