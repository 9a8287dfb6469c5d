/** An owner, a registrar, routers and devices: their keys, certificates and what the owner says of them. */

import type { KeyObject } from 'node:crypto';
import {
  type ClaimSigner,
  certifiedSigner,
  didKeySigner,
  keyUri,
  makeClaim,
  type SubjectOf,
  signJose,
} from '@sallyport/assurance-claims';
import { seededRandom, utf8 } from '@sallyport/core';
import { type Certificate, generateKeyPair, softwareSigner } from '@sallyport/pki';
import { selfSignedCertificate } from '../../src/tls/index.ts';

export const START = new Date('2026-11-30T12:00:00Z');
export const PERSON = 'mailto:person@email.com';

const random = seededRandom('ca-commands');

export interface Party {
  readonly key: KeyObject;
  readonly signer: ClaimSigner;
  readonly certificate: Certificate;
  /** Name of the key, `ni:///sha-256;…`. */
  readonly name: string;
}

/** Somebody with a key and a certificate that it signed for itself. */
export async function party(commonName: string, naming = didKeySigner): Promise<Party> {
  const { privateKey } = generateKeyPair('P-256');
  const signer = softwareSigner(privateKey);
  const certificate = await selfSignedCertificate({ signer, commonName, random, notBefore: START });
  return { key: privateKey, signer: naming(signer), certificate, name: keyUri(certificate.spki) };
}

export const certifiedParty = (commonName: string): Promise<Party> => party(commonName, certifiedSigner);

/** A person who signs. */
export function owner(): ClaimSigner {
  return didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
}

export interface TrustChanges {
  readonly truster?: string;
  readonly validFrom?: Date;
  readonly validUntil?: Date;
}

/** `Trust(person, entity+) : person-`. */
export async function trustClaim(
  by: ClaimSigner,
  id: string,
  role: 'router' | 'registrar' | 'device',
  { truster = PERSON, validFrom = START, ...until }: TrustChanges = {},
): Promise<Uint8Array> {
  const subject: SubjectOf<'Trust'> = { id, role, truster };
  return utf8(
    await signJose(makeClaim({ type: 'Trust', issuer: by.issuer, validFrom, subject, ...until }), { signer: by }),
  );
}

/** Name of the key of device number `index`; the same for the same number. */
export function device(index: number): string {
  return keyUri(utf8(`device ${index}`));
}

export interface CommandInput {
  readonly id: string;
  readonly sequence: number;
  readonly measure?: 'remove' | 'constrain';
  readonly registrar?: string;
  readonly validFrom?: Date;
  readonly validUntil?: Date;
}

/** A command as a registrar's key may sign it, rightly or not. */
export function command(by: ClaimSigner, input: CommandInput): Promise<string> {
  const { id, sequence, measure, registrar = by.issuer, validFrom = START, validUntil } = input;
  const common = { issuer: by.issuer, validFrom, ...(validUntil === undefined ? {} : { validUntil }) };
  const subject = { id, registrar, sequence };
  const document =
    measure === undefined
      ? makeClaim({ type: 'TrustCommand', subject, ...common })
      : makeClaim({ type: 'RevokeCommand', subject: { ...subject, measure }, ...common });
  return signJose(document, { signer: by });
}
