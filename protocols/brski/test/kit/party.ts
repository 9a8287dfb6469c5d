/** Keys with certificates, made quickly: everyone in the tests is one. */

import { systemRandom } from '@sallyport/core';
import {
  authorityKeyIdentifier,
  basicConstraints,
  buildCertificate,
  type Certificate,
  type Extension,
  generateKeyPair,
  type KeyType,
  keyUsage,
  Name,
  type Signer,
  serialNumber,
  softwareSigner,
  subjectKeyIdentifier,
} from '@sallyport/pki';

export interface Party {
  readonly certificate: Certificate;
  readonly signer: Signer;
  /** Issuers, nearest first. */
  readonly issuers: readonly Certificate[];
}

export interface PartyOptions {
  /** Attributes of the subject, or a common name. */
  readonly name: string | readonly (readonly [string, string])[];
  readonly issuer?: Party;
  readonly isCa?: boolean;
  readonly extensions?: readonly Extension[];
  readonly keyType?: KeyType;
  /** Reuse a key. */
  readonly signer?: Signer;
  readonly notBefore?: Date;
  readonly notAfter?: Date | 'never';
  /** Leave the key identifiers out, as RFC 8995 appendix C does. */
  readonly withoutKeyIdentifiers?: boolean;
}

export const YEAR_START = new Date('2026-01-01T00:00:00Z');
export const YEAR_END = new Date('2026-12-31T00:00:00Z');

export async function party(options: PartyOptions): Promise<Party> {
  const { issuer } = options;
  const signer = options.signer ?? softwareSigner(generateKeyPair(options.keyType ?? 'P-256').privateKey);
  const subject = Name.of(typeof options.name === 'string' ? [['CN', options.name]] : options.name);
  const certificate = await buildCertificate({
    subject,
    publicKey: signer.publicKey,
    issuer: issuer?.certificate.subject ?? subject,
    signer: issuer?.signer ?? signer,
    serialNumber: serialNumber(systemRandom),
    notBefore: options.notBefore ?? YEAR_START,
    notAfter: options.notAfter ?? YEAR_END,
    extensions: [
      ...(options.isCa === true ? [basicConstraints({ ca: true }), keyUsage('keyCertSign', 'cRLSign')] : []),
      ...(options.withoutKeyIdentifiers === true
        ? []
        : [subjectKeyIdentifier(signer.publicKey), authorityKeyIdentifier(issuer?.certificate ?? signer.publicKey)]),
      ...(options.extensions ?? []),
    ],
  });
  return { certificate, signer, issuers: issuer === undefined ? [] : [issuer.certificate, ...issuer.issuers] };
}
