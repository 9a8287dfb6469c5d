import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { DAY, HOUR, ManualClock, MINUTE, systemRandom } from '@sallyport/core';
import { type Certificate, generateKeyPair, Name, type Signer, softwareSigner } from '@sallyport/pki';
import { ocspNoCheck } from '@sallyport/pki/ocsp';
import { type LogStore, openPostgresStore, openSqliteStore } from '@sallyport/store';
import {
  CERTIFICATE_PROJECTION,
  CertificateAuthority,
  type CertificateAuthorityOptions,
  createRootCertificate,
  LogCertificateLedger,
} from '../src/index.ts';
import { deviceProfile, deviceRequest, rootAuthority, START } from './support.ts';

const OPTIONS = { lifetime: DAY, renewBefore: 6 * HOUR };
const postgres = process.env['SALLYPORT_TEST_POSTGRES'];
const directory = mkdtempSync(join(tmpdir(), 'sallyport-lists-'));
after(() => rmSync(directory, { recursive: true, force: true }));

interface House {
  readonly certificate: Certificate;
  readonly signer: Signer;
  readonly clock: ManualClock;
}

async function house(): Promise<House> {
  const signer = softwareSigner(generateKeyPair('P-256').privateKey);
  const certificate = await createRootCertificate({
    subject: Name.of([['CN', 'Lists']]),
    signer,
    random: systemRandom,
    notBefore: START,
    notAfter: 'never',
  });
  return { certificate, signer, clock: new ManualClock(START) };
}

function replica(of: House, store: LogStore, changes: Partial<CertificateAuthorityOptions> = {}): CertificateAuthority {
  const ledger = new LogCertificateLedger({ store, authority: 'domain' });
  return new CertificateAuthority({ ...of, ledger, random: systemRandom, ...changes });
}

async function issue(authority: CertificateAuthority): Promise<Certificate> {
  const { request } = await deviceRequest();
  return authority.issue({ request, profile: deviceProfile, facts: { serialNumber: '1' } });
}

describe('the revocation list in force', () => {
  it('is the same until something is revoked, and then another at once', async () => {
    const { authority, clock } = await rootAuthority();
    const certificate = await issue(authority);
    const first = await authority.currentRevocationList(OPTIONS);
    clock.advance(HOUR);
    assert.equal(await authority.currentRevocationList(OPTIONS), first);
    await authority.revoke(certificate.serialNumber, 'keyCompromise');
    const second = await authority.currentRevocationList(OPTIONS);
    assert.deepEqual([first.crlNumber, second.crlNumber], [1n, 2n]);
    assert.equal(second.isRevoked(certificate.serialNumber)?.reason, 'keyCompromise');
    await authority.revoke(certificate.serialNumber, 'superseded');
    assert.equal(await authority.currentRevocationList(OPTIONS), second);
  });

  it('is replaced before its end, and never given out after it', async () => {
    const { authority, clock } = await rootAuthority();
    const numbers: (bigint | undefined)[] = [];
    for (let hour = 0; hour < 60; hour += 3) {
      const { crlNumber, thisUpdate, nextUpdate } = await authority.currentRevocationList(OPTIONS);
      assert.ok(nextUpdate !== undefined && thisUpdate <= clock.now());
      assert.ok(nextUpdate.getTime() - clock.now().getTime() > OPTIONS.renewBefore);
      numbers.push(crlNumber);
      clock.advance(3 * HOUR);
    }
    assert.deepEqual([...new Set(numbers)], [1n, 2n, 3n, 4n]);
  });

  it('is the same list for all who ask at the same moment', async () => {
    const { authority } = await rootAuthority();
    const lists = await Promise.all(Array.from({ length: 20 }, () => authority.currentRevocationList(OPTIONS)));
    assert.equal(new Set(lists).size, 1);
  });

  it('is after a restart the very same octets, though no list is kept', async () => {
    const home = await house();
    const path = join(directory, 'restart.db');
    const open = () => openSqliteStore({ path, projections: [CERTIFICATE_PROJECTION], clock: home.clock });
    const before = await open();
    const authority = replica(home, before);
    home.clock.advance(1234);
    for (let i = 0; i < 20; i++) await authority.revoke((await issue(authority)).serialNumber, 'superseded');
    const list = await authority.currentRevocationList(OPTIONS);
    await before.close();
    home.clock.advance(MINUTE);
    const again = await open();
    const restored = await replica(home, again).currentRevocationList(OPTIONS);
    assert.deepEqual(restored.der, list.der);
    assert.equal(await again.head(), 41);
    await again.close();
  });

  it('is a new one when the CA has another key, for the old signature fits it no more', async () => {
    const [home, next] = [await house(), await house()];
    const store = await openSqliteStore({ path: ':memory:', projections: [CERTIFICATE_PROJECTION] });
    assert.equal((await replica(home, store).currentRevocationList(OPTIONS)).crlNumber, 1n);
    const list = await replica(next, store).currentRevocationList(OPTIONS);
    assert.equal(list.crlNumber, 2n);
    assert.ok(list.isSignedBy(next.certificate));
    await store.close();
  });

  for (const [name, open, skip] of [
    ['a file', () => openSqliteStore({ path: ':memory:', projections: [CERTIFICATE_PROJECTION] }), false],
    [
      'PostgreSQL',
      () =>
        openPostgresStore({
          connectionString: postgres ?? '',
          schema: `ca_lists_${process.pid}`,
          projections: [CERTIFICATE_PROJECTION],
        }),
      postgres === undefined ? 'SALLYPORT_TEST_POSTGRES names no PostgreSQL' : false,
    ],
  ] as const) {
    it(`is the same at several replicas over ${name}, and no number is ever given to two`, { skip }, async () => {
      const home = await house();
      const stores = name === 'PostgreSQL' ? [await open(), await open(), await open()] : [await open()];
      const replicas = [0, 1, 2].map((index) => replica(home, stores[index % stores.length] ?? fail()));
      const byNumber = new Map<bigint, string>();
      for (let round = 0; round < 8; round++) {
        const one = replicas[round % 3] ?? fail();
        await one.revoke((await issue(one)).serialNumber, 'superseded');
        const lists = await Promise.all(replicas.map((each) => each.currentRevocationList(OPTIONS)));
        for (const list of lists) {
          const octets = Buffer.from(list.der).toString('hex');
          assert.equal(byNumber.get(list.crlNumber ?? 0n) ?? octets, octets);
          byNumber.set(list.crlNumber ?? 0n, octets);
          assert.equal(list.entries.length, round + 1);
        }
      }
      assert.equal(byNumber.size, 8);
      await Promise.all(stores.map((store) => store.close()));
    });
  }
});

function fail(): never {
  throw new RangeError('no such replica');
}

describe('certificates of a CA that publishes their status', () => {
  const locations = {
    crl: ['http://ca.example/ca.crl'],
    ocsp: ['http://ca.example/ocsp'],
    caIssuers: ['http://ca.example/ca.cer'],
  };

  it('say where, but for those of its OCSP responders', async () => {
    const { certificate, signer, ledger, clock, random } = await rootAuthority();
    let known: typeof locations | undefined;
    const options = { certificate, signer, ledger, clock, random, statusLocations: () => known };
    const authority = new CertificateAuthority(options);
    assert.deepEqual((await issue(authority)).crlDistributionPoints, []);
    known = locations;
    const device = await issue(authority);
    assert.deepEqual(device.crlDistributionPoints, locations.crl);
    assert.deepEqual(device.authorityInfoAccess, { ocsp: locations.ocsp, caIssuers: locations.caIssuers });
    const { request } = await deviceRequest();
    const responder = await authority.issue({
      request,
      facts: null,
      profile: {
        name: 'responder',
        kind: 'end-entity',
        describe: () => ({ subject: Name.of([['CN', 'r']]), extensions: [ocspNoCheck()], notAfter: 'never' }),
      },
    });
    assert.deepEqual([responder.crlDistributionPoints, responder.authorityInfoAccess], [[], undefined]);
  });
});
