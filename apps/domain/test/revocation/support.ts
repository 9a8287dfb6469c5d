/** A domain that publishes, and what relying parties send to it. */

import { ManualClock } from '@sallyport/core';
import { type DeviceIdentity, deviceKey } from '@sallyport/onboarding';
import { type Certificate, generateKeyPair } from '@sallyport/pki';
import { CertificateId, encodeOcspRequest } from '@sallyport/pki/ocsp';
import type { Domain, DomainOptions } from '../../src/index.ts';
import { ldevidProfile } from '../../src/index.ts';
import { startDomain } from '../support.ts';

export const MAKER = 'aa';
const LISTEN = { listen: { host: '127.0.0.1', port: 0 } };

export function startPublishing(changes: Partial<DomainOptions> = {}): Promise<Domain> {
  return startDomain({
    listen: undefined,
    hosts: ['127.0.0.1'],
    revocation: LISTEN,
    ...changes,
  });
}

/** A clock near the time of the machine, for those who judge by that. */
export function clockFromNow(): ManualClock {
  return new ManualClock(new Date());
}

export function deviceNamed(serialNumber: string): DeviceIdentity {
  return { manufacturer: MAKER, serialNumber, model: undefined, credential: undefined, assurance: 'authenticated' };
}

export const keyOf = (serialNumber: string): string => deviceKey(deviceNamed(serialNumber));

/** An LDevID for a device, as enrolment gives it. */
export function certify(domain: Domain, serialNumber: string, lifetime = 90 * 86_400_000): Promise<Certificate> {
  return domain.authority.issue({
    profile: ldevidProfile(lifetime),
    facts: { device: deviceNamed(serialNumber), network: 'home' },
    publicKey: generateKeyPair('P-256').publicKey,
  });
}

export function base(domain: Domain): string {
  return domain.revocation.url ?? '';
}

export function ocspRequest(domain: Domain, serialNumber: string, nonce?: Uint8Array): Uint8Array {
  return encodeOcspRequest([CertificateId.of(domain.authority.certificate, serialNumber)], nonce);
}

export async function post(domain: Domain, body: Uint8Array, type = 'application/ocsp-request'): Promise<Response> {
  return fetch(`${base(domain)}/ocsp`, { method: 'POST', headers: { 'content-type': type }, body: Buffer.from(body) });
}

export async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}
