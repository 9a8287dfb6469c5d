/** Claims that somebody really made, and what the trust engine might say of them. */

import {
  type ClaimTypeName,
  didKeySigner,
  issuerResolver,
  makeClaim,
  type SubjectOf,
  signJose,
  type VerifiedClaim,
  verifyClaim,
} from '@sallyport/assurance-claims';
import type { Standing } from '@sallyport/assurance-trust';
import { utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';

export const OWNER = 'mailto:owner@example.org';
const signer = didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
const resolve = issuerResolver();

/** A claim of the first of January 2026, or one that does not say from when it holds. */
export async function claim<Name extends ClaimTypeName>(
  type: Name,
  subject: SubjectOf<Name>,
  { validFrom: isDated = true } = {},
): Promise<VerifiedClaim> {
  const dated = makeClaim({ type, issuer: signer.issuer, validFrom: new Date('2026-01-01T00:00:00Z'), subject });
  const { validFrom: _, ...undated } = dated;
  const token = await signJose(isDated ? dated : undated, { signer });
  return verifyClaim(utf8(token), { resolve, at: 'ignore-validity' });
}

export const COUNTED: Standing = { counts: true, by: OWNER, weight: 1, reason: 'counted', sentence: 'it counts' };
export const EXPIRED: Standing = { ...COUNTED, counts: false, reason: 'expired' };
