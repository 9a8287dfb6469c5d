import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CODES, CoapEndpoint } from '@sallyport/coap';
import { fromHex, SECOND, Secret } from '@sallyport/core';
import { DtlsClient, type DtlsSession } from '@sallyport/dtls';
import { withCode } from '@sallyport/testing';
import { OperationalDataset } from '../../src/dataset/operational-dataset.ts';
import { LEADER_ALOC16, locatorAddress, MLE_PORT, TMF_PORT } from '../../src/node/addresses.ts';
import { TmfAgent } from '../../src/node/tmf-agent.ts';
import { TLVS } from '../../src/tlv/table.ts';
import { encodeGetRequest } from '../../src/tmf/get-request.ts';
import { encodeKeepAliveRequest } from '../../src/tmf/keep-alive.ts';
import { encodePetitionRequest } from '../../src/tmf/petition.ts';
import { decodeUdpProxy, encodeUdpProxy, type UdpProxy } from '../../src/tmf/proxy.ts';
import { decodeRelayRx, encodeRelayRx, encodeRelayTx } from '../../src/tmf/relay.ts';
import { encodeStateResponse } from '../../src/tmf/state-response.ts';
import { TMF_URIS, type TmfUri } from '../../src/tmf/uris.ts';
import { BORDER, JOINER_ROUTER, Network, PREFIX, PSKC } from '../support/network.ts';
import { requestsOf } from '../support/spy.ts';

/** A candidate that says whatever a test wants it to say. */
async function rawCandidate(network: Network, peer = 'raw') {
  const received: { path: string; payload: Uint8Array }[] = [];
  let session: DtlsSession | undefined;
  const coap = new CoapEndpoint(
    {
      handler: ({ path, payload }) => {
        received.push({ path, payload });
        return undefined;
      },
    },
    { ...network.ports, transmit: (datagram) => session?.send(datagram) },
  );
  const client = new DtlsClient(
    { credentials: { type: 'ecjpake', password: PSKC } },
    { ...network.ports, transmit: (datagram) => network.toBorder(datagram, peer) },
  );
  network.fromBorder(peer, (datagram) => client.receive(datagram));
  session = await network.run(client.connect({ data: (bytes) => coap.receive(bytes, 'ba') }));
  const ask = (path: TmfUri, payload: Uint8Array) => network.run(coap.request('ba', { method: 'POST', path, payload }));
  const tell = async (path: TmfUri, payload: Uint8Array) => {
    coap.notify('ba', { method: 'POST', path, payload });
    await network.time.advance(SECOND);
  };
  const petition = () => ask(TMF_URIS.COMM_PET, encodePetitionRequest({ commissionerId: 'raw' }));
  return { ask, tell, petition, received, session };
}

const LEADER_ADDRESS = locatorAddress(PREFIX, LEADER_ALOC16);
const RELAY = {
  joinerUdpPort: 1000,
  joinerIid: fromHex('0011223344556677'),
  joinerRouterLocator: JOINER_ROUTER,
  dtls: Uint8Array.of(1, 2, 3),
};

function proxied(change: Partial<UdpProxy> = {}): Uint8Array {
  return encodeUdpProxy({
    address: LEADER_ADDRESS,
    sourcePort: TMF_PORT,
    destinationPort: TMF_PORT,
    payload: Uint8Array.of(0x40, 0, 0, 1),
    ...change,
  });
}

/** What the Border Agent sent from the Commissioner's anycast locator. */
function fromCommissioner(network: Network) {
  return network.hub.sent.filter(({ source }) => source !== undefined && source !== LEADER_ALOC16);
}

describe('a Border Agent before the Leader has accepted a candidate', () => {
  it('lets a candidate read the datasets with the keys: it has proved the PSKc', async () => {
    const network = new Network();
    const { ask } = await rawCandidate(network);
    const response = await ask(TMF_URIS.MGMT_ACTIVE_GET, encodeGetRequest());
    assert.ok(OperationalDataset.decode(response.payload).has(TLVS.networkKey));
    assert.equal((await ask(TMF_URIS.MGMT_PENDING_GET, encodeGetRequest())).payload.length, 0);
  });

  for (const [name, path, payload] of [
    ['a keep-alive', TMF_URIS.COMM_KA, encodeKeepAliveRequest({ state: 'accept', sessionId: 1 })],
    ['a change of the Commissioner Dataset', TMF_URIS.MGMT_COMMISSIONER_SET, new Uint8Array(0)],
    ['a change of the Active Operational Dataset', TMF_URIS.MGMT_ACTIVE_SET, new Uint8Array(0)],
    ['a change of the Pending Operational Dataset', TMF_URIS.MGMT_PENDING_SET, new Uint8Array(0)],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const network = new Network();
      const { ask } = await rawCandidate(network);
      assert.equal((await ask(path, payload)).code, CODES.FORBIDDEN);
      assert.deepEqual(network.borderEvents.at(-1), { type: 'refused', peer: 'raw', what: path });
      assert.equal(requestsOf(network.hub, TMF_URIS.LEAD_KA).length, 0);
    });
  }

  it('carries no datagram into the mesh', async () => {
    const network = new Network();
    const { tell } = await rawCandidate(network);
    await tell(TMF_URIS.UDP_TX, proxied());
    await tell(TMF_URIS.RLY_TX, encodeRelayTx(RELAY));
    assert.equal(network.hub.sent.length, 0);
  });

  it('does not give it what Joiner Routers relay', async () => {
    const network = new Network();
    const { received } = await rawCandidate(network);
    const agent = new TmfAgent(network.hub.node(JOINER_ROUTER), network.ports);
    agent.notify({ address: agent.addressOf(BORDER) }, TMF_URIS.RLY_RX, encodeRelayRx(RELAY));
    await network.time.advance(SECOND);
    assert.deepEqual(received, []);
  });
});

describe('a Border Agent with a Commissioner', () => {
  it('carries datagrams of the management port to nodes of the mesh, from the Commissioner’s anycast locator', async () => {
    const network = new Network();
    const { petition, tell } = await rawCandidate(network);
    await petition();
    await tell(TMF_URIS.UDP_TX, proxied());
    await tell(TMF_URIS.UDP_TX, proxied({ address: 'ff03::1' }));
    assert.deepEqual(
      fromCommissioner(network).map(({ to }) => to.address),
      [LEADER_ADDRESS, 'ff03::1'],
    );
  });

  for (const [what, change] of [
    ['to the world behind the mesh', { address: '2001:db8::1' }],
    ['to a neighbour of its own', { address: 'fe80::1' }],
    ['to another group', { address: 'ff02::1' }],
    ['to the port of MLE', { destinationPort: MLE_PORT }],
    ['from the port of MLE', { sourcePort: MLE_PORT }],
    ['to no port', { destinationPort: 0 }],
  ] as const) {
    it(`carries nothing ${what}`, async () => {
      const network = new Network();
      const { petition, tell } = await rawCandidate(network);
      await petition();
      await tell(TMF_URIS.UDP_TX, proxied(change));
      assert.deepEqual(fromCommissioner(network), []);
      assert.deepEqual(network.borderEvents.at(-1), { type: 'refused', peer: 'raw', what: TMF_URIS.UDP_TX });
    });
  }

  it('brings what comes to that locator back, with address and ports', async () => {
    const network = new Network();
    const { petition, received } = await rawCandidate(network);
    await petition();
    const node = network.hub.node(0x5000);
    const sessionId = network.leader.commissioner?.sessionId ?? 0;
    const address = locatorAddress(PREFIX, 0xfc30 + (sessionId % 8));
    node.send({ from: 4711, to: { address, port: TMF_PORT }, payload: Uint8Array.of(9), security: 'network-key' });
    await network.time.advance(SECOND);
    const [udpRx] = received.map(({ payload }) => decodeUdpProxy(payload));
    assert.deepEqual(udpRx, {
      address: locatorAddress(PREFIX, 0x5000),
      sourcePort: 4711,
      destinationPort: TMF_PORT,
      payload: Uint8Array.of(9),
    });
  });

  it('relays joiners both ways', async () => {
    const network = new Network();
    const { petition, received, tell } = await rawCandidate(network);
    await petition();
    const agent = new TmfAgent(network.hub.node(JOINER_ROUTER), network.ports);
    agent.notify({ address: agent.addressOf(BORDER) }, TMF_URIS.RLY_RX, encodeRelayRx(RELAY));
    await network.time.advance(SECOND);
    const [relayed] = received;
    assert.equal(relayed?.path, TMF_URIS.RLY_RX);
    assert.deepEqual(decodeRelayRx(relayed.payload), RELAY);
    await tell(TMF_URIS.RLY_TX, encodeRelayTx(RELAY));
    assert.equal(
      requestsOf(network.hub, TMF_URIS.RLY_TX).at(-1)?.datagram.to.address,
      locatorAddress(PREFIX, JOINER_ROUTER),
    );
  });

  it('passes changes on to the Leader for Commissioners that do not proxy them', async () => {
    const network = new Network();
    const { petition, ask } = await rawCandidate(network);
    await petition();
    const response = await ask(TMF_URIS.MGMT_ACTIVE_SET, Uint8Array.of(14, 1, 0));
    assert.deepEqual(response.payload, encodeStateResponse({ state: 'reject' }));
  });

  it('answers for a Leader that is gone', async () => {
    const network = new Network();
    const { petition } = await rawCandidate(network);
    network.hub.lose = () => true;
    assert.equal((await petition()).code, CODES.GATEWAY_TIMEOUT);
  });

  it('closes the way once the Leader refuses the Commissioner', async () => {
    const network = new Network();
    const { petition, ask, tell } = await rawCandidate(network);
    await petition();
    const sessionId = network.leader.commissioner?.sessionId ?? 0;
    await ask(TMF_URIS.COMM_KA, encodeKeepAliveRequest({ state: 'accept', sessionId: sessionId ^ 1 }));
    assert.equal(network.border.commissioner, undefined);
    await tell(TMF_URIS.UDP_TX, proxied());
    assert.deepEqual(fromCommissioner(network), []);
  });

  it('refuses what it does not serve, other methods, and what it cannot read', async () => {
    const network = new Network();
    const { ask, petition } = await rawCandidate(network);
    assert.equal((await ask(TMF_URIS.JOIN_FIN, new Uint8Array(0))).code, CODES.NOT_FOUND);
    assert.equal((await ask(TMF_URIS.MGMT_ACTIVE_GET, Uint8Array.of(13, 4))).code, CODES.BAD_REQUEST);
    assert.equal((await ask(TMF_URIS.MGMT_COMMISSIONER_GET, Uint8Array.of(13, 4))).code, CODES.BAD_REQUEST);
    await petition();
    assert.equal((await ask(TMF_URIS.UDP_TX, Uint8Array.of(49, 16))).code, CODES.BAD_REQUEST);
    assert.equal((await ask(TMF_URIS.RLY_TX, encodeRelayTx(RELAY))).code, CODES.BAD_REQUEST);
  });
});

describe('a Border Agent and its candidates', () => {
  it('takes a new PSKc for the next handshake, and leaves sessions alone', async () => {
    const network = new Network();
    const { commissioner } = await network.commissioner('phone');
    network.pskc = Secret.of(new Uint8Array(16).fill(7));
    const second = network.candidate('tablet', { pskc: network.pskc });
    await network.run(second.commissioner.connect());
    const third = network.candidate('old');
    await assert.rejects(network.run(third.commissioner.connect()), withCode('E_DTLS_ALERT'));
    assert.equal(commissioner.state, 'active');
  });

  it('has a key of their own for those who come by another port', async () => {
    const passcode = Secret.of('123456789');
    const network = new Network({ pskc: (peer) => (peer.startsWith('e:') ? passcode : PSKC) });
    await network.run(network.candidate('phone', { peer: 'e:1', pskc: passcode }).commissioner.connect());
    const wrong = network.candidate('tablet', { peer: 'e:2', pskc: PSKC });
    await assert.rejects(network.run(wrong.commissioner.connect()), withCode('E_DTLS_ALERT'));
  });

  it('has so many sessions at once and no more', async () => {
    const network = new Network({ limits: { maxSessions: 2 } });
    await network.run(network.candidate('a').commissioner.connect());
    await network.run(network.candidate('b').commissioner.connect());
    await assert.rejects(network.run(network.candidate('c').commissioner.connect()), withCode('E_DTLS_ALERT'));
    assert.equal(network.border.sessions, 2);
  });

  it('ends a session whose candidate never petitions', async () => {
    const network = new Network();
    await rawCandidate(network);
    await network.time.advance(50 * SECOND);
    assert.equal(network.border.sessions, 0);
    assert.deepEqual(network.borderEvents.at(-1), { type: 'candidate', peer: 'raw', state: 'gone' });
  });

  it('ends the session of a Commissioner that falls silent', async () => {
    const network = new Network();
    const { petition } = await rawCandidate(network);
    await petition();
    await network.time.advance(51 * SECOND);
    assert.equal(network.border.sessions, 0);
    assert.equal(network.border.commissioner, undefined);
  });

  it('ends the way of the one before when another of its candidates becomes the Commissioner', async () => {
    const network = new Network();
    const { commissioner } = await network.commissioner('phone');
    await network.run(commissioner.resign());
    await network.commissioner('tablet');
    assert.equal(network.border.commissioner, 'tablet');
  });

  it('lets nobody in where the Security Policy forbids external commissioning', async () => {
    const network = new Network();
    const { securityPolicy } = network.dataset.values;
    assert.ok(securityPolicy !== undefined);
    const closed = network.dataset.with({ securityPolicy: { ...securityPolicy, externalCommissioning: false } });
    network.hub.publishActiveDataset(closed);
    const { commissioner } = network.candidate('phone');
    await assert.rejects(network.run(commissioner.connect()), withCode('E_DTLS_TIMEOUT'));
  });

  it('is the only role of its node that receives relayed joiners', () => {
    const network = new Network();
    assert.throws(() => network.borderTmf.serve(TMF_URIS.RLY_RX, () => undefined), withCode('E_THREAD_BUSY'));
  });
});
