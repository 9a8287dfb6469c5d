import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import {
  CERTIFICATE_PROJECTION,
  CertificateAuthority,
  createRootCertificate,
  LogCertificateLedger,
} from '@sallyport/ca';
import { DAY, ManualClock, systemRandom, utf8 } from '@sallyport/core';
import { type Decision, type DeviceIdentity, deny, permit } from '@sallyport/onboarding';
import {
  basicConstraints,
  buildCertificateRequest,
  generateKeyPair,
  Name,
  OID,
  softwareSigner,
  subjectAltName,
} from '@sallyport/pki';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import {
  type EnrolmentOptions,
  enrolmentGate,
  estAuthenticator,
  issuedCertificates,
  ldevidIssuer,
} from '../src/enrolment.ts';
import { VOUCHER_RECEIVED } from '../src/events.ts';
import { ManufacturerBook } from '../src/manufacturer-book.ts';
import { ldevidProfile, radiusProfile } from '../src/profiles.ts';
import { domainRegister } from '../src/register.ts';
import { authority as makeAuthority } from './support.ts';

const device: DeviceIdentity = {
  manufacturer: 'aa',
  serialNumber: 'D-1',
  model: 'lamp',
  credential: undefined,
  assurance: 'authenticated',
};

let store: LogStore;
let clock: ManualClock;
let options: EnrolmentOptions;
let decide: () => Promise<Decision>;
let failures: unknown[];

beforeEach(async () => {
  clock = new ManualClock(new Date());
  failures = [];
  decide = async () => permit('fine');
  store = await openSqliteStore({ path: ':memory:', projections: [domainRegister, CERTIFICATE_PROJECTION], clock });
  const ledger = new LogCertificateLedger({ store, authority: 'domain-ca' });
  const { certificate, signer } = await makeAuthority('Domain CA');
  options = {
    authority: new CertificateAuthority({ certificate, signer, ledger, clock, random: systemRandom }),
    book: await ManufacturerBook.open(store),
    store,
    clock,
    authorizer: { decide: () => decide() },
    network: 'home-network',
    ldevidLifetime: DAY / 2,
    onError: (error) => failures.push(error),
  };
});

async function giveVoucher(): Promise<void> {
  await store.append([
    VOUCHER_RECEIVED.create('device/aa/D-1', {
      device: { manufacturer: 'aa', serialNumber: 'D-1' },
      session: 's1',
      masaUrl: 'https://masa.example',
      registrarRequest: '',
      voucher: '',
      forwarded: true,
    }),
  ]);
}

describe('the gate of enrolment', () => {
  const mayEnrol = () =>
    enrolmentGate(options, { isEnrolmentAllowed: async () => ({ allowed: true, reason: undefined }) }).mayEnrol(
      device,
      'simpleenroll',
    );

  it('is shut to a device that was given no voucher', async () => {
    assert.deepEqual(await mayEnrol(), { allowed: false, reason: 'it was given no voucher' });
  });

  it('opens to one that was', async () => {
    await giveVoucher();
    assert.deepEqual(await mayEnrol(), { allowed: true });
  });

  it('is shut when the history was found wanting (RFC 8995 §5.8.3)', async () => {
    await giveVoucher();
    const gate = enrolmentGate(options, { isEnrolmentAllowed: async () => ({ allowed: false, reason: 'odd' }) });
    const answer = await gate.mayEnrol(device, 'simpleenroll');
    assert.deepEqual(answer, { allowed: false, reason: 'its history was found wanting: odd' });
  });

  it('is shut when policy has changed its mind, or has none', async () => {
    await giveVoucher();
    decide = async () => deny('refused meanwhile');
    assert.deepEqual(await mayEnrol(), { allowed: false, reason: 'refused meanwhile' });
    decide = () => Promise.reject(new Error('policy is gone'));
    assert.deepEqual(await mayEnrol(), { allowed: false, reason: 'the policy could not be evaluated' });
    assert.equal(failures.length, 1);
  });
});

describe('a certificate of this domain', () => {
  const issue = () =>
    options.authority.issue({
      profile: ldevidProfile(options.ldevidLifetime),
      facts: { device, network: options.network },
      publicKey: generateKeyPair('P-256').publicKey,
    });

  it('is known with the device it was issued to', async () => {
    const certificate = await issue();
    const known = await issuedCertificates(options).issuedTo(certificate.der);
    assert.deepEqual(known, { ...device, credential: certificate.der });
  });

  it('counts for nothing once it is revoked', async () => {
    const certificate = await issue();
    await options.authority.revoke(certificate.serialNumber, 'keyCompromise');
    assert.equal(await issuedCertificates(options).issuedTo(certificate.der), undefined);
  });

  it('counts for nothing once it has ended', async () => {
    const certificate = await issue();
    clock.advance(DAY);
    assert.equal(await issuedCertificates(options).issuedTo(certificate.der), undefined);
  });

  it('is no device’s when it was made for a server', async () => {
    const certificate = await options.authority.issue({
      profile: radiusProfile,
      facts: { owner: 'Home', hosts: ['radius.example'] },
      publicKey: generateKeyPair('P-256').publicKey,
    });
    assert.equal(await issuedCertificates(options).issuedTo(certificate.der), undefined);
  });

  it('is not one that only bears its number', async () => {
    const certificate = await issue();
    const forged = Uint8Array.from(certificate.der);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    assert.equal(await issuedCertificates(options).issuedTo(forged), undefined);
    assert.equal(await issuedCertificates(options).issuedTo(utf8('nonsense')), undefined);
  });
});

describe('a certificate that leads to nobody who is known', () => {
  const judged = async (...subject: Parameters<typeof Name.of>) => {
    const signer = softwareSigner(generateKeyPair('P-256').privateKey);
    const [notBefore, notAfter] = [new Date(Date.now() - DAY), new Date(Date.now() + DAY)];
    const certificate = await createRootCertificate({
      ...{ subject: Name.of(...subject), signer, random: systemRandom, notBefore, notAfter },
    });
    const connection = { id: 'c', remoteAddress: '192.0.2.7', tls: undefined };
    return estAuthenticator(options).authenticate({
      ...{ certificate, intermediates: [], connection, operation: 'simpleenroll', label: undefined },
    });
  };

  it('is refused, with what it says of itself on record as a claim', async () => {
    const answer = await judged([['serialNumber', 'D-1']]);
    assert.ok(answer.outcome === 'refused');
    assert.equal(answer.device?.serialNumber, 'D-1');
    assert.equal(answer.device.assurance, 'claimed');
    assert.equal(answer.device.manufacturer, undefined);
  });

  it('has nothing of what it says remembered that a terminal or a page would obey', async () => {
    const answer = await judged([
      ['serialNumber', 'D-1'],
      ['OU', 'a\u202elamp'],
    ]);
    assert.ok(answer.outcome === 'refused');
    assert.equal(answer.device?.model, 'a lamp');
  });

  it('is refused as well where it names no serial number', async () => {
    const answer = await judged([['CN', 'somebody']]);
    assert.ok(answer.outcome === 'refused');
    assert.equal(answer.device, undefined);
  });
});

describe('the issuer of LDevIDs', () => {
  it('takes name and number from what it knows of the device, not from its wishes', async () => {
    const csr = await buildCertificateRequest({
      subject: Name.of([
        ['CN', 'the-neighbours-network'],
        ['serialNumber', 'D-666'],
      ]),
      signer: softwareSigner(generateKeyPair('P-256').privateKey),
      extensions: [basicConstraints({ ca: true }), subjectAltName([{ kind: 'dns', value: 'registrar.example' }])],
    });
    const unused = { label: undefined, renews: undefined, changeSubject: undefined };
    const request = { operation: 'simpleenroll' as const, csr, publicKey: csr.spki, ...unused };
    const issuance = await ldevidIssuer(options).issue(request, device, 's1');
    assert.ok(issuance.outcome === 'issued');
    const { certificate } = issuance;
    assert.equal(certificate.subject.toString(), 'serialNumber=D-1,CN=home-network,OU=lamp');
    assert.equal(certificate.basicConstraints?.ca, false);
    assert.deepEqual(certificate.subjectAltNames, []);
    assert.deepEqual(certificate.extendedKeyUsage, [OID.clientAuth]);
    const entry = await options.authority.ledger.bySerialNumber(certificate.serialNumber);
    assert.equal(entry?.device, 'aa/D-1');
    assert.deepEqual(entry.der, certificate.der);
  });
});
