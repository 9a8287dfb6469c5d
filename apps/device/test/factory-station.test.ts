import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret, systemClock, systemRandom } from '@sallyport/core';
import { createEstServer } from '@sallyport/est';
import { type RunningTlsServer, startTlsServer } from '@sallyport/http';
import { type Certificate, subjectAltName } from '@sallyport/pki';
import { bearDevice, Device, type FactoryStationOptions, factoryStation } from '../src/index.ts';
import { Maker, type Party, party } from './lab.ts';

const PASSWORD = 'line one';

let maker: Maker;
let tlsCa: Party;
let server: RunningTlsServer;

before(async () => {
  maker = await Maker.open();
  tlsCa = await party('Station CA', { isCa: true });
  const station = await party('Station', {
    issuer: tlsCa,
    extensions: [subjectAltName([{ kind: 'ip', value: '127.0.0.1' }])],
  });
  const expected = `Basic ${Buffer.from(`station:${PASSWORD}`).toString('base64')}`;
  const est = createEstServer(
    { labels: ['masa'], channelBinding: 'none' },
    {
      clock: systemClock,
      random: systemRandom,
      authenticator: { authenticate: async () => ({ outcome: 'refused', reason: 'by password only' }) },
      httpAuthenticator: {
        challenges: () => ['Basic realm="factory"'],
        authenticate: async ({ headers }) =>
          headers.get('authorization') === expected
            ? {
                serialNumber: 'station',
                manufacturer: undefined,
                model: undefined,
                credential: undefined,
                assurance: 'claimed',
              }
            : undefined,
      },
      gate: { mayEnrol: async () => ({ allowed: true }) },
      issuer: {
        issue: async ({ csr }) => ({ outcome: 'issued', certificate: (await maker.line.certify(csr, 's')).idevid }),
      },
      caCertificates: async (label) => [(label === 'masa' ? maker.voucherCa : maker.idevidCa).certificate],
    },
  );
  server = await startTlsServer({
    host: '127.0.0.1',
    port: 0,
    key: station.privateKey,
    certificateChain: [station.certificate.der],
    requestClientCertificate: true,
    handler: est.handle,
  });
});

after(() => server.close());

async function bear(changes: Partial<FactoryStationOptions> = {}): Promise<Device> {
  const device = await Device.open({ storage: 'memory' });
  const line = factoryStation({
    host: '127.0.0.1',
    port: server.port,
    anchors: [tlsCa.certificate],
    user: 'station',
    password: Secret.of(PASSWORD),
    ...changes,
  });
  await bearDevice({ device, line, serialNumber: 'ST-1', session: 'line' });
  return device;
}

describe('a factory line behind EST', () => {
  it('gives a device its IDevID, the chain above it, and the anchors for vouchers', async () => {
    const { birth } = await bear();
    const same = (given: readonly Certificate[] | undefined, party: Party) =>
      given?.length === 1 && given[0]?.equals(party.certificate) === true;
    assert.ok(birth?.idevid.isSignedBy(maker.idevidCa.certificate));
    assert.ok(same(birth?.chain, maker.idevidCa));
    assert.ok(same(birth?.voucherAnchors, maker.voucherCa));
  });

  it('is not talked to unless its certificate is good', async () => {
    await assert.rejects(bear({ anchors: [maker.idevidCa.certificate] }), { code: 'E_HTTP_TLS_UNTRUSTED' });
  });

  it('that refuses is named as the reason', async () => {
    await assert.rejects(bear({ password: Secret.of('wrong') }), { code: 'E_DEVICE_BIRTH' });
    await assert.rejects(bear({ voucherAnchorsLabel: 'none' }), { code: 'E_DEVICE_BIRTH' });
  });
});
