/** The owner’s authority, its RADIUS server, two devices, and those who should be refused. */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { DAY, seededRandom } from '@sallyport/core';
import {
  basicConstraints,
  buildCertificate,
  type Certificate,
  extendedKeyUsage,
  keyUsage,
  Name,
  OID,
  serialNumber,
  softwareSigner,
  subjectAltName,
} from '@sallyport/pki';

export const NOW = new Date('2026-11-30T12:00:00Z');
const random = seededRandom('cellular certificates');

export interface Party {
  readonly certificate: Certificate;
  readonly key: KeyObject;
  readonly chain: readonly Uint8Array[];
}

interface IssueOptions {
  readonly issuer?: Party;
  readonly purposes?: readonly string[];
  readonly dnsName?: string;
  readonly notAfter?: Date;
}

async function issue(name: string, { issuer, purposes, dnsName, notAfter }: IssueOptions = {}): Promise<Party> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const subject = Name.of([['CN', name]]);
  const certificate = await buildCertificate({
    subject,
    publicKey,
    issuer: issuer?.certificate.subject ?? subject,
    signer: softwareSigner(issuer?.key ?? privateKey),
    serialNumber: serialNumber(random),
    notBefore: new Date(NOW.getTime() - DAY),
    notAfter: notAfter ?? new Date(NOW.getTime() + 365 * DAY),
    extensions:
      issuer === undefined
        ? [basicConstraints({ ca: true }), keyUsage('keyCertSign', 'cRLSign')]
        : [
            keyUsage('digitalSignature'),
            ...(purposes === undefined ? [] : [extendedKeyUsage(purposes)]),
            ...(dnsName === undefined ? [] : [subjectAltName([{ kind: 'dns', value: dnsName }])]),
          ],
  });
  return { certificate, key: privateKey, chain: [certificate.der] };
}

export const SERVER_NAME = 'aaa.owner.example';
export const root = await issue('Owner Root');
export const server = await issue('DN-AAA', { issuer: root, purposes: [OID.serverAuth], dnsName: SERVER_NAME });
const purposes = [OID.clientAuth];
export const meter = await issue('meter', { issuer: root, purposes });
export const camera = await issue('camera', { issuer: root, purposes });
/** Expires in ten minutes. */
export const brief = await issue('meter', { issuer: root, purposes, notAfter: new Date(NOW.getTime() + 600_000) });
export const expired = await issue('meter', { issuer: root, purposes, notAfter: new Date(NOW.getTime() - 1000) });
export const purposeless = await issue('meter', { issuer: root });
export const unregistered = await issue('nobody', { issuer: root, purposes });
export const stranger = await issue('meter', { issuer: await issue('Other Root'), purposes });
