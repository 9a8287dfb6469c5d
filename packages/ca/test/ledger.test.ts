import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import {
  CERTIFICATE_PROJECTION,
  type CertificateLedger,
  CRL_ISSUED,
  type CrlRecord,
  type IssuedCertificate,
  LogCertificateLedger,
  MemoryCertificateLedger,
} from '../src/index.ts';

const AT = new Date('2026-01-01T00:00:00.123Z');
const LATER = new Date('2027-01-01T00:00:00Z');

const SIGNATURE = Uint8Array.of(4, 5, 6);

function crl(number: number, revocations = 0): CrlRecord {
  return { number, thisUpdate: AT, nextUpdate: LATER, revocations, signature: SIGNATURE };
}

function issued(serialNumber: string, more: Partial<IssuedCertificate> = {}): IssuedCertificate {
  return {
    serialNumber,
    subject: 'CN=thing',
    profile: 'device',
    device: 'maker/1',
    issuedAt: AT,
    notBefore: AT,
    notAfter: LATER,
    der: Uint8Array.of(1, 2, 3),
    ...more,
  };
}

const stores: LogStore[] = [];
after(() => Promise.all(stores.map((store) => store.close())));

async function logLedger(authority = 'domain', path = ':memory:') {
  const store = await openSqliteStore({ path, projections: [CERTIFICATE_PROJECTION] });
  stores.push(store);
  return new LogCertificateLedger({ store, authority });
}

const kinds: readonly (readonly [name: string, make: () => Promise<CertificateLedger>])[] = [
  ['MemoryCertificateLedger', async () => new MemoryCertificateLedger()],
  ['LogCertificateLedger', () => logLedger()],
];

for (const [name, make] of kinds) {
  describe(name, () => {
    it('gives back what was recorded', async () => {
      const ledger = await make();
      await ledger.record(issued('0a'));
      assert.deepEqual(await ledger.bySerialNumber('0a'), { ...issued('0a'), revocation: undefined });
      assert.equal(await ledger.bySerialNumber('0b'), undefined);
      assert.equal(await ledger.bySerialNumber('x'.repeat(5000)), undefined);
    });

    it('refuses a serial number twice and keeps the first', async () => {
      const ledger = await make();
      await ledger.record(issued('0a'));
      await assert.rejects(ledger.record(issued('0a', { subject: 'CN=other' })), { code: 'E_CA_SERIAL_TAKEN' });
      assert.equal((await ledger.bySerialNumber('0a'))?.subject, 'CN=thing');
    });

    it('finds by subject and by device, page by page', async () => {
      const ledger = await make();
      for (const serial of ['01', '02', '03', '04', '05']) await ledger.record(issued(serial));
      await ledger.record(issued('06', { subject: 'CN=other', device: undefined }));
      const first = await ledger.bySubject('CN=thing', { limit: 3 });
      assert.equal(first.entries.length, 3);
      assert.ok(first.next);
      const second = await ledger.bySubject('CN=thing', { limit: 3, cursor: first.next });
      assert.equal(second.next, undefined);
      const found = [...first.entries, ...second.entries].map(({ serialNumber }) => serialNumber);
      assert.deepEqual(found, ['01', '02', '03', '04', '05']);
      assert.equal((await ledger.byDevice('maker/1')).entries.length, 5);
      assert.equal((await ledger.byDevice('maker/2')).entries.length, 0);
      assert.deepEqual(
        (await ledger.bySubject('CN=other')).entries.map(({ serialNumber }) => serialNumber),
        ['06'],
      );
    });

    it('finds very long subjects and does not mix them up', async () => {
      const ledger = await make();
      const long = `CN=${'é'.repeat(2000)}`;
      await ledger.record(issued('01', { subject: `${long}1` }));
      await ledger.record(issued('02', { subject: `${long}2` }));
      assert.deepEqual(
        (await ledger.bySubject(`${long}2`)).entries.map(({ serialNumber }) => serialNumber),
        ['02'],
      );
    });

    it('keeps the first revocation, but lets a hold become final', async () => {
      const ledger = await make();
      await ledger.record(issued('0a'));
      await assert.rejects(ledger.revoke('0b', { reason: 'keyCompromise', at: AT }), {
        code: 'E_CA_UNKNOWN_CERTIFICATE',
      });
      const held = await ledger.revoke('0a', { reason: 'certificateHold', at: AT });
      assert.deepEqual(held.revocation, { reason: 'certificateHold', at: AT });
      const final = await ledger.revoke('0a', { reason: 'keyCompromise', at: LATER });
      assert.deepEqual(final.revocation, { reason: 'keyCompromise', at: LATER });
      const again = await ledger.revoke('0a', { reason: 'superseded', at: AT });
      assert.deepEqual(again.revocation, { reason: 'keyCompromise', at: LATER });
      assert.deepEqual((await ledger.bySerialNumber('0a'))?.revocation, { reason: 'keyCompromise', at: LATER });
    });

    it('lists for a CRL what is revoked and was not expired', async () => {
      const ledger = await make();
      await ledger.record(issued('01'));
      await ledger.record(issued('02'));
      await ledger.record(issued('03', { notAfter: AT }));
      await ledger.revoke('02', { reason: 'superseded', at: AT });
      await ledger.revoke('03', { reason: 'superseded', at: AT });
      const entry = (serialNumber: string) => ({ serialNumber, revocationDate: AT, reason: 'superseded' });
      assert.deepEqual(await ledger.revoked(LATER), [entry('02')]);
      assert.deepEqual(await ledger.revoked(AT), [entry('02'), entry('03')]);
    });

    it('numbers CRLs upwards and gives no number twice', async () => {
      const ledger = await make();
      assert.deepEqual(await ledger.crlState(), { lastNumber: 0, last: undefined, revocations: 0 });
      await ledger.recordCrl(crl(1));
      assert.deepEqual(await ledger.crlState(), { lastNumber: 1, last: crl(1), revocations: 0 });
      await assert.rejects(ledger.recordCrl(crl(1)), { code: 'E_CA_CRL_NUMBER_TAKEN' });
    });

    it('counts what is revoked, and what is revoked again for good', async () => {
      const ledger = await make();
      await ledger.record(issued('0a'));
      await ledger.record(issued('0b'));
      const counts: number[] = [];
      for (const [serialNumber, reason] of [
        ['0a', 'certificateHold'],
        ['0a', 'certificateHold'],
        ['0b', 'superseded'],
        ['0b', 'keyCompromise'],
        ['0a', 'keyCompromise'],
      ] as const) {
        await ledger.revoke(serialNumber, { reason, at: AT });
        counts.push((await ledger.crlState()).revocations);
      }
      assert.deepEqual(counts, [1, 1, 2, 2, 3]);
    });
  });
}

describe('LogCertificateLedger', () => {
  it('keeps two authorities of one store apart, the same serial numbers included', async () => {
    const store = await openSqliteStore({ path: ':memory:', projections: [CERTIFICATE_PROJECTION] });
    stores.push(store);
    const [a, ab] = ['a', 'a-b'].map((authority) => new LogCertificateLedger({ store, authority }));
    assert.ok(a !== undefined && ab !== undefined);
    await a.record(issued('01'));
    await ab.record(issued('01', { subject: 'CN=second' }));
    await ab.revoke('01', { reason: 'superseded', at: AT });
    await ab.recordCrl(crl(1, 1));
    assert.equal((await a.bySerialNumber('01'))?.revocation, undefined);
    assert.deepEqual(await a.revoked(AT), []);
    assert.equal((await a.byDevice('maker/1')).entries.length, 1);
    assert.deepEqual(await a.crlState(), { lastNumber: 0, last: undefined, revocations: 0 });
    assert.deepEqual(await ab.crlState(), { lastNumber: 1, last: crl(1, 1), revocations: 1 });
  });

  it('goes on numbering after a list that an early release recorded without its signature', async () => {
    const store = await openSqliteStore({ path: ':memory:', projections: [CERTIFICATE_PROJECTION] });
    stores.push(store);
    const data = { authority: 'domain', number: 7, thisUpdate: AT.getTime(), nextUpdate: LATER.getTime() };
    await store.append([CRL_ISSUED.create('authority/domain', data)]);
    const ledger = new LogCertificateLedger({ store, authority: 'domain' });
    assert.deepEqual(await ledger.crlState(), { lastNumber: 7, last: undefined, revocations: 0 });
  });

  it('remembers everything after a restart and after a rebuild of its tables', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sallyport-ca-'));
    try {
      const path = join(directory, 'log.sqlite');
      const options = { path, projections: [CERTIFICATE_PROJECTION] };
      const before = await openSqliteStore(options);
      const ledger = new LogCertificateLedger({ store: before, authority: 'domain' });
      await ledger.record(issued('01'));
      await ledger.revoke('01', { reason: 'superseded', at: AT });
      await ledger.recordCrl(crl(1, 1));
      await before.close();
      const store = await openSqliteStore(options);
      const again = new LogCertificateLedger({ store, authority: 'domain' });
      await store.rebuild('certificates');
      assert.deepEqual(await again.bySerialNumber('01'), {
        ...issued('01'),
        revocation: { reason: 'superseded', at: AT },
      });
      assert.deepEqual(await again.crlState(), { lastNumber: 1, last: crl(1, 1), revocations: 1 });
      await assert.rejects(again.record(issued('01')), { code: 'E_CA_SERIAL_TAKEN' });
      await store.close();
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('refuses a store without its projection, and a name that could run into another', async () => {
    const store = await openSqliteStore({ path: ':memory:' });
    stores.push(store);
    assert.throws(() => new LogCertificateLedger({ store, authority: 'domain' }), { code: 'E_STORE_ARGUMENT' });
    for (const authority of ['', 'a/b', 'A', '-a']) {
      assert.throws(() => new LogCertificateLedger({ store, authority }), { code: 'E_CA_AUTHORITY_NAME' });
    }
  });
});
