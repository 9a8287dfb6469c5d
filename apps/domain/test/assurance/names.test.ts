import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { keyUri } from '@sallyport/assurance-claims';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { DeviceBook } from '../../src/assurance/device-book.ts';
import { Names } from '../../src/assurance/names.ts';
import { assuranceRegister } from '../../src/assurance/register.ts';
import { completeSubject } from '../../src/assurance/subjects.ts';
import { ManufacturerBook } from '../../src/manufacturer-book.ts';
import { domainRegister } from '../../src/register.ts';
import { type Authority, authority, handOver } from '../support.ts';

const OWNER = 'did:key:z6MkOwner';
let store: LogStore;
let manufacturers: ManufacturerBook;
let names: Names;
let birth: Authority;
let maker: Authority;

beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:', projections: [domainRegister, assuranceRegister] });
  manufacturers = await ManufacturerBook.open(store);
  const devices = new DeviceBook({ store, ledger: { bySerialNumber: async () => undefined } });
  names = new Names({ devices, manufacturers });
  birth = await authority('S-1');
  maker = await authority('Maker');
  for (const manufacturer of ['aa', 'bb']) {
    const serialNumber = manufacturer === 'aa' ? 'S-1' : 'S-2';
    const credential = manufacturer === 'aa' ? birth.certificate.der : maker.certificate.der;
    await devices.meet({ manufacturer, serialNumber, model: undefined, credential, assurance: 'authenticated' });
  }
});
afterEach(() => store.close());

describe('a name', () => {
  it('of a device is its number, its key or its URI', async () => {
    const uri = keyUri(birth.certificate.spki);
    for (const name of ['S-1', 'aa/S-1', uri]) assert.equal((await names.device(name)).uri, uri);
    assert.equal(await names.deviceUri('S-1'), uri);
    assert.equal(await names.deviceUri('did:key:z6MkNobody'), 'did:key:z6MkNobody');
  });

  it('of a device that was never met is refused', async () => {
    await assert.rejects(names.device('S-9'), { code: 'E_DOMAIN_NAME' });
    await assert.rejects(names.device('aa/S-2'), { code: 'E_DOMAIN_NAME' });
    await assert.rejects(names.deviceUri('S-9'), { code: 'E_DOMAIN_NAME' });
  });

  it('that two devices have is refused', async () => {
    const devices = new DeviceBook({ store, ledger: { bySerialNumber: async () => undefined } });
    const credential = (await authority('other')).certificate.der;
    await devices.meet({
      manufacturer: 'cc',
      serialNumber: 'S-1',
      model: undefined,
      credential,
      assurance: 'authenticated',
    });
    await assert.rejects(names.device('S-1'), { code: 'E_DOMAIN_NAME' });
    assert.equal((await names.device('cc/S-1')).key, 'cc/S-1');
  });

  it('of a manufacturer is its name, its identifier or its URI', async () => {
    const id = await manufacturers.introduce(handOver(maker));
    const uri = keyUri(maker.certificate.spki);
    for (const name of ['Maker', id, uri]) assert.equal(await names.manufacturerUri(name), uri);
    await assert.rejects(names.manufacturerUri('Stranger'), { code: 'E_DOMAIN_NAME' });
  });

  it('that two manufacturers have is refused', async () => {
    await manufacturers.introduce(handOver(maker));
    await manufacturers.introduce(handOver(await authority('Maker')));
    await assert.rejects(names.manufacturerUri('Maker'), { code: 'E_DOMAIN_NAME' });
  });

  it('of a person is a mail address or a URI', () => {
    assert.equal(names.person('someone@example.com'), 'mailto:someone@example.com');
    assert.equal(names.person('mailto:someone@example.com'), 'mailto:someone@example.com');
    assert.throws(() => names.person('someone'), { code: 'E_DOMAIN_NAME' });
  });
});

describe('the subject of a claim', () => {
  it('has the owner for a truster, and the URI of whoever is named', async () => {
    await manufacturers.introduce(handOver(maker));
    const device = await completeSubject('Trust', { id: 'S-1', role: 'device' }, names, OWNER);
    assert.deepEqual(device, { id: keyUri(birth.certificate.spki), role: 'device', truster: OWNER });
    const made = await completeSubject('Distrust', { id: 'Maker', role: 'manufacturer' }, names, OWNER);
    assert.deepEqual(made, { id: keyUri(maker.certificate.spki), role: 'manufacturer', truster: OWNER });
    const person = await completeSubject(
      'Trust',
      { id: 'a@example.com', role: 'person', truster: 'b@example.com' },
      names,
      OWNER,
    );
    assert.deepEqual(person, { id: 'mailto:a@example.com', role: 'person', truster: 'mailto:b@example.com' });
  });

  it('keeps what is no name, and the name of a role that a domain does not keep names of', async () => {
    const router = { id: 'ni:///sha-256;router', role: 'router', truster: OWNER };
    assert.deepEqual(await completeSubject('Trust', router, names, OWNER), router);
    const rule = { rule: 'mine', language: 'prolog', source: 'a.' };
    assert.deepEqual(await completeSubject('Rule', rule, names, OWNER), rule);
    const role = { id: 'x', role: 'toString' };
    assert.deepEqual(await completeSubject('Trust', role, names, OWNER), { ...role, truster: OWNER });
  });

  it('of an attestation result is the device that is named', async () => {
    const result = { status: 'warning', profile: 'urn:policy', appraised: '2026-06-01T12:00:00Z' };
    const complete = await completeSubject('AttestationResult', { id: 'S-1', ...result }, names, OWNER);
    assert.deepEqual(complete, { id: keyUri(birth.certificate.spki), ...result });
  });

  it('of a purchase has the owner for a buyer', async () => {
    const purchase = await completeSubject('Purchase', { id: 'S-1', deviceType: 'lamp' }, names, OWNER);
    assert.deepEqual(purchase, { id: keyUri(birth.certificate.spki), buyer: OWNER, deviceType: 'lamp' });
  });
});
