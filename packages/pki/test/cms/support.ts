/** Identities for CMS tests: a root, and signers of every key type below it. */

import { isSallyportError, ManualClock, seededRandom } from '@sallyport/core';
import {
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

export const NOW = new ManualClock('2026-06-01T12:00:00Z').now();
const DAY = 24 * 60 * 60 * 1000;
const random = seededRandom('cms tests');

export interface Identity {
  readonly certificate: Certificate;
  readonly signer: Signer;
  /** PKCS #8 in PEM, for tools. */
  readonly keyPem: string;
}

export interface IdentityOptions {
  readonly keyType?: KeyType;
  readonly issuer?: Identity;
  readonly extensions?: readonly Extension[];
  readonly serialNumber?: Uint8Array;
  readonly notAfter?: Date;
}

/** A certificate and its key; self-signed when no issuer is given. */
export async function identity(name: string, options: IdentityOptions = {}): Promise<Identity> {
  const { publicKey, privateKey } = generateKeyPair(options.keyType ?? 'P-256');
  const signer = softwareSigner(privateKey);
  const subject = Name.of([['CN', name]]);
  const certificate = await buildCertificate({
    subject,
    publicKey,
    issuer: options.issuer?.certificate.subject ?? subject,
    signer: options.issuer?.signer ?? signer,
    serialNumber: options.serialNumber ?? serialNumber(random),
    notBefore: new Date(NOW.getTime() - 10 * DAY),
    notAfter: options.notAfter ?? new Date(NOW.getTime() + 10 * DAY),
    extensions: options.extensions ?? [keyUsage('digitalSignature'), subjectKeyIdentifier(publicKey)],
  });
  return { certificate, signer, keyPem: String(privateKey.export({ format: 'pem', type: 'pkcs8' })) };
}

/** A self-signed CA. */
export function authority(name: string, keyType: KeyType = 'P-256'): Promise<Identity> {
  return identity(name, {
    keyType,
    extensions: [basicConstraints({ ca: true }), keyUsage('keyCertSign', 'cRLSign', 'digitalSignature')],
  });
}

/** The code of the Sallyport error that `action` throws; undefined when it throws nothing. Other errors pass. */
export function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (isSallyportError(error)) return error.code;
    throw error;
  }
}
