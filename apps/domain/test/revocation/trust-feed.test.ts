import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CERTIFICATE_PROJECTION, LogCertificateLedger } from '@sallyport/ca';
import { MINUTE, SECOND, VirtualTime } from '@sallyport/core';
import type { TrustChange } from '@sallyport/onboarding';
import { openSqliteStore } from '@sallyport/store';
import { DEVICE_FLAGGED, LIST_ENTRY_ADDED } from '../../src/events.ts';
import type { Domain } from '../../src/index.ts';
import { ObservedStore } from '../../src/observed-store.ts';
import { domainRegister } from '../../src/register.ts';
import { TrustFeed } from '../../src/revocation/trust-feed.ts';
import { startDomain } from '../support.ts';
import { certify, keyOf } from './support.ts';

type Told = Pick<TrustChange, 'cause' | 'deviceKey' | 'certificateSerial'>;

describe('a change of trust', () => {
  let domain: Domain;
  const told: Told[] = [];
  let deaf: () => void;
  before(async () => {
    domain = await startDomain({ listen: undefined });
    deaf = domain.trust.onTrustChanged(({ cause, deviceKey, certificateSerial }) => {
      told.push({ cause, deviceKey, certificateSerial });
    });
  });
  after(() => domain.close());

  /** What is told of `change`, once everything written has been told. */
  async function toldOf(change: () => Promise<unknown>): Promise<readonly Told[]> {
    told.length = 0;
    await change();
    const feed = domain.trust;
    assert.ok(feed instanceof TrustFeed);
    await feed.caughtUp();
    return [...told];
  }

  it('is told when a certificate is revoked, with the device that has it', async () => {
    const { serialNumber } = await certify(domain, 'D-1');
    assert.deepEqual(await toldOf(() => domain.authority.revoke(serialNumber, 'superseded')), [
      { cause: 'certificate-revoked', deviceKey: keyOf('D-1'), certificateSerial: serialNumber },
    ]);
    assert.deepEqual(await toldOf(() => domain.authority.revoke(serialNumber, 'superseded')), []);
  });

  it('is told when a device is refused, and when it is so no more', async () => {
    const change = { cause: 'policy-changed', deviceKey: keyOf('D-2'), certificateSerial: undefined };
    assert.deepEqual(await toldOf(() => domain.lists.add('refused', keyOf('D-2'), 'lost')), [change]);
    assert.deepEqual(await toldOf(() => domain.lists.remove('refused', keyOf('D-2'))), [change]);
  });

  it('concerns any device when a manufacturer or a model is taken off, or a list narrows for the first time', async () => {
    const any = { cause: 'policy-changed', deviceKey: undefined, certificateSerial: undefined };
    await domain.lists.add('manufacturers', 'aa', undefined);
    assert.deepEqual(await toldOf(() => domain.lists.remove('manufacturers', 'aa')), [any]);
    assert.deepEqual(await toldOf(() => domain.lists.add('devices', keyOf('D-3'), undefined)), [any]);
    assert.deepEqual(await toldOf(() => domain.lists.add('codes', '*', undefined)), [any]);
    assert.deepEqual(await toldOf(() => domain.lists.lift('devices')), [any]);
  });

  it('concerns one device when it is taken off the list of devices or of codes', async () => {
    await domain.lists.add('devices', keyOf('D-4'), undefined);
    await domain.lists.add('codes', 'oui:00/1', undefined);
    const of = (deviceKey: string) => [{ cause: 'policy-changed', deviceKey, certificateSerial: undefined }];
    assert.deepEqual(await toldOf(() => domain.lists.remove('devices', keyOf('D-4'))), of(keyOf('D-4')));
    assert.deepEqual(await toldOf(() => domain.lists.remove('codes', 'oui:00/1')), of('oui:00/1'));
  });

  it('is none when a device comes by a certificate', async () => {
    assert.deepEqual(await toldOf(() => certify(domain, 'D-5')), []);
  });

  it('is told to nobody who has stopped listening', async () => {
    deaf();
    assert.deepEqual(await toldOf(() => domain.lists.add('refused', keyOf('D-6'), undefined)), []);
  });
});

describe('a change of trust that could not be read', () => {
  it('is told as soon as the log can be read again, though a listener before it fails', async () => {
    const time = new VirtualTime();
    const log = await openSqliteStore({ path: ':memory:', projections: [domainRegister, CERTIFICATE_PROJECTION] });
    const ledger = new LogCertificateLedger({ store: log, authority: 'domain-ca' });
    const store = new ObservedStore(log);
    const errors: unknown[] = [];
    const feed = await TrustFeed.open({ store, ledger, timer: time, onError: (error) => errors.push(error) });
    const told: (string | undefined)[] = [];
    const failure = new RangeError('a listener that fails');
    feed.onTrustChanged(() => {
      throw failure;
    });
    feed.onTrustChanged(({ deviceKey }) => told.push(deviceKey));
    const read = store.read.bind(store);
    store.read = () => {
      throw new RangeError('the log is away');
    };
    await store.append([LIST_ENTRY_ADDED.create('accept-lists', { list: 'refused', match: 'aa/1', note: null })]);
    await time.advance(10 * SECOND);
    assert.ok(errors.length > 1 && told.length === 0);
    store.read = read;
    await time.until(() => told.length > 0, MINUTE);
    assert.deepEqual([told, errors.at(-1)], [['aa/1'], failure]);
    await feed.close();
    await log.close();
  });
});

describe('a change of trust at another replica', () => {
  it('is told when the log is looked at again, in the order of the log and once', async () => {
    const time = new VirtualTime();
    const log = await openSqliteStore({ path: ':memory:', projections: [domainRegister, CERTIFICATE_PROJECTION] });
    const ledger = new LogCertificateLedger({ store: log, authority: 'domain-ca' });
    const errors: unknown[] = [];
    const feed = await TrustFeed.open({
      store: new ObservedStore(log),
      ledger,
      timer: time,
      lookEvery: SECOND,
      onError: (error) => errors.push(error),
    });
    const told: (string | undefined)[] = [];
    feed.onTrustChanged(({ deviceKey }) => told.push(deviceKey));
    // Not through the observed store: as another process writes it.
    for (const serial of ['1', '2', '3']) {
      const match = `aa/${serial}`;
      await log.append([LIST_ENTRY_ADDED.create('accept-lists', { list: 'refused', match, note: null })]);
    }
    await log.append([DEVICE_FLAGGED.create('device/aa/4', { deviceKey: 'aa/4', reason: 'a stranger had it' })]);
    await time.advance(SECOND / 2);
    assert.deepEqual(told, []);
    await time.until(() => told.length === 4, MINUTE);
    await time.advance(10 * SECOND);
    assert.deepEqual(told, ['aa/1', 'aa/2', 'aa/3', 'aa/4']);
    await log.close();
    await time.until(() => errors.length > 0, MINUTE);
    await feed.close();
    const failures = errors.length;
    await time.advance(MINUTE);
    assert.equal(errors.length, failures);
    assert.ok(failures >= 1);
  });
});
