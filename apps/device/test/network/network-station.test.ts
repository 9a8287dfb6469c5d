import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { EapServer, tlsServer, trustPeers } from '@sallyport/eap';
import { type Certificate, extendedKeyUsage, OID, subjectAltName } from '@sallyport/pki';
import { bringAboardBrski, type Device, type NetworkStationOptions, networkStation } from '../../src/index.ts';
import { Domain, Maker, type Party, party } from '../lab.ts';

const NAME = 'radius.home.example';
const PORTS = { clock: systemClock, timer: systemTimer, random: systemRandom };

describe('a device at a network that asks for its domain certificate', () => {
  it('is let in with its LDevID, without a word of who it is outside TLS', async () => {
    const { device, domain } = await aboard();
    const { outcome, identity, leaf } = await authenticate(device, { server: domain, anchor: domain });
    assert.deepEqual([outcome, identity], ['accept', '@eap']);
    assert.deepEqual(leaf?.der, device.ownership?.ldevid.der);
  });

  it('shows its birth certificate where it is told to', async () => {
    const { device, domain, maker } = await aboard();
    const { outcome, leaf } = await authenticate(device, {
      server: domain,
      anchor: { ca: maker.idevidCa },
      station: { credential: 'birth' },
    });
    assert.equal(outcome, 'accept');
    assert.deepEqual(leaf?.der, device.birth?.idevid.der);
  });

  it('shows nobody its certificate who is not of its domain', async () => {
    const { device, domain } = await aboard();
    const { outcome, leaf } = await authenticate(device, {
      server: { ca: await party('stranger', { isCa: true }) },
      anchor: domain,
    });
    assert.deepEqual([outcome, leaf], ['reject', undefined]);
  });

  it('shows nobody its certificate who is of its domain and not the RADIUS server', async () => {
    const { device, domain } = await aboard();
    const station = { serverNames: ['another.home.example'] };
    const { outcome, leaf } = await authenticate(device, { server: domain, anchor: domain, station });
    assert.deepEqual([outcome, leaf], ['reject', undefined]);
  });

  it('cannot ask without an owner', async () => {
    const maker = await Maker.open();
    const device = await maker.device('SN-1');
    await assert.rejects(
      networkStation({ device, serverNames: [NAME] }),
      (thrown) => isSallyportError(thrown) && thrown.code === 'E_DEVICE_NOT_ABOARD',
    );
  });
});

/** A device that came aboard a domain, which is closed by then. */
async function aboard() {
  const maker = await Maker.open();
  const domain = await Domain.open(maker);
  const device = await maker.device('SN-1');
  await bringAboardBrski({ device, candidates: [domain.address], persistence: 'one-round' });
  await domain.close();
  return { device, domain, maker };
}

interface Authentication {
  /** Whose RADIUS server it is. */
  readonly server: { readonly ca: Party };
  /** Whose devices it lets in. */
  readonly anchor: { readonly ca: Party };
  readonly station?: Partial<NetworkStationOptions>;
}

async function authenticate(device: Device, { server: { ca }, anchor, station = {} }: Authentication) {
  const { certificate, privateKey } = await party('radius', {
    issuer: ca,
    extensions: [extendedKeyUsage([OID.serverAuth]), subjectAltName([{ kind: 'dns', value: NAME }])],
  });
  const trusted = trustPeers({ anchors: [anchor.ca.certificate], clock: systemClock });
  let leaf: Certificate | undefined;
  const method = tlsServer(
    {
      credentials: { key: privateKey, chain: [certificate.der, ca.certificate.der] },
      judge: (chain, context) => {
        [leaf] = chain;
        return trusted(chain, context);
      },
    },
    PORTS,
  );
  const server = new EapServer({ methods: [method] }, PORTS);
  const peer = await networkStation({ device, serverNames: [NAME], ...station });
  let reply = await server.receive({ eap: new Uint8Array(0), origin: 'ap' });
  let identity: string | undefined;
  while (reply.outcome === 'challenge') {
    const { response } = await peer.receive(reply.eap);
    assert.ok(response !== undefined);
    reply = await server.receive({ eap: response, state: reply.state, origin: 'ap' });
  }
  if (reply.outcome === 'accept') identity = reply.authenticated.identity;
  peer.close();
  server.close();
  return { outcome: reply.outcome, identity, leaf };
}
