/** A manufacturer's log in memory, devices in it, and registrars that claim them. */

import { type Claimant, domainIdText, type IssuedVoucher, type MadeDevice } from '@sallyport/brski';
import { CERTIFICATE_PROJECTION, createRootCertificate } from '@sallyport/ca';
import { ManualClock, seededRandom, toBase64 } from '@sallyport/core';
import {
  buildCertificate,
  type Certificate,
  generateKeyPair,
  Name,
  type Signer,
  serialNumber,
  softwareSigner,
} from '@sallyport/pki';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { DEVICE_CERTIFIED, deviceStream } from '../src/events.ts';
import { keyOf } from '../src/masa-registers.ts';
import { DeviceRecords } from '../src/records.ts';
import { manufacturerRegister } from '../src/register.ts';

export const NOW = new Date('2026-06-01T12:00:00Z');
const random = seededRandom('manufacturer');

export interface Authority {
  readonly certificate: Certificate;
  readonly signer: Signer;
}

export async function authority(name: string): Promise<Authority> {
  const signer = softwareSigner(generateKeyPair('P-256').privateKey);
  const certificate = await createRootCertificate({
    subject: Name.of([['CN', name]]),
    signer,
    random,
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: 'never',
  });
  return { certificate, signer };
}

async function certified(issuer: Authority, subject: Name): Promise<Certificate> {
  return buildCertificate({
    subject,
    publicKey: generateKeyPair('P-256').publicKey,
    issuer: issuer.certificate.subject,
    signer: issuer.signer,
    serialNumber: serialNumber(random),
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: 'never',
    extensions: [],
  });
}

export const idevidCa = await authority('IDevID CA');

export class Books {
  readonly store: LogStore;
  readonly clock: ManualClock;
  readonly records: DeviceRecords;

  private constructor(store: LogStore, clock: ManualClock) {
    this.store = store;
    this.clock = clock;
    this.records = new DeviceRecords(store, clock);
  }

  static async open(): Promise<Books> {
    const clock = new ManualClock(NOW);
    const projections = [manufacturerRegister, CERTIFICATE_PROJECTION];
    return new Books(await openSqliteStore({ path: ':memory:', projections, clock }), clock);
  }

  /** A device as if it had left the factory. */
  async make(number: string, model: string | null = null): Promise<MadeDevice & { readonly certificate: Certificate }> {
    const certificate = await certified(idevidCa, Name.of([['serialNumber', number]]));
    await this.store.append([
      DEVICE_CERTIFIED.create(deviceStream(number), {
        serialNumber: number,
        model,
        idevid: toBase64(certificate.der),
        issuerKeyId: '',
      }),
    ]);
    return { serialNumber: number, key: number, idevidKey: keyOf(certificate), idevid: certificate.der, certificate };
  }
}

/** A domain with its registrar, as a MASA sees them. */
export async function claimant(domain: Authority, customer?: string): Promise<Claimant> {
  const registrar = await certified(domain, Name.of([['CN', 'registrar']]));
  const chain = [registrar, domain.certificate];
  return {
    registrar,
    chain,
    pinned: domain.certificate,
    domainId: domainIdText(domain.certificate),
    keys: chain.map(keyOf),
    customer,
  };
}

let count = 0;

/** What the MASA would write down for a voucher to this claimant. */
export function entryFor({ domainId, pinned }: Claimant, changes: Partial<IssuedVoucher> = {}): IssuedVoucher {
  count++;
  return {
    date: NOW,
    domainId,
    pinnedKey: keyOf(pinned),
    nonce: `nonce-${count}`,
    assertion: 'proximity',
    request: `request-${count}`,
    voucher: `voucher-${count}`,
    renewal: false,
    session: `session-${count}`,
    ...changes,
  };
}
