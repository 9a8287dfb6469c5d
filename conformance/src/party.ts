/** Keys with certificates in a test's own hands, to be wrong in any way it needs. */

import type { KeyObject } from 'node:crypto';
import { masaUrlExtension } from '@sallyport/brski';
import { DAY, systemRandom } from '@sallyport/core';
import {
  authorityKeyIdentifier,
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
  subjectKeyIdentifier,
} from '@sallyport/pki';
import type { Hand } from './raw-pledge.ts';

export interface Party {
  readonly certificate: Certificate;
  readonly signer: Signer;
  readonly key: KeyObject;
  /** Issuers, nearest first. */
  readonly issuers: readonly Certificate[];
}

export interface PartyOptions {
  /** Attributes of the subject, or a common name. */
  readonly name: string | readonly (readonly [type: string, value: string])[];
  readonly issuer?: Party;
  readonly isCa?: boolean;
  readonly extensions?: readonly Extension[];
  readonly notBefore?: Date;
  readonly notAfter?: Date | 'never';
}

export async function party(options: PartyOptions): Promise<Party> {
  const { issuer, name } = options;
  const { publicKey, privateKey } = generateKeyPair('P-256');
  const signer = softwareSigner(privateKey);
  const subject = Name.of(typeof name === 'string' ? [['CN', name]] : name);
  const certificate = await buildCertificate({
    subject,
    publicKey,
    issuer: issuer?.certificate.subject ?? subject,
    signer: issuer?.signer ?? signer,
    serialNumber: serialNumber(systemRandom),
    notBefore: options.notBefore ?? new Date(Date.now() - DAY),
    notAfter: options.notAfter ?? new Date(Date.now() + DAY),
    extensions: [
      ...(options.isCa === true ? [basicConstraints({ ca: true }), keyUsage('keyCertSign', 'cRLSign')] : []),
      subjectKeyIdentifier(publicKey),
      authorityKeyIdentifier(issuer?.certificate ?? publicKey),
      ...(options.extensions ?? []),
    ],
  });
  const issuers = issuer === undefined ? [] : [issuer.certificate, ...issuer.issuers];
  return { certificate, signer, key: privateKey, issuers };
}

export type IdevidOptions = Omit<PartyOptions, 'name' | 'isCa'> & {
  /** Default: `name` has it. Undefined leaves the serial number out. */
  readonly serialNumber?: string | undefined;
  readonly masa?: string;
};

/** A device whose birth key and IDevID the test holds. */
export async function handMadeDevice(serial: string, options: IdevidOptions): Promise<Hand> {
  const { masa = 'localhost:1', ...rest } = options;
  const named = 'serialNumber' in options ? options.serialNumber : serial;
  const made = await party({
    notAfter: 'never',
    ...rest,
    name: [['CN', serial], ...(named === undefined ? [] : [['serialNumber', named] as const])],
    extensions: [masaUrlExtension(masa), ...(options.extensions ?? [])],
  });
  return { ...made, serialNumber: serial, tls: tlsOf(made) };
}

/** What this party shows in TLS. */
export function tlsOf({ key, certificate, issuers }: Party): Hand['tls'] {
  return { key, certificateChain: [certificate, ...issuers].map(({ der }) => der) };
}
