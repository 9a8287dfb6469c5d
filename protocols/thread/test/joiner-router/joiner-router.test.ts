import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, MINUTE, SECOND, Secret } from '@sallyport/core';
import { interfaceIdOf, linkLocalAddress } from '../../src/node/addresses.ts';
import { TmfAgent } from '../../src/node/tmf-agent.ts';
import { decodeRelayRx, encodeRelayTx, type RelayTx } from '../../src/tmf/relay.ts';
import { TMF_URIS } from '../../src/tmf/uris.ts';
import { EUI64, joinerRouter, PERMIT, PSKD } from '../support/joining.ts';
import { BORDER, JOINER_ROUTER, Network } from '../support/network.ts';
import { requestsOf } from '../support/spy.ts';

const JOINER = fromHex('0212345678abcdef');
const RECORD = Uint8Array.of(22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);
const KEK = Secret.of(new Uint8Array(16).fill(3));

/** A Joiner Router in a network that steers joiners, and a joiner's radio beside it. */
async function ready(options: Parameters<typeof joinerRouter>[2] = {}) {
  const network = new Network();
  const { commissioner } = await network.commissioner('phone', { authorizer: PERMIT });
  const router = joinerRouter(network, JOINER_ROUTER, options);
  await network.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
  const device = network.hub.node(undefined, JOINER);
  const heard: Uint8Array[] = [];
  device.bind(1000, ({ payload }) => heard.push(payload));
  const speak = async (change: Partial<Parameters<typeof device.send>[0]> = {}) => {
    const to = { address: linkLocalAddress(router.node.extendedAddress), port: 1000 };
    device.send({ from: 1000, to, payload: RECORD, security: 'none', ...change });
    await network.time.advance(20);
  };
  const relayTx = async (change: Partial<RelayTx> = {}, from: TmfAgent = network.borderTmf) => {
    const relay = {
      joinerUdpPort: 1000,
      joinerIid: interfaceIdOf(JOINER),
      joinerRouterLocator: JOINER_ROUTER,
      dtls: RECORD,
    };
    from.notify({ address: from.addressOf(JOINER_ROUTER) }, TMF_URIS.RLY_TX, encodeRelayTx({ ...relay, ...change }));
    await network.time.advance(20);
  };
  return { network, commissioner, router, device, heard, speak, relayTx };
}

const relayed = (network: Network) => requestsOf(network.hub, TMF_URIS.RLY_RX);

describe('a Joiner Router', () => {
  it('relays a joiner to the Border Agent, with its address, its port and its own locator', async () => {
    const { network, speak } = await ready();
    await speak();
    const [relay] = relayed(network);
    assert.equal(relay?.message.type, 'NON');
    assert.equal(relay.datagram.to.address, `fd00:db8::ff:fe00:${BORDER.toString(16)}`);
    assert.equal(relay.datagram.security, 'network-key');
    assert.deepEqual(decodeRelayRx(relay.message.payload), {
      joinerUdpPort: 1000,
      joinerIid: interfaceIdOf(JOINER),
      joinerRouterLocator: JOINER_ROUTER,
      dtls: RECORD,
    });
  });

  it('brings the answer back to the joiner, unsecured', async () => {
    const { speak, relayTx, heard } = await ready();
    await speak();
    await relayTx();
    assert.deepEqual(heard, [RECORD]);
  });

  it('is deaf while nobody may join, and again when the Commissioner has gone', async () => {
    const { network, commissioner, router, speak } = await ready();
    await network.run(commissioner.disableJoiner({ by: 'eui64', eui64: EUI64 }));
    assert.equal(router.router.joinerUdpPort, undefined);
    await speak();
    assert.equal(relayed(network).length, 0);
    await network.run(commissioner.enableJoiner({ by: 'any' }, PSKD));
    assert.equal(router.router.joinerUdpPort, 1000);
    await network.run(commissioner.resign());
    assert.equal(router.router.joinerUdpPort, undefined);
  });

  it('listens on the port that the Commissioner chose', async () => {
    const { network, commissioner, router } = await ready();
    await network.run(
      commissioner.network.setCommissionerDataset({ steeringData: Uint8Array.of(0xff), joinerUdpPort: 1234 }),
    );
    assert.equal(router.router.joinerUdpPort, 1234);
  });

  for (const [what, change, reason] of [
    ['what is no DTLS', { payload: Uint8Array.of(1, 2, 3) }, 'not-dtls'],
    ['more than a packet', { payload: new Uint8Array(1300) }, 'not-dtls'],
    ['secured traffic on the joiner port', { security: 'network-key' }, 'not-a-joiner'],
  ] as const) {
    it(`drops ${what}`, async () => {
      const { network, router, speak } = await ready();
      await speak(change);
      assert.equal(relayed(network).length, 0);
      assert.deepEqual(router.drops, [reason]);
    });
  }

  it('hears joiners on no other port', async () => {
    const { network, router, speak } = await ready();
    await speak({ to: { address: linkLocalAddress(router.node.extendedAddress), port: 1001 } });
    await speak({ to: { address: linkLocalAddress(router.node.extendedAddress), port: 61_631 } });
    assert.equal(relayed(network).length, 0);
  });

  it('drops what is not from a neighbour', async () => {
    const { network, router } = await ready();
    const node = network.hub.node(0x5000);
    node.send({
      from: 1000,
      to: { address: router.agent.addressOf(JOINER_ROUTER), port: 1000 },
      payload: RECORD,
      security: 'none',
    });
    await network.time.advance(20);
    assert.deepEqual(router.drops, ['not-a-joiner']);
  });

  it('lets no neighbour drown the others', async () => {
    const { network, router, speak } = await ready({ limits: { perJoiner: { burst: 2, perSecond: 1 } } });
    for (let i = 0; i < 5; i++) await speak();
    assert.equal(relayed(network).length, 2);
    assert.deepEqual(router.drops, ['too-much', 'too-much', 'too-much']);
  });

  for (const [what, change, reason] of [
    ['another Joiner Router', { joinerRouterLocator: 0x7801 }, 'relay-locator'],
    ['a port that the joiner did not speak from', { joinerUdpPort: 61_631 }, 'relay-joiner'],
    ['a joiner that did not speak', { joinerIid: fromHex('00000000000000ff') }, 'relay-joiner'],
    ['something that is no DTLS', { dtls: Uint8Array.of(9) }, 'not-dtls'],
  ] as const) {
    it(`refuses a relay that names ${what}`, async () => {
      const { network, router, speak, relayTx, heard } = await ready();
      await speak();
      await relayTx({ ...change, kek: KEK });
      await network.time.advance(SECOND);
      assert.deepEqual(router.drops, [reason]);
      assert.deepEqual(heard, []);
      assert.equal(requestsOf(network.hub, TMF_URIS.JOIN_ENT).length, 0);
    });
  }

  it('refuses a relay of anybody but the Border Agent in the network data', async () => {
    const { network, router, speak, relayTx, heard } = await ready();
    await speak();
    await relayTx({ kek: KEK }, new TmfAgent(network.hub.node(0x5000), network.ports));
    assert.deepEqual(router.drops, ['relay-sender']);
    assert.deepEqual(heard, []);
  });

  it('refuses a relay that is confirmable, and one that cannot be read', async () => {
    const { network, router, speak } = await ready();
    await speak();
    const { borderTmf } = network;
    const address = borderTmf.addressOf(JOINER_ROUTER);
    borderTmf.notify({ address }, TMF_URIS.RLY_TX, Uint8Array.of(19, 8, 1));
    const relay = {
      joinerUdpPort: 1000,
      joinerIid: interfaceIdOf(JOINER),
      joinerRouterLocator: JOINER_ROUTER,
      dtls: RECORD,
    };
    borderTmf.request({ address }, TMF_URIS.RLY_TX, encodeRelayTx(relay), 100).catch(() => undefined);
    await network.time.advance(SECOND);
    assert.deepEqual(router.drops, ['relay-sender', 'relay-sender']);
  });

  it('entrusts a joiner under the KEK, tries again while it is not answered, and forgets the KEK at last', async () => {
    const { network, router, speak, relayTx, device } = await ready();
    await speak();
    await relayTx({ kek: KEK });
    assert.equal(router.node.keks, 1);
    await network.time.advance(MINUTE);
    const sent = requestsOf(network.hub, TMF_URIS.JOIN_ENT);
    assert.ok(sent.length > 2);
    assert.ok(sent.every(({ datagram }) => typeof datagram.security !== 'string'));
    assert.equal(sent[0]?.datagram.to.address, linkLocalAddress(device.extendedAddress));
    assert.equal(sent[0]?.datagram.to.port, 61_631);
    assert.equal(router.node.keks, 0);
    const [failed] = router.steps;
    assert.equal(`${failed?.step} ${failed?.ok} ${failed?.code}`, 'M.6 false E_COAP_TIMEOUT');
  });

  it('entrusts once for a KEK that comes again, and anew for another', async () => {
    const { network, router, speak, relayTx } = await ready();
    await speak();
    await relayTx({ kek: KEK });
    await relayTx({ kek: KEK });
    assert.equal(router.node.keks, 1);
    await network.time.advance(200);
    const mids = () =>
      new Set(
        requestsOf(network.hub, TMF_URIS.JOIN_ENT).map(({ message }) => Buffer.from(message.token).toString('hex')),
      );
    assert.equal(mids().size, 1);
    await relayTx({ kek: Secret.of(new Uint8Array(16).fill(4)) });
    await network.time.advance(200);
    assert.equal(mids().size, 2);
    assert.equal(router.node.keks, 1);
  });

  it('holds so many KEKs at once and no more', async () => {
    const { network, router, speak, relayTx } = await ready({ entrusting: { maxJoiners: 1 } });
    await speak();
    await relayTx({ kek: KEK });
    const second = network.hub.node(undefined, fromHex('0212345678abcdee'));
    second.send({
      from: 1000,
      to: { address: linkLocalAddress(router.node.extendedAddress), port: 1000 },
      payload: RECORD,
      security: 'none',
    });
    await network.time.advance(20);
    await relayTx({ kek: KEK, joinerIid: interfaceIdOf(second.extendedAddress) });
    assert.equal(router.steps[0]?.code, 'E_THREAD_BUSY');
    assert.equal(router.node.keks, 1);
  });

  it('entrusts nobody without a dataset of its own', async () => {
    const { network, router, speak, relayTx } = await ready();
    await speak();
    network.hub.active = undefined;
    await relayTx({ kek: KEK });
    await network.time.advance(SECOND);
    assert.equal(router.steps[0]?.code, 'E_THREAD_STATE');
    assert.equal(requestsOf(network.hub, TMF_URIS.JOIN_ENT).length, 0);
  });

  it('forgets everything when it is closed', async () => {
    const { router, speak, relayTx } = await ready();
    await speak();
    await relayTx({ kek: KEK });
    router.router.close();
    assert.equal(router.node.keks, 0);
    assert.equal(router.router.joinerUdpPort, undefined);
  });
});
