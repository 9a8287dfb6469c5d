import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE, SECOND } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { CommissionerRouter } from '../../src/border-agent/commissioner-router.ts';
import { BorderAgentLink } from '../../src/commissioner/border-agent-link.ts';
import { Commissioner } from '../../src/commissioner/commissioner.ts';
import type { CommissionerEvent } from '../../src/commissioner/events.ts';
import { MeshLink } from '../../src/commissioner/mesh-link.ts';
import type { CommissionerOptions } from '../../src/commissioner/options.ts';
import { OperationalDataset } from '../../src/dataset/operational-dataset.ts';
import { linkLocalAddress, locatorAddress, RADIO_MTU } from '../../src/node/addresses.ts';
import { TmfAgent } from '../../src/node/tmf-agent.ts';
import { TLVS } from '../../src/tlv/table.ts';
import { TMF_URIS } from '../../src/tmf/uris.ts';
import { EUI64, joiner, joinerRouter, PERMIT, PSKD } from '../support/joining.ts';
import type { HubNode } from '../support/mesh-hub.ts';
import { NETWORK_KEY, Network, PREFIX, PSKC } from '../support/network.ts';
import { requestsOf } from '../support/spy.ts';

const NATIVE = 0x6000;
const ROUTER = 0x6400;
const COMMISSIONER_UDP_PORT = 49_191;

function native(network: Network, node: HubNode, options: Partial<CommissionerOptions> = {}) {
  const agent = new TmfAgent(node, network.ports);
  const events: CommissionerEvent[] = [];
  const commissioner = new Commissioner(
    { id: 'panel', link: new MeshLink(agent), authorizer: PERMIT, listener: (event) => events.push(event), ...options },
    network.ports,
  );
  return { agent, commissioner, events };
}

async function active(network: Network, options: Partial<CommissionerOptions> = {}) {
  const node = network.hub.node(NATIVE);
  const made = native(network, node, options);
  await network.run(made.commissioner.connect());
  await network.run(made.commissioner.petition());
  return { node, ...made };
}

describe('a Native Commissioner on the mesh', () => {
  it('petitions the Leader itself and is where relays go', async () => {
    const network = new Network();
    const { commissioner } = await active(network);
    assert.equal(network.leader.commissioner?.locator, NATIVE);
    assert.equal(network.leader.commissioner?.sessionId, commissioner.sessionId);
  });

  it('admits a joiner through a Joiner Router', async () => {
    const network = new Network();
    const { commissioner } = await active(network);
    const router = joinerRouter(network);
    await network.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
    const joined = await network.run(joiner(network, [router.node]).joiner.join());
    assert.ok(joined.networkKey.equals(NETWORK_KEY));
  });

  it('keeps its role for half an hour, and resigns', async () => {
    const network = new Network();
    const { commissioner } = await active(network);
    await network.time.advance(30 * MINUTE);
    assert.equal(commissioner.state, 'active');
    await network.run(commissioner.resign());
    assert.equal(network.leader.commissioner, undefined);
  });

  it('reads and changes the network', async () => {
    const network = new Network();
    const { commissioner } = await active(network);
    const dataset = await network.run(commissioner.network.getActiveDataset(TLVS.networkName));
    assert.equal(dataset.values.networkName, 'Sallyport');
    const change = { activeTimestamp: { seconds: 7, ticks: 0, authoritative: false }, networkName: 'Native' };
    await network.run(commissioner.network.setActiveDataset(OperationalDataset.of(change)));
    assert.equal(network.dataset.values.networkName, 'Native');
  });

  it('hears at its anycast locator that others changed a dataset', async () => {
    const network = new Network();
    const { events } = await active(network);
    const agent = new TmfAgent(network.hub.node(0x5000), network.ports);
    const theirs = network.dataset.with({ activeTimestamp: { seconds: 9, ticks: 0, authoritative: false } });
    await network.run(
      agent.request({ address: locatorAddress(PREFIX, 0xfc00) }, TMF_URIS.MGMT_ACTIVE_SET, theirs.encode()),
    );
    await network.time.advance(SECOND);
    assert.equal(events.at(-1)?.type, 'dataset-changed');
  });

  it('is refused while an external one is the Commissioner, and the other way round', async () => {
    const network = new Network();
    const external = await network.commissioner('phone');
    const { commissioner } = native(network, network.hub.node(NATIVE));
    await network.run(commissioner.connect());
    await assert.rejects(network.run(commissioner.petition()), withCode('E_THREAD_PETITION_REJECTED'));
    await network.run(external.commissioner.resign());
    await network.run(commissioner.petition());
    const late = network.candidate('tablet');
    await network.run(late.commissioner.connect());
    await assert.rejects(network.run(late.commissioner.petition()), withCode('E_THREAD_PETITION_REJECTED'));
  });

  it('hears that there is no Leader', async () => {
    const network = new Network();
    const { commissioner } = native(network, network.hub.node(NATIVE));
    network.hub.lose = () => true;
    await network.run(commissioner.connect());
    await assert.rejects(network.run(commissioner.petition()), withCode('E_COAP_TIMEOUT'));
    assert.equal(commissioner.state, 'connected');
  });

  it('loses its role when the Leader does not answer any more', async () => {
    const network = new Network();
    const { commissioner, events } = await active(network);
    network.hub.lose = () => true;
    await network.time.advance(50 * SECOND);
    assert.equal(commissioner.state, 'disabled');
    assert.equal(events.at(-1)?.type, 'lost');
  });

  it('is one role of its node among others, but the only one that takes relays', async () => {
    const network = new Network();
    const { agent } = await active(network);
    const second = new Commissioner({ id: 'second', link: new MeshLink(agent) }, network.ports);
    await assert.rejects(second.connect(), withCode('E_THREAD_BUSY'));
  });
});

describe('a Native Commissioner that is not on the mesh yet', () => {
  /** A candidate's radio, a Commissioner Router beside it, and the candidate's way to it. */
  function beside(network: Network) {
    const node = network.hub.node(ROUTER);
    const agent = new TmfAgent(node, network.ports);
    const router = new CommissionerRouter(
      { agent, networkData: node, datasets: node, pskc: () => PSKC, commissionerUdpPort: COMMISSIONER_UDP_PORT },
      network.ports,
    );
    const radio = network.hub.node(undefined, Uint8Array.of(2, 9, 9, 9, 9, 9, 9, 9));
    const to = { address: linkLocalAddress(node.extendedAddress), port: COMMISSIONER_UDP_PORT };
    const link = new BorderAgentLink(
      { pskc: PSKC, mtu: RADIO_MTU },
      { ...network.ports, transmit: (payload) => radio.send({ from: 5000, to, payload, security: 'none' }) },
    );
    radio.bind(5000, ({ payload, security }) => {
      if (security === 'none') link.receive(payload);
    });
    const commissioner = new Commissioner({ id: 'panel', link, authorizer: PERMIT }, network.ports);
    return { router, radio, commissioner, agent };
  }

  it('petitions through a Commissioner Router, reads the credentials, attaches, and goes on by itself', async () => {
    const network = new Network();
    const { router, commissioner } = beside(network);
    await network.run(commissioner.connect());
    const sessionId = await network.run(commissioner.petition());
    assert.equal(network.leader.commissioner?.locator, ROUTER);
    const dataset = await network.run(commissioner.network.getActiveDataset());
    assert.ok(dataset.values.networkKey?.equals(NETWORK_KEY));
    // With these it attaches, and is a node of the mesh.
    const agent = new TmfAgent(network.hub.node(NATIVE), network.ports);
    await network.run(commissioner.moveTo(new MeshLink(agent)));
    assert.equal(commissioner.sessionId, sessionId);
    assert.deepEqual(network.leader.commissioner, { commissionerId: 'panel', sessionId, locator: NATIVE });
    await network.time.advance(SECOND);
    assert.equal(router.sessions, 0);
    const joiners = joinerRouter(network);
    await network.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
    await network.run(joiner(network, [joiners.node]).joiner.join());
    await network.time.advance(5 * MINUTE);
    assert.equal(commissioner.state, 'active');
  });

  it('keeps the way it has when the other one does not work', async () => {
    const network = new Network();
    const { commissioner } = beside(network);
    await network.run(commissioner.connect());
    await network.run(commissioner.petition());
    network.hub.lose = ({ fromAddress }) => fromAddress.endsWith(':6000');
    const agent = new TmfAgent(network.hub.node(NATIVE), network.ports);
    await assert.rejects(network.run(commissioner.moveTo(new MeshLink(agent))), withCode('E_COAP_TIMEOUT'));
    assert.equal(commissioner.state, 'active');
    assert.equal(network.leader.commissioner?.locator, ROUTER);
    await network.time.advance(2 * MINUTE);
    assert.equal(commissioner.state, 'active');
  });

  it('moves only while it is the Commissioner', async () => {
    const network = new Network();
    const { commissioner, agent } = beside(network);
    await assert.rejects(commissioner.moveTo(new MeshLink(agent)), withCode('E_THREAD_STATE'));
  });

  it('is not let in where the Security Policy forbids native commissioning', async () => {
    const network = new Network();
    const { securityPolicy } = network.dataset.values;
    assert.ok(securityPolicy !== undefined);
    network.hub.publishActiveDataset(
      network.dataset.with({ securityPolicy: { ...securityPolicy, nativeCommissioning: false } }),
    );
    const { commissioner } = beside(network);
    await assert.rejects(network.run(commissioner.connect()), withCode('E_DTLS_TIMEOUT'));
  });

  it('is heard from a neighbour’s unsecured radio only', async () => {
    const network = new Network();
    const { router } = beside(network);
    const node = network.hub.node(0x5000);
    const hello = new Uint8Array(60);
    node.send({
      from: 1,
      to: { address: locatorAddress(PREFIX, ROUTER), port: COMMISSIONER_UDP_PORT },
      payload: hello,
      security: 'network-key',
    });
    await network.time.advance(SECOND);
    assert.equal(router.sessions, 0);
    assert.equal(requestsOf(network.hub, TMF_URIS.LEAD_PET).length, 0);
    router.close();
  });
});
