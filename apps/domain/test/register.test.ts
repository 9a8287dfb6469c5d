import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { CERTIFICATE_ISSUED } from '@sallyport/ca';
import { ManualClock } from '@sallyport/core';
import { type LogStore, type NewEvent, openSqliteStore } from '@sallyport/store';
import fc from 'fast-check';
import {
  DEVICE_FLAGGED,
  HISTORY_JUDGED,
  JOINER_ACCEPTED,
  LIST_ENTRY_ADDED,
  LIST_ENTRY_REMOVED,
  LIST_LIFTED,
  STATUS_REPORTED,
  VOUCHER_RECEIVED,
} from '../src/events.ts';
import { LDEVID } from '../src/profiles.ts';
import { DEVICES, deviceNamed, domainRegister, FLAGS, LISTS, NARROWED, registerKey } from '../src/register.ts';

const MAKER = 'aa';
const named = (serialNumber: string) => ({ manufacturer: MAKER, serialNumber });

const voucher = (serialNumber: string, session = 's1', forwarded = true) =>
  VOUCHER_RECEIVED.create('x', {
    device: named(serialNumber),
    session,
    masaUrl: 'https://masa.example',
    registrarRequest: 'AAAA',
    voucher: 'BBBB',
    forwarded,
  });
const status = (serialNumber: string, kind: 'voucher' | 'enrolment', ok = true) =>
  STATUS_REPORTED.create('x', {
    device: named(serialNumber),
    session: 's1',
    kind,
    ok,
    reason: ok ? null : 'it did not work',
    withNewCertificate: kind === 'enrolment' ? ok : null,
  });
const certificate = (serialNumber: string, number: string, profile = LDEVID) =>
  CERTIFICATE_ISSUED.create('x', {
    authority: 'domain-ca',
    serialNumber: number,
    subject: `serialNumber=${serialNumber}`,
    profile,
    device: registerKey(named(serialNumber)),
    issuedAt: 1,
    notBefore: 0,
    notAfter: 2,
    der: 'CCCC',
  });
const judged = (serialNumber: string, session = 's1') =>
  HISTORY_JUDGED.create('x', { device: named(serialNumber), session, acceptable: true, reason: 'fine' });

const joiner = (serialNumber: string) =>
  JOINER_ACCEPTED.create('x', {
    device: named(serialNumber),
    session: 't1',
    network: 'Home',
    extendedPanId: '0011223344556677',
    model: 'bulb',
  });

async function open(): Promise<LogStore> {
  return openSqliteStore({ path: ':memory:', projections: [domainRegister], clock: new ManualClock() });
}

describe('a device in the domain’s register', () => {
  let store: LogStore;
  beforeEach(async () => {
    store = await open();
  });

  const after = async (...events: readonly NewEvent[]) => {
    for (const event of events) await store.append([event]);
    return store.table(DEVICES).get('aa/D-1');
  };

  it('goes from voucher to aboard', async () => {
    assert.equal((await after(voucher('D-1')))?.state, 'voucher');
    assert.equal((await after(status('D-1', 'voucher')))?.state, 'imprinted');
    const certified = await after(certificate('D-1', '01'));
    assert.deepEqual([certified?.state, certified?.certificateSerial, certified?.notAfter], ['certified', '01', 2]);
    assert.equal((await after(status('D-1', 'enrolment')))?.state, 'aboard');
  });

  it('stays aboard when it renews its certificate', async () => {
    const row = await after(
      voucher('D-1'),
      certificate('D-1', '01'),
      status('D-1', 'enrolment'),
      certificate('D-1', '02'),
    );
    assert.deepEqual([row?.state, row?.certificateSerial], ['aboard', '02']);
  });

  it('begins again with the next voucher', async () => {
    const row = await after(voucher('D-1'), certificate('D-1', '01'), status('D-1', 'enrolment'), voucher('D-1', 's2'));
    assert.deepEqual([row?.state, row?.session], ['voucher', 's2']);
    assert.equal((await after(certificate('D-1', '02')))?.state, 'certified');
  });

  it('has failed when it says so, with its reason, until it tries again', async () => {
    const failed = await after(voucher('D-1'), status('D-1', 'voucher', false));
    assert.deepEqual([failed?.state, failed?.reason], ['failed', 'it did not work']);
    assert.equal((await after(voucher('D-1', 's2')))?.reason, null);
  });

  it('is brought there by a voucher alone, not by what it says', async () => {
    assert.equal(await after(status('D-1', 'voucher'), status('D-1', 'enrolment')), undefined);
    assert.equal(await after(voucher('D-1', 's1', false)), undefined, 'a voucher kept for it is not one it has');
  });

  it('is not aboard without a certificate, whatever it says', async () => {
    assert.equal((await after(voucher('D-1'), status('D-1', 'enrolment')))?.state, 'imprinted');
  });

  it('is due for a review until the history of its newest voucher was judged', async () => {
    assert.equal((await after(voucher('D-1')))?.unreviewed?.session, 's1');
    assert.equal((await after(judged('D-1')))?.unreviewed, null);
    assert.equal((await after(voucher('D-1', 's2'), judged('D-1', 's1')))?.unreviewed?.session, 's2');
  });

  it('is entrusted when the Commissioner accepted it as a Thread joiner, and goes by that network', async () => {
    await store.append([joiner('T-1')]);
    const row = await store.table(DEVICES).get(registerKey(named('T-1')));
    assert.deepEqual(
      [row?.state, row?.threadNetwork, row?.session, row?.certificate],
      ['entrusted', 'Home', 't1', null],
    );
  });

  it('has no part in certificates of servers', async () => {
    assert.equal(await after(certificate('D-1', '01', 'radius')), undefined);
  });

  it('has a key that can be taken apart, whatever its serial number holds', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-f]{1,64}$/), fc.string(), (manufacturer, serialNumber) => {
        assert.deepEqual(deviceNamed(registerKey({ manufacturer, serialNumber })), { manufacturer, serialNumber });
      }),
    );
  });
});

describe('the domain’s register', () => {
  const serial = fc.constantFrom('D-0', 'D-1', 'D/2');
  const list = fc.constantFrom('manufacturers' as const, 'models' as const, 'devices' as const, 'refused' as const);
  const match = fc.constantFrom('m', 'n', 'aa/D-1');
  const anyEvent: fc.Arbitrary<NewEvent> = fc.oneof(
    fc.tuple(serial, fc.constantFrom('s1', 's2'), fc.boolean()).map((args) => voucher(...args)),
    fc.tuple(serial, fc.constantFrom('voucher' as const, 'enrolment' as const), fc.boolean()).map((a) => status(...a)),
    fc.tuple(serial, fc.stringMatching(/^[0-9a-f]{8}$/)).map((args) => certificate(...args)),
    fc.tuple(serial, fc.constantFrom('s1', 's2')).map((args) => judged(...args)),
    fc.tuple(list, match).map(([on, what]) => LIST_ENTRY_ADDED.create('l', { list: on, match: what, note: null })),
    fc.tuple(list, match).map(([on, what]) => LIST_ENTRY_REMOVED.create('l', { list: on, match: what })),
    fc.constantFrom('models' as const, 'devices' as const).map((on) => LIST_LIFTED.create('l', { list: on })),
    fc
      .tuple(serial, fc.option(fc.constant('odd history')))
      .map(([number, reason]) => DEVICE_FLAGGED.create('f', { deviceKey: `aa/${number}`, reason })),
  );

  it('is the same when it is built anew from the log, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { maxLength: 40 }), async (events) => {
        const store = await open();
        const picture = async () => {
          const rows: unknown[] = [];
          for await (const entry of store.table(DEVICES).scan()) rows.push(entry);
          for await (const entry of store.table(LISTS).scan()) rows.push(entry);
          for await (const entry of store.table(NARROWED).scan()) rows.push(entry);
          for await (const entry of store.table(FLAGS).scan()) rows.push(entry);
          return rows;
        };
        for (const event of events) await store.append([event]);
        const live = await picture();
        await store.rebuild('domain_register');
        assert.deepEqual(await picture(), live);
        await store.close();
      }),
      { numRuns: 25 },
    );
  });
});
