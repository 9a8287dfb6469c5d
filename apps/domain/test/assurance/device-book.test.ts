import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { keyUri } from '@sallyport/assurance-claims';
import { spkiFingerprint } from '@sallyport/brski';
import { toHex } from '@sallyport/core';
import { type DeviceIdentity, deviceKey } from '@sallyport/onboarding';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { DeviceBook } from '../../src/assurance/device-book.ts';
import { manufacturerUri } from '../../src/assurance/device-uri.ts';
import { assuranceRegister } from '../../src/assurance/register.ts';
import { type Authority, authority } from '../support.ts';

let store: LogStore;
let issued: Uint8Array | undefined;
let book: DeviceBook;

beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:', projections: [assuranceRegister] });
  issued = undefined;
  book = bookOver(store);
});
afterEach(() => store.close());

function bookOver(over: LogStore): DeviceBook {
  const entry = {
    subject: '',
    profile: 'ldevid',
    device: undefined,
    issuedAt: new Date(),
    notBefore: new Date(),
    notAfter: new Date(),
    revocation: undefined,
  };
  return new DeviceBook({
    store: over,
    ledger: {
      bySerialNumber: async (serialNumber) =>
        issued === undefined ? undefined : { ...entry, serialNumber, der: issued },
    },
  });
}

function born({ certificate }: Authority, changes: Partial<DeviceIdentity> = {}): DeviceIdentity {
  return {
    manufacturer: 'aa',
    serialNumber: 'S-1',
    model: 'lamp',
    credential: certificate.der,
    assurance: 'authenticated',
    ...changes,
  };
}

describe('the device book', () => {
  it('names a device after the key of its birth certificate, once', async () => {
    const birth = await authority('S-1');
    const known = await book.meet(born(birth));
    assert.equal(known?.uri, keyUri(birth.certificate.spki));
    assert.deepEqual([known?.key, known?.model, known?.proved], ['aa/S-1', 'lamp', 'certificate']);
    assert.equal(await store.head(), 1);
    await book.meet(born(birth));
    assert.equal(await store.head(), 1);
    assert.deepEqual(await bookOver(store).byUri(keyUri(birth.certificate.spki)), known);
  });

  it('takes an LDevID of the house for the device that it was issued to', async () => {
    const [birth, ldevid] = [await authority('S-1'), await authority('aboard')];
    const known = await book.meet(born(birth));
    issued = ldevid.certificate.der;
    assert.deepEqual(await book.meet(born(ldevid)), known);
    assert.equal(await store.head(), 1);
  });

  it('does not know a device that only ever showed an LDevID', async () => {
    const ldevid = await authority('aboard');
    issued = ldevid.certificate.der;
    assert.equal(await book.meet(born(ldevid)), undefined);
    assert.equal(await store.head(), 0);
  });

  it('knows a device again that is judged without its certificate', async () => {
    const device = born(await authority('S-1'));
    const known = await book.meet(device);
    assert.deepEqual(await book.meet({ ...device, credential: undefined }), known);
  });

  it('names a device anew that was given another birth key', async () => {
    const [first, second] = [await authority('S-1'), await authority('S-1')];
    await book.meet(born(first));
    const known = await book.meet(born(second));
    assert.equal(known?.uri, keyUri(second.certificate.spki));
    assert.equal(await book.byUri(keyUri(first.certificate.spki)), undefined);
  });

  it('enters nobody who has not proved who it is', async () => {
    assert.equal(await book.meet(born(await authority('S-1'), { assurance: 'claimed' })), undefined);
    assert.equal(await store.head(), 0);
  });

  it('names a Thread joiner after its EUI-64, and cannot name one that is known by its Joiner ID alone', async () => {
    const joiner: DeviceIdentity = {
      manufacturer: 'oui:001122',
      serialNumber: '0011223344556677',
      model: undefined,
      credential: undefined,
      assurance: 'code',
    };
    assert.equal((await book.meet(joiner))?.uri, 'urn:dev:mac:0011223344556677');
    const nameless = { ...joiner, manufacturer: undefined, serialNumber: 'joiner-id:0011223344556677' };
    assert.equal(await book.meet(nameless), undefined);
    assert.equal(deviceKey(joiner), 'oui:001122/0011223344556677');
  });

  it('refuses a certificate that cannot be read', async () => {
    const device = born(await authority('S-1'), { credential: Uint8Array.of(0x30, 0x01) });
    await assert.rejects(book.meet(device), { code: /^E_(DER|PKI)_/ });
  });

  it('finds every device of a number, and pages through all', async () => {
    await book.meet(born(await authority('one')));
    await book.meet(born(await authority('two'), { manufacturer: 'bb' }));
    assert.deepEqual((await book.bySerialNumber('S-1')).map(({ key }) => key).sort(), ['aa/S-1', 'bb/S-1']);
    const page = await book.page({ limit: 1 });
    assert.equal(page.entries.length, 1);
    assert.notEqual(page.next, undefined);
    const all: string[] = [];
    for await (const { key } of book) all.push(key);
    assert.deepEqual(all, ['aa/S-1', 'bb/S-1']);
  });
});

describe('the URI of a manufacturer', () => {
  it('is that of its anchor’s key', async () => {
    const { certificate } = await authority('Maker');
    assert.equal(manufacturerUri(toHex(spkiFingerprint(certificate))), keyUri(certificate.spki));
  });

  it('is not made of what is no fingerprint', () => {
    assert.equal(manufacturerUri('oui:001122'), undefined);
    assert.equal(manufacturerUri(undefined), undefined);
  });
});
