/** Makers, and devices with certificates of birth. */

import { hash, type KeyObject } from 'node:crypto';
import { keyUri } from '@sallyport/assurance-claims';
import { systemRandom, toHex } from '@sallyport/core';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { buildCertificate, generateKeyPair, Name, serialNumber, softwareSigner, spkiOf } from '@sallyport/pki';

export interface BornDevice {
  readonly identity: DeviceIdentity;
  readonly publicKey: KeyObject;
  readonly uri: string;
  /** Under which registers hold it. */
  readonly key: string;
}

export interface Maker {
  readonly uri: string;
  /** A device that proved itself by its certificate. */
  born(number?: string): Promise<BornDevice>;
}

let made = 0;

export function newMaker(): Maker {
  const pair = generateKeyPair('P-256');
  const manufacturer = toHex(hash('sha256', spkiOf(pair.publicKey), 'buffer'));
  return {
    uri: keyUri(pair.publicKey),
    async born(number = `SN-${++made}`) {
      const { publicKey } = generateKeyPair('P-256');
      const certificate = await buildCertificate({
        subject: Name.of([['serialNumber', number]]),
        issuer: Name.of([['CN', 'a maker']]),
        publicKey,
        signer: softwareSigner(pair.privateKey),
        serialNumber: serialNumber(systemRandom),
        notBefore: new Date('2026-01-01T00:00:00Z'),
        notAfter: 'never',
        extensions: [],
      });
      const identity: DeviceIdentity = {
        serialNumber: number,
        manufacturer,
        model: 'thermo',
        credential: certificate.der,
        assurance: 'authenticated',
      };
      return { identity, publicKey, uri: keyUri(publicKey), key: `${manufacturer}/${number}` };
    },
  };
}
