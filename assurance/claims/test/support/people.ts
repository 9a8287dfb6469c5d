/** Those who make claims in the tests, and what a verifier needs. */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  addProof,
  CLAIM_KEY_TYPES,
  type ClaimKeyType,
  type ClaimSigner,
  didKeySigner,
  issuerResolver,
  makeClaim,
  signJose,
  type VerifyOptions,
} from '@sallyport/assurance-claims';
import { type JsonObject, utf8 } from '@sallyport/core';
import { softwareSigner } from '@sallyport/pki';

export const AT = new Date('2026-11-30T12:00:00Z');
export const OPTIONS: VerifyOptions = { resolve: issuerResolver(), at: AT };

export function privateKey(type: ClaimKeyType): KeyObject {
  if (type === 'Ed25519') return generateKeyPairSync('ed25519').privateKey;
  return generateKeyPairSync('ec', { namedCurve: type === 'P-256' ? 'prime256v1' : 'secp384r1' }).privateKey;
}

export interface Person {
  readonly type: ClaimKeyType;
  readonly key: KeyObject;
  readonly signer: ClaimSigner;
}

export function person(type: ClaimKeyType = 'Ed25519'): Person {
  const key = privateKey(type);
  return { type, key, signer: didKeySigner(softwareSigner(key)) };
}

export const PEOPLE: readonly Person[] = CLAIM_KEY_TYPES.map(person);

export const OWNER = person();
export const MAKER = person('P-256').signer.issuer;

/** An owner's trust in a manufacturer, as a credential to be signed. */
export function trust(issuer: string = OWNER.signer.issuer, changes: JsonObject = {}): JsonObject {
  return {
    ...makeClaim({
      type: 'Trust',
      issuer,
      validFrom: new Date('2026-01-01T00:00:00Z'),
      validUntil: new Date('2027-01-01T00:00:00Z'),
      subject: { id: MAKER, role: 'manufacturer', truster: 'mailto:person@email.com' },
    }),
    ...changes,
  };
}

export async function joseOf(document: JsonObject = trust(), signer: ClaimSigner = OWNER.signer): Promise<Uint8Array> {
  return utf8(await signJose(document, { signer }));
}

export async function proofOf(document: JsonObject = trust(), signer: ClaimSigner = OWNER.signer): Promise<JsonObject> {
  return addProof(document, { signer, created: AT });
}

export function bytesOf(document: JsonObject): Uint8Array {
  return utf8(JSON.stringify(document));
}
