/** A small world of certificates: an authority, an intermediate, a server, a device, and those who should be refused. */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { DAY, seededRandom } from '@sallyport/core';
import {
  basicConstraints,
  buildCertificate,
  type Certificate,
  type Extension,
  extendedKeyUsage,
  extension,
  keyUsage,
  Name,
  OID,
  serialNumber,
  softwareSigner,
  subjectAltName,
} from '@sallyport/pki';
import type { TlsCredentials } from '../../src/tls/context.ts';

export const NOW = new Date();
const random = seededRandom('eap tests');

export interface Party {
  readonly certificate: Certificate;
  readonly key: KeyObject;
  /** Itself first, without the root. */
  readonly chain: readonly Uint8Array[];
}

export interface IssueOptions {
  readonly issuer?: Party;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly extensions?: readonly Extension[];
  readonly purposes?: readonly string[];
  readonly dnsName?: string;
  readonly isAuthority?: boolean;
}

export async function issue(name: string, options: IssueOptions = {}): Promise<Party> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const subject = Name.of([['CN', name]]);
  const { issuer, isAuthority = issuer === undefined } = options;
  const certificate = await buildCertificate({
    subject,
    publicKey,
    issuer: issuer?.certificate.subject ?? subject,
    signer: softwareSigner(issuer?.key ?? privateKey),
    serialNumber: serialNumber(random),
    notBefore: options.notBefore ?? new Date(NOW.getTime() - DAY),
    notAfter: options.notAfter ?? new Date(NOW.getTime() + 365 * DAY),
    extensions: isAuthority
      ? [basicConstraints({ ca: true }), keyUsage('keyCertSign', 'cRLSign'), ...(options.extensions ?? [])]
      : [
          keyUsage('digitalSignature'),
          ...(options.purposes === undefined ? [] : [extendedKeyUsage(options.purposes)]),
          ...(options.dnsName === undefined ? [] : [subjectAltName([{ kind: 'dns', value: options.dnsName }])]),
          ...(options.extensions ?? []),
        ],
  });
  const above = issuer === undefined || issuer.certificate.isSelfIssued ? [] : issuer.chain;
  return { certificate, key: privateKey, chain: [certificate.der, ...above] };
}

export function credentials({ key, chain }: Party): TlsCredentials {
  return { key, chain };
}

export const root = await issue('Owner Root');
export const intermediate = await issue('Owner Issuing', { issuer: root, isAuthority: true });
export const server = await issue('RADIUS', {
  issuer: intermediate,
  purposes: [OID.serverAuth],
  dnsName: 'radius.owner.example',
});
export const device = await issue('device-1', { issuer: intermediate, purposes: [OID.clientAuth] });
export const stranger = await issue('device-1', { issuer: await issue('Other Root'), purposes: [OID.clientAuth] });

/** A device, or a server of this name, under four authorities, with `padding` bytes in each certificate. */
export async function longChain(padding: number, dnsName?: string): Promise<Party> {
  const extensions = [extension('2.25.1', new Uint8Array(padding), false)];
  let issuer = root;
  for (let depth = 0; depth < 4; depth++) {
    issuer = await issue(`CA ${depth}`, { issuer, isAuthority: true, extensions });
  }
  return issue('device-1', { issuer, extensions, ...(dnsName === undefined ? {} : { dnsName }) });
}
