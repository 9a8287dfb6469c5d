/** A domain in memory, and makers for it to know. */

import { createRootCertificate } from '@sallyport/ca';
import { DAY, Secret, systemClock, systemRandom } from '@sallyport/core';
import type { HandOver } from '@sallyport/hand-over';
import { type Certificate, generateKeyPair, Name, type Signer, softwareSigner } from '@sallyport/pki';
import { Domain, type DomainOptions } from '../src/index.ts';

export interface Authority {
  readonly certificate: Certificate;
  readonly signer: Signer;
}

export async function authority(name: string): Promise<Authority> {
  const signer = softwareSigner(generateKeyPair('P-256').privateKey);
  const certificate = await createRootCertificate({
    subject: Name.of([['CN', name]]),
    signer,
    random: systemRandom,
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + DAY),
  });
  return { certificate, signer };
}

export function handOver(maker: Authority, devices: readonly string[] = []): HandOver {
  return {
    manufacturer: 'Maker',
    soldTo: 'Home',
    at: new Date('2026-06-01T12:00:00Z'),
    idevidAnchors: [maker.certificate],
    masaUrl: 'https://masa.example/.well-known/brski',
    masaTlsAnchors: [maker.certificate],
    voucherAnchors: [maker.certificate],
    devices: devices.map((serialNumber) => ({ serialNumber, model: 'lamp', idevidFingerprint: '00' })),
  };
}

export function domainOptions(changes: Partial<DomainOptions> = {}): DomainOptions {
  return {
    owner: 'Home',
    directory: undefined,
    passphrase: Secret.of('a test passphrase'),
    listen: { host: '127.0.0.1', port: 0 },
    hosts: ['registrar.example', '127.0.0.1'],
    network: 'home-network',
    clock: systemClock,
    random: systemRandom,
    events: () => undefined,
    onError: () => undefined,
    ...changes,
  };
}

export const startDomain = (changes: Partial<DomainOptions> = {}): Promise<Domain> =>
  Domain.start(domainOptions(changes));
