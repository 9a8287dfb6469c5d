/** One authority, one server and many devices, for both servers and for whoever knocks at them. */

import type { KeyObject } from 'node:crypto';
import { createRootCertificate } from '@sallyport/ca';
import { DAY, systemRandom } from '@sallyport/core';
import type { TlsCredentials } from '@sallyport/eap';
import {
  basicConstraints,
  buildCertificate,
  type Certificate,
  type Extension,
  extendedKeyUsage,
  generateKeyPair,
  keyUsage,
  Name,
  OID,
  serialNumber,
  softwareSigner,
  subjectAltName,
} from '@sallyport/pki';

export const SERVER_NAME = 'radius.bench.example';
/** A secret on loopback, of both servers. */
export const SHARED_SECRET = 'a secret of the bench and its servers';

/** More of them than keys are remembered: each authentication is one of a device that was not seen for long. */
const DEVICES = 300;

export interface EapMaterial {
  readonly root: Certificate;
  readonly server: TlsCredentials;
  readonly devices: readonly TlsCredentials[];
}

export async function eapMaterial(): Promise<EapMaterial> {
  const now = Date.now();
  const validity = { notBefore: new Date(now - DAY), notAfter: new Date(now + DAY) };
  const authority = generateKeyPair('P-256');
  const signer = softwareSigner(authority.privateKey);
  const root = await createRootCertificate({
    subject: Name.of([['CN', 'Bench CA']]),
    signer,
    random: systemRandom,
    ...validity,
  });
  const issue = async (name: string, purpose: string, ...more: readonly Extension[]): Promise<TlsCredentials> => {
    const { publicKey, privateKey } = generateKeyPair('P-256');
    const certificate = await buildCertificate({
      subject: Name.of([['CN', name]]),
      publicKey,
      issuer: root.subject,
      signer,
      serialNumber: serialNumber(systemRandom),
      ...validity,
      extensions: [basicConstraints({ ca: false }), keyUsage('digitalSignature'), extendedKeyUsage([purpose]), ...more],
    });
    return { key: privateKey, chain: [certificate.der] };
  };
  const server = await issue('radius', OID.serverAuth, subjectAltName([{ kind: 'dns', value: SERVER_NAME }]));
  const devices: TlsCredentials[] = [];
  for (let i = 0; i < DEVICES; i++) devices.push(await issue(`device-${i}`, OID.clientAuth));
  return { root, server, devices };
}

export function pemOf(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}
