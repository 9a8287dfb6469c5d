/** People with keys, and claims that were really signed by them and really verified. */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  type ClaimInput,
  type ClaimSigner,
  type ClaimTypeName,
  didKeySigner,
  issuerResolver,
  keyUri,
  makeClaim,
  type SubjectOf,
  signJose,
  type VerifiedClaim,
  verifyClaim,
} from '@sallyport/assurance-claims';
import { utf8 } from '@sallyport/core';
import { softwareSigner } from '@sallyport/pki';

export const START = new Date('2026-01-01T00:00:00Z');
export const DAYS = 86_400_000;

/** So many days after the start. */
export function day(days: number): Date {
  return new Date(START.getTime() + days * DAYS);
}

export interface Speaker {
  readonly key: KeyObject;
  readonly signer: ClaimSigner;
  /** The did:key. */
  readonly id: string;
  /** The same key by its hash. */
  readonly uri: string;
}

export function newSpeaker(): Speaker {
  const key = generateKeyPairSync('ed25519').privateKey;
  const signer = didKeySigner(softwareSigner(key));
  return { key, signer, id: signer.issuer, uri: keyUri(signer.signer.publicKey) };
}

const pool: Speaker[] = [];

/** The same speaker for the same number, so that keys are made once. */
export function speaker(number: number): Speaker {
  let known = pool[number];
  if (known === undefined) {
    known = newSpeaker();
    pool[number] = known;
  }
  return known;
}

export type Times = Partial<Pick<ClaimInput<'Trust'>, 'validFrom' | 'validUntil'>>;

/** A claim as the engine gets it: signed, sent, verified. Valid from the start unless told otherwise. */
export async function claim<Name extends ClaimTypeName>(
  type: Name,
  by: Speaker | ClaimSigner,
  subject: SubjectOf<Name>,
  times: Times = {},
): Promise<VerifiedClaim> {
  const signer = 'key' in by ? by.signer : by;
  const credential = makeClaim({ type, issuer: signer.issuer, subject, validFrom: START, ...times });
  const token = await signJose(credential, { signer });
  return verifyClaim(utf8(token), { resolve: issuerResolver(), at: 'ignore-validity' });
}

type Vouched = Partial<Omit<Extract<SubjectOf<'Trust'>, { role: 'person' }>, 'id' | 'role'>>;

/** One person trusts another. */
export function trusts(by: Speaker, whom: string | Speaker, more: Vouched = {}, times: Times = {}) {
  const id = typeof whom === 'string' ? whom : whom.id;
  return claim('Trust', by, { id, role: 'person', truster: by.id, ...more }, times);
}

export function distrusts(by: Speaker, whom: string | Speaker, weight = 1, times: Times = {}) {
  const id = typeof whom === 'string' ? whom : whom.id;
  return claim('Distrust', by, { id, role: 'person', truster: by.id, weight }, times);
}

export function trustsMaker(by: Speaker, maker: string | Speaker, times: Times = {}) {
  return claim(
    'Trust',
    by,
    { id: typeof maker === 'string' ? maker : maker.id, role: 'manufacturer', truster: by.id },
    times,
  );
}

export function distrustsMaker(by: Speaker, maker: string | Speaker, times: Times = {}) {
  return claim(
    'Distrust',
    by,
    { id: typeof maker === 'string' ? maker : maker.id, role: 'manufacturer', truster: by.id },
    times,
  );
}

export function binds(server: Speaker, key: string | Speaker, email: string, times: Times = {}) {
  const id = typeof key === 'string' ? key : key.id;
  return claim('IdentityBinding', server, { id, email, confirmed: '2026-01-01T00:00:00Z' }, times);
}

export function retracts(by: Speaker, target: VerifiedClaim, times: Times = {}) {
  return claim('Retraction', by, { id: target.uri }, times);
}
