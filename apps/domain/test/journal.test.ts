import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { RegistrarRecord } from '@sallyport/brski';
import { utf8 } from '@sallyport/core';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { openSqliteStore } from '@sallyport/store';
import { deviceFlags, registrarJournal, unreviewedVouchers } from '../src/journal.ts';
import { domainRegister } from '../src/register.ts';

const device: DeviceIdentity = {
  manufacturer: 'aa',
  serialNumber: 'D-1',
  model: 'lamp',
  credential: undefined,
  assurance: 'authenticated',
};
const base = { at: new Date('2026-06-01T12:00:00Z'), session: 's1', device };

const RECORDS: readonly RegistrarRecord[] = [
  {
    ...base,
    kind: 'voucher-forwarded',
    masaUrl: 'https://masa.example',
    pledgeRequest: utf8('pledge'),
    registrarRequest: utf8('request'),
    voucher: utf8('voucher'),
    assertion: 'proximity',
    nonce: 'n',
    cached: false,
  },
  {
    ...base,
    kind: 'voucher-stored',
    masaUrl: 'https://masa.example',
    registrarRequest: utf8('request'),
    voucher: utf8('voucher'),
  },
  { ...base, kind: 'voucher-status', status: { version: 1, status: true, unknown: {} } },
  {
    ...base,
    kind: 'enroll-status',
    status: { version: 1, status: false, reason: 'no room', unknown: {} },
    matchingCertificate: false,
    clientCertificate: '00',
  },
  { ...base, kind: 'audit-verdict', acceptable: false, reason: 'odd', log: undefined },
];

describe('the registrar’s journal', () => {
  it('writes each kind of record under the device, at the time it happened', async () => {
    const store = await openSqliteStore({ path: ':memory:', projections: [domainRegister] });
    await registrarJournal(store).record(RECORDS);
    const written: unknown[] = [];
    for await (const { type, stream, at } of store.read(1)) written.push([type, stream, at.toISOString()]);
    const expected = ['voucher.received', 'voucher.received', 'status.reported', 'status.reported', 'history.judged'];
    assert.deepEqual(
      written,
      expected.map((type) => [type, 'device/aa/D-1', '2026-06-01T12:00:00.000Z']),
    );
    await store.close();
  });

  it('knows which voucher is still to be reviewed', async () => {
    const store = await openSqliteStore({ path: ':memory:', projections: [domainRegister] });
    const journal = registrarJournal(store);
    const unreviewed = unreviewedVouchers(store);
    assert.equal(await unreviewed.find('aa/D-1'), undefined);
    await journal.record(RECORDS.slice(0, 1));
    assert.deepEqual(await unreviewed.find('aa/D-1'), {
      session: 's1',
      masaUrl: 'https://masa.example',
      registrarRequest: utf8('request'),
    });
    await journal.record(RECORDS.slice(4));
    assert.equal(await unreviewed.find('aa/D-1'), undefined);
    await store.close();
  });
});

describe('the flags of devices', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-flags-'));
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('stand after a restart, until they are lifted', async () => {
    const open = () => openSqliteStore({ path: join(directory, 'domain.db'), projections: [domainRegister] });
    const first = await open();
    await deviceFlags(first).set('aa/D-1', 'it belonged to somebody else');
    await deviceFlags(first).set('aa/D-2', undefined);
    await first.close();
    const second = await open();
    assert.equal(await deviceFlags(second).reasonFor('aa/D-1'), 'it belonged to somebody else');
    assert.equal(await deviceFlags(second).reasonFor('aa/D-2'), undefined);
    await deviceFlags(second).set('aa/D-1', undefined);
    await second.close();
    const third = await open();
    assert.equal(await deviceFlags(third).reasonFor('aa/D-1'), undefined);
    await third.close();
  });
});
