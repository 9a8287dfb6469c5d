/** Small certificate worlds for the tests: names, keys and issued certificates in one line each. */

import { readFileSync } from 'node:fs';
import { DAY, isSallyportError, seededRandom } from '@sallyport/core';
import { der } from '@sallyport/der';
import {
  authorityKeyIdentifier,
  basicConstraints,
  buildCertificate,
  Certificate,
  type Extension,
  generateKeyPair,
  type KeyType,
  keyUsage,
  Name,
  OID,
  type Signer,
  serialNumber,
  softwareSigner,
  subjectKeyIdentifier,
} from '../src/index.ts';

export const NOW = new Date('2026-06-01T12:00:00Z');
const random = seededRandom('pki tests');

export function cn(text: string): Name {
  return Name.of([['CN', text]]);
}

/** A certificate together with the key it is for. */
export interface Identity {
  readonly certificate: Certificate;
  readonly signer: Signer;
}

export interface IssueOptions {
  readonly subject?: Name;
  readonly signer?: Signer;
  readonly keyType?: KeyType;
  readonly notBefore?: Date;
  readonly notAfter?: Date | 'never';
  /** Instead of the usual ones of a CA or an end entity. */
  readonly extensions?: readonly Extension[];
  /** Besides the usual ones. */
  readonly more?: readonly Extension[];
  readonly pathLength?: number;
}

export function newSigner(type: KeyType = 'P-256'): Signer {
  return softwareSigner(generateKeyPair(type).privateKey);
}

/** Issues for a new key; without an issuer the certificate is self-signed. */
async function issue(
  issuer: Identity | undefined,
  subject: Name,
  usual: readonly Extension[],
  options: IssueOptions,
): Promise<Identity> {
  const signer = options.signer ?? newSigner(options.keyType);
  const identifiers = [
    subjectKeyIdentifier(signer.publicKey),
    authorityKeyIdentifier(issuer?.certificate ?? signer.publicKey),
  ];
  const certificate = await buildCertificate({
    subject: options.subject ?? subject,
    publicKey: signer.publicKey,
    issuer: issuer?.certificate.subject ?? options.subject ?? subject,
    signer: issuer?.signer ?? signer,
    serialNumber: serialNumber(random),
    notBefore: options.notBefore ?? new Date(NOW.getTime() - 30 * DAY),
    notAfter: options.notAfter ?? new Date(NOW.getTime() + 30 * DAY),
    extensions: options.extensions ?? [...usual, ...(options.more ?? []), ...identifiers],
  });
  return { certificate, signer };
}

export function authority(name: string, issuer?: Identity, options: IssueOptions = {}): Promise<Identity> {
  const { pathLength } = options;
  const constraints = basicConstraints(pathLength === undefined ? { ca: true } : { ca: true, pathLength });
  return issue(issuer, cn(name), [constraints, keyUsage('keyCertSign', 'cRLSign')], options);
}

export function endEntity(name: string, issuer?: Identity, options: IssueOptions = {}): Promise<Identity> {
  return issue(issuer, cn(name), [basicConstraints({ ca: false }), keyUsage('digitalSignature')], options);
}

/** The certificates of RFC 8995 appendix C. */
export function appendixC(name: 'vendor' | 'masa' | 'ownerca' | 'jrc' | 'idevid'): Certificate {
  const file = new URL(`./vectors/rfc8995-appendix-c/${name}.cert.pem`, import.meta.url);
  return Certificate.fromPem(readFileSync(file, 'utf8'));
}

/** The parts of a TBSCertificate, as whole encodings, in order; those left undefined are missing. */
export interface RawCertificate {
  readonly version?: Uint8Array | undefined;
  readonly serial?: Uint8Array;
  readonly algorithm?: Uint8Array;
  readonly issuer?: Uint8Array;
  readonly validity?: Uint8Array;
  readonly subject?: Uint8Array;
  readonly spki?: Uint8Array;
  /** What comes after the key: unique identifiers and extensions. */
  readonly rest?: readonly Uint8Array[];
  readonly outerAlgorithm?: Uint8Array;
}

const ECDSA_SHA256 = der.sequence(der.objectIdentifier(OID.ecdsaWithSha256));

/** Encodes a certificate with any fault one likes, and signs it. */
export async function rawCertificate(parts: RawCertificate, signer: Signer = newSigner()): Promise<Uint8Array> {
  const version = 'version' in parts ? parts.version : der.context(0, der.integer(2));
  const tbs = der.sequence(
    ...(version === undefined ? [] : [version]),
    parts.serial ?? der.integer(1),
    parts.algorithm ?? ECDSA_SHA256,
    parts.issuer ?? cn('issuer').der,
    parts.validity ?? der.sequence(der.time(NOW), der.time(new Date(NOW.getTime() + DAY))),
    parts.subject ?? cn('subject').der,
    parts.spki ?? signer.publicKey.export({ format: 'der', type: 'spki' }),
    ...(parts.rest ?? []),
  );
  return der.sequence(tbs, parts.outerAlgorithm ?? ECDSA_SHA256, der.bitString(await signer.sign(tbs)));
}

/** An Extensions field of a certificate, from whole Extension encodings. */
export function extensionsField(...encodings: readonly Uint8Array[]): Uint8Array {
  return der.context(3, der.sequence(...encodings));
}

/** Runs `read` on input that may be damaged: anything but a typed error is rethrown. */
export function toleratingTypedErrors(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!isSallyportError(error)) throw error;
  }
}
