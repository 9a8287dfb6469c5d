/** Devices with certificates of birth. */

import type { KeyObject } from 'node:crypto';
import { hash } from 'node:crypto';
import { keyUri } from '@sallyport/assurance-claims';
import { systemRandom, toHex } from '@sallyport/core';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { buildCertificate, generateKeyPair, Name, serialNumber, softwareSigner, spkiOf } from '@sallyport/pki';

const maker = generateKeyPair('P-256');
export const MAKER = toHex(hash('sha256', spkiOf(maker.publicKey), 'buffer'));
export const MAKER_URI = keyUri(maker.publicKey);

export interface BornDevice {
  readonly identity: DeviceIdentity;
  readonly publicKey: KeyObject;
  readonly uri: string;
}

let made = 0;

/** A device of {@link MAKER} that proved itself by its certificate. */
export async function bornDevice(number = `SN-${++made}`): Promise<BornDevice> {
  const { publicKey } = generateKeyPair('P-256');
  const certificate = await buildCertificate({
    subject: Name.of([['serialNumber', number]]),
    issuer: Name.of([['CN', 'a maker']]),
    publicKey,
    signer: softwareSigner(maker.privateKey),
    serialNumber: serialNumber(systemRandom),
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: 'never',
    extensions: [],
  });
  const identity: DeviceIdentity = {
    serialNumber: number,
    manufacturer: MAKER,
    model: 'thermo',
    credential: certificate.der,
    assurance: 'authenticated',
  };
  return { identity, publicKey, uri: keyUri(publicKey) };
}
