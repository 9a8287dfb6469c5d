/** A small certificate world for tests: one authority, certificates under it. */

import type { KeyObject } from 'node:crypto';
import { DAY, seededRandom } from '@sallyport/core';
import {
  basicConstraints,
  buildCertificate,
  type Certificate,
  type Extension,
  generateKeyPair,
  type KeyUsage,
  keyUsage,
  Name,
  serialNumber,
  softwareSigner,
} from '@sallyport/pki';

export interface Identity {
  readonly certificate: Certificate;
  readonly privateKey: KeyObject;
}

const random = seededRandom('dtls identities');

export interface IssueOptions {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly keyType?: 'P-256' | 'P-384';
  readonly usage?: KeyUsage;
  readonly extensions?: readonly Extension[];
}

async function issue(name: string, issuer: Identity | undefined, options: IssueOptions): Promise<Identity> {
  const { privateKey, publicKey } = generateKeyPair(options.keyType ?? 'P-256');
  const subject = Name.of([['CN', name]]);
  const now = Date.now();
  const certificate = await buildCertificate({
    subject,
    publicKey,
    issuer: issuer?.certificate.subject ?? subject,
    signer: softwareSigner(issuer?.privateKey ?? privateKey),
    serialNumber: serialNumber(random),
    notBefore: options.notBefore ?? new Date(now - DAY),
    notAfter: options.notAfter ?? new Date(now + DAY),
    extensions: options.extensions ?? [
      basicConstraints({ ca: issuer === undefined }),
      keyUsage(options.usage ?? (issuer === undefined ? 'keyCertSign' : 'digitalSignature')),
    ],
  });
  return { certificate, privateKey };
}

export function newAuthority(name: string): Promise<Identity> {
  return issue(name, undefined, {});
}

export function newEndEntity(name: string, issuer: Identity, options: IssueOptions = {}): Promise<Identity> {
  return issue(name, issuer, options);
}

export function newRawKey(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPair('P-256');
}
