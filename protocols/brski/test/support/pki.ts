/** A small world of certificates for tests: a maker with its CA and MASA, a device, and a domain with its registrar. */

import type { KeyObject } from 'node:crypto';
import { systemRandom } from '@sallyport/core';
import {
  authorityKeyIdentifier,
  basicConstraints,
  buildCertificate,
  type Certificate,
  type Extension,
  extendedKeyUsage,
  generateKeyPair,
  type KeyType,
  keyUsage,
  Name,
  OID,
  type Signer,
  serialNumber,
  softwareSigner,
  subjectKeyIdentifier,
} from '@sallyport/pki';

export interface Holder {
  readonly certificate: Certificate;
  readonly privateKey: KeyObject;
  readonly signer: Signer;
}

export const NOW = new Date('2026-06-01T12:00:00Z');

interface HolderOptions {
  readonly subject: readonly (readonly [string, string])[];
  readonly issuer?: Holder;
  readonly keyType?: KeyType;
  readonly extensions?: readonly Extension[];
}

/** A key pair and its certificate, valid in 2026; self-signed without an issuer. */
export async function holder({ subject, issuer, keyType = 'P-256', extensions = [] }: HolderOptions): Promise<Holder> {
  const { publicKey, privateKey } = generateKeyPair(keyType);
  const signer = softwareSigner(privateKey);
  const name = Name.of(subject);
  const certificate = await buildCertificate({
    subject: name,
    publicKey,
    issuer: issuer?.certificate.subject ?? name,
    signer: issuer?.signer ?? signer,
    serialNumber: serialNumber(systemRandom),
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2026-12-31T00:00:00Z'),
    extensions: [
      subjectKeyIdentifier(publicKey),
      ...(issuer === undefined ? [] : [authorityKeyIdentifier(issuer.certificate)]),
      ...extensions,
    ],
  });
  return { certificate, privateKey, signer };
}

export function authority(commonName: string, keyType?: KeyType): Promise<Holder> {
  return holder({
    subject: [['CN', commonName]],
    ...(keyType === undefined ? {} : { keyType }),
    extensions: [basicConstraints({ ca: true }), keyUsage('keyCertSign', 'cRLSign')],
  });
}

export interface World {
  readonly maker: Holder;
  readonly masa: Holder;
  readonly idevid: Holder;
  readonly domain: Holder;
  readonly registrar: Holder;
}

export async function world(keyType: KeyType = 'P-256', deviceSerial = 'device-1'): Promise<World> {
  const maker = await authority('maker', keyType);
  const domain = await authority('domain', keyType);
  return {
    maker,
    domain,
    masa: await holder({ subject: [['CN', 'masa']], issuer: maker, keyType }),
    idevid: await holder({
      subject: [
        ['CN', 'model'],
        ['serialNumber', deviceSerial],
      ],
      issuer: maker,
      keyType,
    }),
    registrar: await holder({
      subject: [['CN', 'registrar']],
      issuer: domain,
      keyType,
      extensions: [extendedKeyUsage([OID.cmcRa])],
    }),
  };
}
