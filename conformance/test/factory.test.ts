import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { bearDevice, Device, type FactoryLine, factoryStation } from '@sallyport/app-device';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import { masaUrlOf } from '@sallyport/brski';
import { fromUtf8, isSallyportError, Secret, utf8 } from '@sallyport/core';
import { encodeBody } from '@sallyport/est';
import { PersistentConnection } from '@sallyport/http';
import { buildCertificateRequest, generateKeyPair, Name, NEVER, softwareSigner } from '@sallyport/pki';
import { factoryLine, Lab, STATION } from '../src/index.ts';

describe('a factory station', () => {
  const lab = new Lab();
  let manufacturer: Manufacturer;

  before(async () => {
    manufacturer = await lab.startManufacturer();
  });
  after(() => lab.close());

  const bear = (device: Device, line: FactoryLine, serialNumber: string) =>
    bearDevice({ device, line, serialNumber, model: 'sensor', session: serialNumber });

  it('gives a birth certificate that BRSKI can use for a lifetime (RFC 8995 §2.3, §2.6.2)', async () => {
    const device = await lab.bear(manufacturer, 'BORN-1', { model: 'sensor' });
    const idevid = device.birth?.idevid;
    assert.ok(idevid !== undefined);
    assert.equal(idevid.subject.attribute('serialNumber'), 'BORN-1');
    assert.equal(idevid.subject.attribute('OU'), 'sensor');
    assert.equal(masaUrlOf(idevid), `https://localhost:${manufacturer.masaPort}/.well-known/brski`);
    assert.deepEqual(idevid.notAfter, new Date(NEVER));
    assert.equal(idevid.keyUsage, undefined);
    assert.equal(idevid.extendedKeyUsage, undefined);
  });

  it('gives the same certificate again when its answer was lost', async () => {
    const line = factoryLine(manufacturer);
    const device = await Device.open({ storage: 'memory' });
    const given: string[] = [];
    const lossy: FactoryLine = {
      voucherAnchors: () => line.voucherAnchors(),
      certify: async (request, session) => {
        given.push((await line.certify(request, session)).idevid.fingerprint());
        throw new Error('the cable was pulled');
      },
    };
    await assert.rejects(bear(device, lossy, 'BORN-2'), /cable/);
    const { idevid } = await bear(device, line, 'BORN-2');
    assert.deepEqual(given, [idevid.fingerprint()]);
  });

  it('gives a serial number to one device', async () => {
    await lab.bear(manufacturer, 'BORN-3');
    await assert.rejects(
      lab.bear(manufacturer, 'BORN-3'),
      (thrown) => isSallyportError(thrown, 'E_DEVICE_BIRTH') && thrown.details['status'] === 403,
    );
    assert.deepEqual(lab.failures, []);
  });

  it('gives it to one of many that ask at the same time', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lab.bear(manufacturer, 'BORN-4')));
    assert.equal(attempts.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  for (const [what, credential] of [
    ['a wrong password', { password: Secret.of('guess') }],
    ['a wrong name', { user: 'station-2' }],
    ['no password', { password: Secret.of('') }],
  ] as const) {
    it(`does nothing for ${what}`, async () => {
      const line = factoryStation({
        ...STATION,
        port: manufacturer.stationPort ?? 0,
        anchors: manufacturer.masaTlsAnchors,
        ...credential,
      });
      const device = await Device.open({ storage: 'memory' });
      const certify = async () => {
        const ready = { ...line, voucherAnchors: async () => manufacturer.voucherAnchors };
        await bear(device, ready, 'BORN-5');
      };
      await assert.rejects(
        certify(),
        (thrown) => isSallyportError(thrown, 'E_DEVICE_BIRTH') && thrown.details['status'] === 401,
      );
      assert.equal(await manufacturer.records.find('BORN-5'), undefined);
    });
  }

  it('certifies no device without a serial number', async () => {
    const device = await Device.open({ storage: 'memory' });
    const line = factoryLine(manufacturer);
    const nameless: FactoryLine = {
      voucherAnchors: () => line.voucherAnchors(),
      certify: async (_request, session) => {
        const key = await device.makeBirthKey('P-256');
        return line.certify(await buildCertificateRequest({ subject: Name.of([['CN', 'x']]), signer: key }), session);
      },
    };
    await assert.rejects(
      bear(device, nameless, 'BORN-6'),
      (thrown) => isSallyportError(thrown, 'E_DEVICE_BIRTH') && thrown.details['status'] === 403,
    );
  });

  it('gives its reasons to the station, and nothing of the house', async () => {
    const connection = await PersistentConnection.open({
      host: STATION.host,
      port: manufacturer.stationPort ?? 0,
      trust: { mode: 'verified', anchors: manufacturer.masaTlsAnchors.map(({ der }) => der) },
    });
    const signer = softwareSigner(generateKeyPair('P-256').privateKey);
    const { der } = await buildCertificateRequest({ subject: Name.of([['serialNumber', 'BORN-3']]), signer });
    const response = await connection.request({
      method: 'POST',
      path: '/.well-known/est/simpleenroll',
      headers: {
        'content-type': 'application/pkcs10',
        authorization: `Basic ${Buffer.concat([utf8(`${STATION.user}:`), STATION.password.expose()]).toString('base64')}`,
      },
      body: encodeBody(der),
    });
    connection.close();
    assert.equal(response.status, 403);
    assert.match(fromUtf8(response.body), /^E_EST_ISSUER_REFUSED: serial number BORN-3 was given before\n/);
  });
});
