/** Who signs MUD files: an anchor, a signer below it, and others who should not. */

import { ManualClock, seededRandom } from '@sallyport/core';
import {
  basicConstraints,
  buildCertificate,
  type Certificate,
  type Extension,
  generateKeyPair,
  keyUsage,
  Name,
  type Signer,
  serialNumber,
  softwareSigner,
} from '@sallyport/pki';
import { signCms } from '@sallyport/pki/cms';

export const NOW = new ManualClock('2026-06-01T12:00:00Z').now();
const DAY = 24 * 60 * 60 * 1000;
const random = seededRandom('mud tests');

export interface Identity {
  readonly certificate: Certificate;
  readonly signer: Signer;
  /** PKCS #8 in PEM, for tools. */
  readonly keyPem: string;
}

/** A certificate and its key; self-signed when no issuer is given. */
export async function identity(name: string, extensions: readonly Extension[], issuer?: Identity): Promise<Identity> {
  const { publicKey, privateKey } = generateKeyPair('P-256');
  const signer = softwareSigner(privateKey);
  const subject = Name.of([['CN', name]]);
  const certificate = await buildCertificate({
    subject,
    publicKey,
    issuer: issuer?.certificate.subject ?? subject,
    signer: issuer?.signer ?? signer,
    serialNumber: serialNumber(random),
    notBefore: new Date(NOW.getTime() - 10 * DAY),
    notAfter: new Date(NOW.getTime() + 10 * DAY),
    extensions,
  });
  return { certificate, signer, keyPem: String(privateKey.export({ format: 'pem', type: 'pkcs8' })) };
}

const CA = [basicConstraints({ ca: true }), keyUsage('keyCertSign', 'digitalSignature')];

export const anchor: Identity = await identity('MUD Root', CA);
export const maker: Identity = await identity('Lights Inc.', [keyUsage('digitalSignature')], anchor);
export const otherMaker: Identity = await identity('Other Lights Inc.', [keyUsage('digitalSignature')], anchor);
export const stranger: Identity = await identity(
  'Stranger',
  [keyUsage('digitalSignature')],
  await identity('Strange Root', CA),
);

/** A detached signature (RFC 8520 §13.1). */
export function signed(content: Uint8Array, by: Identity = maker, contentType?: string): Promise<Uint8Array> {
  const type = contentType === undefined ? {} : { contentType };
  return signCms({ content, signers: [by], detached: true, ...type });
}
