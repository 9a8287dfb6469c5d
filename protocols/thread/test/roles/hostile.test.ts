/** What strangers and members of the mesh can send at will: nothing breaks, and nothing grows. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeMessage } from '@sallyport/coap';
import { fromHex, SECOND, Secret, seededRandom } from '@sallyport/core';
import { DtlsClient } from '@sallyport/dtls';
import { interfaceIdOf, linkLocalAddress, locatorAddress, TMF_PORT } from '../../src/node/addresses.ts';
import { encodeCommissionerDataset } from '../../src/tmf/commissioner-dataset.ts';
import { encodeGetRequest } from '../../src/tmf/get-request.ts';
import { encodeKeepAliveRequest } from '../../src/tmf/keep-alive.ts';
import { encodePetitionRequest } from '../../src/tmf/petition.ts';
import { encodeUdpProxy } from '../../src/tmf/proxy.ts';
import { encodeRelayRx, encodeRelayTx } from '../../src/tmf/relay.ts';
import { TMF_URIS } from '../../src/tmf/uris.ts';
import { FUZZ_RUNS, fuzz } from '../support/fuzz.ts';
import { joinerRouter, PERMIT, PSKD } from '../support/joining.ts';
import { BORDER, JOINER_ROUTER, LEADER, Network, PREFIX } from '../support/network.ts';
import { relaysOf } from '../support/spy.ts';

const IID = fromHex('0011223344556677');

/** A joiner's first datagram; each seed gives another one. */
function clientHello(network: Network, seed: string): Uint8Array {
  const sent: Uint8Array[] = [];
  const client = new DtlsClient(
    { credentials: { type: 'ecjpake', password: PSKD } },
    {
      clock: network.time,
      timer: { after: () => () => undefined },
      random: seededRandom(seed),
      transmit: (datagram) => sent.push(datagram),
    },
  );
  client.connect({}).catch(() => undefined);
  return sent[0] ?? new Uint8Array(0);
}

/** A TMF request as it is on the wire. */
function request(path: string, payload: Uint8Array, messageId: number): Uint8Array {
  const options = path.split('/').map((segment) => ({ number: 11, value: Buffer.from(segment) }));
  return encodeMessage({ type: 'NON', code: 2, messageId, token: Uint8Array.of(1), options, payload });
}

async function ready() {
  const network = new Network();
  const { commissioner } = await network.commissioner('phone', { authorizer: PERMIT });
  const router = joinerRouter(network);
  await network.run(commissioner.enableJoiner({ by: 'any' }, PSKD));
  return { network, commissioner, router };
}

describe('what members of the mesh send to the roles', () => {
  it('is answered or dropped, however it is damaged', async () => {
    const { network, commissioner, router } = await ready();
    const sessionId = commissioner.sessionId ?? 0;
    const dtls = clientHello(network, 'fuzz');
    const relay = { joinerUdpPort: 1000, joinerIid: IID, joinerRouterLocator: JOINER_ROUTER, dtls };
    const bodies: readonly (readonly [string, Uint8Array])[] = [
      [TMF_URIS.LEAD_PET, encodePetitionRequest({ commissionerId: 'fuzz' })],
      [TMF_URIS.LEAD_KA, encodeKeepAliveRequest({ state: 'accept', sessionId })],
      [TMF_URIS.MGMT_COMMISSIONER_SET, encodeCommissionerDataset({ sessionId, steeringData: Uint8Array.of(0xff) })],
      [TMF_URIS.MGMT_ACTIVE_SET, network.dataset.encode()],
      [TMF_URIS.MGMT_PENDING_SET, network.dataset.encode()],
      [TMF_URIS.MGMT_ACTIVE_GET, encodeGetRequest({ types: [5] })],
      [TMF_URIS.RLY_RX, encodeRelayRx(relay)],
      [TMF_URIS.RLY_TX, encodeRelayTx({ ...relay, kek: Secret.of(new Uint8Array(16)) })],
    ];
    const nodes = [network.leaderNode, network.borderNode, router.node];
    let n = 0;
    fuzz(
      'tmf',
      bodies.map(([, body]) => body),
      (body) => {
        const [path] = bodies[n % bodies.length] ?? [''];
        const payload = request(path, body, n & 0xffff);
        const from = { address: locatorAddress(PREFIX, n % 2 === 0 ? BORDER : LEADER), port: TMF_PORT };
        for (const node of nodes) {
          node.receive({ from, to: locatorAddress(PREFIX, node.rloc16), payload, security: 'network-key' }, TMF_PORT);
        }
        n++;
      },
    );
    assert.equal(n, FUZZ_RUNS);
    await network.time.advance(SECOND);
    assert.equal(router.node.keks <= 256, true);
  });

  it('reaches an external Commissioner through the Border Agent without breaking it', async () => {
    const { network, commissioner } = await ready();
    const proxied = encodeUdpProxy({
      address: 'fd00:db8::1',
      sourcePort: TMF_PORT,
      destinationPort: TMF_PORT,
      payload: new Uint8Array(4),
    });
    const relay = encodeRelayRx({
      joinerUdpPort: 1,
      joinerIid: IID,
      joinerRouterLocator: 1,
      dtls: clientHello(network, 'fuzz'),
    });
    const sessionId = commissioner.sessionId ?? 0;
    const aloc = locatorAddress(PREFIX, 0xfc30 + (sessionId % 8));
    let n = 0;
    fuzz(
      'proxy',
      [proxied, relay],
      (payload) => {
        const from = { address: locatorAddress(PREFIX, 0x5000), port: TMF_PORT };
        const datagram = n % 2 === 0 ? payload : request(TMF_URIS.RLY_RX, payload, n & 0xffff);
        const to = n % 2 === 0 ? aloc : locatorAddress(PREFIX, BORDER);
        network.borderNode.receive({ from, to, payload: datagram, security: 'network-key' }, TMF_PORT);
        n++;
      },
      400,
    );
    await network.time.advance(10 * SECOND);
    assert.equal(commissioner.state, 'active');
  });
});

describe('what candidates send to a Border Agent', () => {
  it('is dropped, however it is damaged', async () => {
    const { network, commissioner } = await ready();
    let n = 0;
    fuzz('candidate', [clientHello(network, 'candidate')], (datagram) =>
      network.border.receive(datagram, `stranger ${n++ % 50}`),
    );
    await network.time.advance(20 * SECOND);
    assert.equal(network.border.sessions, 1);
    assert.equal(commissioner.state, 'active');
  });

  it('costs nothing until they have shown that they can be reached', async () => {
    const network = new Network();
    const hello = clientHello(network, 'flood');
    const before = network.time.waiting;
    for (let i = 0; i < 10_000; i++) network.border.receive(hello, `forged ${i}`);
    // Only the answers under way wait; no handshake does.
    await network.time.advance(SECOND);
    assert.equal(network.time.waiting, before);
    assert.equal(network.border.sessions, 0);
  });
});

describe('what strangers send to a Joiner Router', () => {
  it('is relayed or dropped, however it is damaged', async () => {
    const { network, router } = await ready();
    const to = linkLocalAddress(router.node.extendedAddress);
    let n = 0;
    fuzz('joiner', [clientHello(network, 'joiner')], (payload) => {
      const address = linkLocalAddress(interfaceIdOf(Uint8Array.of(0, 0, 0, 0, 0, 0, n >> 8, n & 0xff)));
      router.node.receive({ from: { address, port: 1000 + (n % 3) }, to, payload, security: 'none' }, 1000);
      n++;
    });
    await network.time.advance(SECOND);
    assert.ok(router.drops.includes('not-dtls'));
  });
});

describe('a Commissioner flooded with joiners that do not exist', () => {
  it('asks each to show that it can be reached, and keeps nothing of them', async () => {
    const { network, commissioner, router } = await ready();
    const hello = clientHello(network, 'flood');
    await network.time.advance(SECOND);
    const before = network.time.waiting;
    for (let i = 0; i < 3000; i++) {
      const joinerIid = Uint8Array.of(0, 0, 0, 0, 0, i >> 16, (i >> 8) & 0xff, i & 0xff);
      const relay = { joinerUdpPort: 1000, joinerIid, joinerRouterLocator: JOINER_ROUTER, dtls: hello };
      router.agent.notify({ address: locatorAddress(PREFIX, BORDER) }, TMF_URIS.RLY_RX, encodeRelayRx(relay));
      if (i % 100 === 0) await network.time.advance(100);
    }
    await network.time.advance(5 * SECOND);
    assert.ok(relaysOf(network.hub).length > 100, 'they are answered');
    // A few are of the CoAP endpoints, which forget message IDs in time; none is of a handshake.
    assert.ok(network.time.waiting < before + 8, `${network.time.waiting - before} waits are left`);
    assert.equal(commissioner.state, 'active');
  });
});
