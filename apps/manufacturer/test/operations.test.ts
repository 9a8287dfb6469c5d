import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  fromBase64,
  isJsonObject,
  isSallyportError,
  type JsonValue,
  Secret,
  systemClock,
  systemRandom,
} from '@sallyport/core';
import { openHandOver } from '@sallyport/hand-over';
import { buildCertificateRequest, Certificate, generateKeyPair, Name, softwareSigner } from '@sallyport/pki';
import { keyOf, MANUFACTURER_OPERATIONS, Manufacturer, runManufacturerOperation } from '../src/index.ts';
import { authority } from './support.ts';

describe('the manufacturer’s operations', () => {
  let manufacturer: Manufacturer;
  before(async () => {
    manufacturer = await Manufacturer.start({
      name: 'Example Devices',
      directory: undefined,
      passphrase: Secret.of('a test passphrase'),
      masa: { host: '127.0.0.1', port: 0 },
      masaHosts: ['localhost'],
      station: { host: '127.0.0.1', port: 0, user: 'station', password: Secret.of('station password') },
      clock: systemClock,
      random: systemRandom,
      events: () => undefined,
      onError: () => undefined,
    });
    for (const number of ['A-1', 'A-2', 'A-3']) {
      const signer = softwareSigner(generateKeyPair('P-256').privateKey);
      const subject = Name.of([
        ['OU', 'lamp'],
        ['serialNumber', number],
      ]);
      await manufacturer.factory?.certify(await buildCertificateRequest({ subject, signer }), 'test');
    }
  });
  after(() => manufacturer.close());

  async function run(name: string, input: JsonValue): Promise<{ readonly [name: string]: JsonValue }> {
    const answer = await runManufacturerOperation(manufacturer, name, input);
    assert.ok(isJsonObject(answer));
    return answer;
  }

  it('each have a title', () => {
    for (const [name, { title }] of Object.entries(MANUFACTURER_OPERATIONS)) assert.ok(title.length > 5, name);
  });

  it('list devices a page at a time, without their certificates', async () => {
    const first = await run('devices.list', { limit: 2 });
    assert.ok(Array.isArray(first['devices']) && typeof first['next'] === 'string');
    const [row] = first['devices'];
    assert.ok(isJsonObject(row));
    assert.deepEqual(Object.keys(row).sort(), [
      'blocked',
      'certifiedAt',
      'domainKey',
      'issuerKeyId',
      'model',
      'ownedBy',
      'ownerName',
      'serialNumber',
    ]);
    const second = await run('devices.list', { cursor: first['next'] });
    assert.deepEqual([Array.isArray(second['devices']) && second['devices'].length, second['next']], [1, undefined]);
  });

  it('show a device with its certificate and its vouchers', async () => {
    const shown = await run('devices.show', { serialNumber: 'A-1' });
    assert.equal(Certificate.fromPem(String(shown['idevid'])).subject.attribute('serialNumber'), 'A-1');
    assert.deepEqual(shown['vouchers'], []);
  });

  it('sell to the domain whose CA is given', async () => {
    const { certificate } = await authority('Buyer CA');
    const sold = await run('sell', { serialNumbers: ['A-1', 'A-2'], to: 'Buyer', domainCa: certificate.toPem() });
    const { handOver } = openHandOver(fromBase64(String(sold['file'])), String(sold['fingerprint']));
    assert.deepEqual(
      handOver.devices.map(({ serialNumber, model }) => [serialNumber, model]),
      [
        ['A-1', 'lamp'],
        ['A-2', 'lamp'],
      ],
    );
    const row = await manufacturer.records.find('A-2');
    assert.deepEqual([row?.ownedBy, row?.ownerName, row?.domainKey], ['sold', 'Buyer', keyOf(certificate)]);
  });

  it('block and clear', async () => {
    await run('block', { serialNumber: 'A-3', reason: 'stolen' });
    assert.equal((await run('devices.show', { serialNumber: 'A-3' }))['blocked'], 'stolen');
    await run('clear', { serialNumber: 'A-3', resale: false });
    assert.equal((await run('devices.show', { serialNumber: 'A-3' }))['blocked'], null);
  });

  it('give the anchors in PEM', async () => {
    const anchors = await run('anchors', {});
    for (const name of ['idevidAnchors', 'voucherAnchors', 'masaTlsAnchors']) {
      const list = anchors[name];
      assert.ok(Array.isArray(list) && list.length === 1);
      Certificate.fromPem(String(list[0]));
    }
    assert.equal(anchors['handOverSigner'], manufacturer.handOverSigner.fingerprint());
  });

  for (const [name, input, code] of [
    ['devices.list', { limit: 0 }, 'E_API_INPUT'],
    ['devices.list', { limit: 1001 }, 'E_API_INPUT'],
    ['devices.show', {}, 'E_API_INPUT'],
    ['devices.show', { serialNumber: 'GHOST' }, 'E_MANUFACTURER_UNKNOWN_DEVICE'],
    ['sell', { serialNumbers: [], to: 'x' }, 'E_API_INPUT'],
    ['sell', { serialNumbers: ['A-1'] }, 'E_API_INPUT'],
    ['sell', { serialNumbers: ['GHOST'], to: 'x' }, 'E_MANUFACTURER_UNKNOWN_DEVICE'],
    ['block', { serialNumber: 'A-1' }, 'E_API_INPUT'],
    ['clear', { serialNumber: 'A-1', resale: 'yes' }, 'E_API_INPUT'],
    ['devices.list', null, 'E_API_INPUT'],
    ['devices.list', [], 'E_API_INPUT'],
  ] satisfies [string, JsonValue, string][]) {
    it(`refuse ${name} with ${JSON.stringify(input)}`, async () => {
      await assert.rejects(
        runManufacturerOperation(manufacturer, name, input),
        (thrown) => isSallyportError(thrown) && thrown.code === code,
      );
    });
  }

  it('refuse a domain CA that is no certificate', async () => {
    const input = { serialNumbers: ['A-1'], to: 'x', domainCa: 'not a certificate' };
    await assert.rejects(run('sell', input), (thrown) => isSallyportError(thrown));
  });
});
