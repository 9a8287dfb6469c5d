/** A root CA on a manual clock, over any ledger. */

import { DAY, ManualClock, seededRandom } from '@sallyport/core';
import {
  basicConstraints,
  buildCertificateRequest,
  extendedKeyUsage,
  generateKeyPair,
  type KeyType,
  keyUsage,
  Name,
  OID,
  softwareSigner,
} from '@sallyport/pki';
import {
  CertificateAuthority,
  type CertificateLedger,
  createRootCertificate,
  endEntityProfile,
  MemoryCertificateLedger,
} from '../src/index.ts';

export const START = new Date('2026-01-01T00:00:00Z');

export interface DeviceFacts {
  readonly serialNumber: string;
}

/** A device certificate for 90 days; it takes over nothing of the request. */
export const deviceProfile = endEntityProfile<DeviceFacts>({
  name: 'device',
  lifetime: 90 * DAY,
  describe: ({ facts }) => ({
    subject: Name.of([['serialNumber', facts.serialNumber]]),
    device: `maker/${facts.serialNumber}`,
    extensions: [basicConstraints({ ca: false }), keyUsage('digitalSignature'), extendedKeyUsage([OID.clientAuth])],
  }),
});

export async function rootAuthority(
  options: {
    readonly ledger?: CertificateLedger;
    readonly notAfter?: Date | 'never';
    readonly pathLength?: number;
  } = {},
) {
  const clock = new ManualClock(START);
  const random = seededRandom(`ca ${Math.random()}`);
  const signer = softwareSigner(generateKeyPair('P-256').privateKey);
  const certificate = await createRootCertificate({
    subject: Name.of([['CN', 'Test Root']]),
    signer,
    random,
    notBefore: new Date(START.getTime() - DAY),
    notAfter: options.notAfter ?? new Date('2036-01-01T00:00:00Z'),
    ...(options.pathLength === undefined ? {} : { pathLength: options.pathLength }),
  });
  const ledger = options.ledger ?? new MemoryCertificateLedger();
  const authority = new CertificateAuthority({ certificate, signer, ledger, clock, random });
  return { authority, clock, random, ledger, signer, certificate };
}

/** A request made by a device with a key of its own. */
export async function deviceRequest(type: KeyType = 'P-256') {
  const signer = softwareSigner(generateKeyPair(type).privateKey);
  const request = await buildCertificateRequest({
    subject: Name.of([['CN', 'what the device wishes']]),
    signer,
    extensions: [basicConstraints({ ca: true })],
  });
  return { request, signer };
}
