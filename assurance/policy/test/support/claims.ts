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

export async function claim<Name extends ClaimTypeName>(type: Name, subject: SubjectOf<Name>): Promise<VerifiedClaim> {
  const validFrom = new Date('2026-01-01T00:00:00Z');
  const token = await signJose(makeClaim({ type, issuer: signer.issuer, validFrom, subject }), { signer });
  return verifyClaim(utf8(token), { resolve, at: 'ignore-validity' });
}

export const COUNTED: Standing = { counts: true, by: OWNER, weight: 1, reason: 'counted', sentence: 'it counts' };
export const EXPIRED: Standing = { ...COUNTED, counts: false, reason: 'expired' };
