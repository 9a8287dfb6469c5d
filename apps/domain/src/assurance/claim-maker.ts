/** Makes claims with the keys of the house. */

import {
  CLAIM_TYPES,
  type Claim,
  type ClaimSigner,
  type ClaimTypeName,
  makeClaim,
  signJose,
} from '@sallyport/assurance-claims';
import { type Clock, type JsonObject, utf8 } from '@sallyport/core';

export interface ClaimWish {
  readonly type: ClaimTypeName;
  /** As the schema of the type says, with URIs where it wants them. */
  readonly subject: JsonObject;
  /** Default: now. */
  readonly validFrom?: Date | undefined;
  readonly validUntil?: Date | undefined;
}

/** The compact JWS of the claim, signed. @throws E_CLAIMS_SUBJECT, E_CLAIMS_TIME, E_KEYSTORE_… */
export async function signedClaim(
  { type, subject, validFrom, validUntil }: ClaimWish,
  signer: ClaimSigner,
  clock: Pick<Clock, 'now'>,
): Promise<Uint8Array> {
  const claim: Claim = CLAIM_TYPES[type].read(subject);
  const document = makeClaim({
    type: claim.type,
    issuer: signer.issuer,
    subject: claim.subject,
    validFrom: validFrom ?? clock.now(),
    ...(validUntil === undefined ? {} : { validUntil }),
  });
  return utf8(await signJose(document, { signer }));
}
