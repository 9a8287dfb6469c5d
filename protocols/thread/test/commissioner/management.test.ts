import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CODES } from '@sallyport/coap';
import { MINUTE, SECOND } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { OperationalDataset } from '../../src/dataset/operational-dataset.ts';
import { locatorAddress, REALM_LOCAL_ALL_NODES } from '../../src/node/addresses.ts';
import { serveDatasets } from '../../src/node/dataset-responder.ts';
import type { RadioSurvey } from '../../src/node/ports.ts';
import { TmfAgent } from '../../src/node/tmf-agent.ts';
import { serveSurveys } from '../../src/survey/surveys.ts';
import { TLVS } from '../../src/tlv/table.ts';
import { TMF_URIS } from '../../src/tmf/uris.ts';
import { Network, PREFIX } from '../support/network.ts';
import { requestsOf } from '../support/spy.ts';

const NODE = 0x5000;
const NODE_ADDRESS = locatorAddress(PREFIX, NODE);
const seconds = (value: number) => ({ seconds: value, ticks: 0, authoritative: false });

/** An active Commissioner, and a node that surveys its radio. */
async function ready(survey: Partial<RadioSurvey> = {}) {
  const network = new Network();
  const { commissioner, events } = await network.commissioner('phone');
  const node = network.hub.node(NODE);
  const agent = new TmfAgent(node, network.ports);
  const announced: number[] = [];
  const close = serveSurveys(
    {
      agent,
      networkData: node,
      survey: {
        measureEnergy: async (channels) => channels.map((channel) => ({ channel, rssi: -channel })),
        findPanId: async () => [],
        announce: (channel) => announced.push(channel),
        ...survey,
      },
    },
    network.time,
  );
  return { network, commissioner, events, node, agent, announced, close };
}

describe('an external Commissioner and the datasets', () => {
  it('reads the Active Operational Dataset, whole or in part', async () => {
    const { network, commissioner } = await ready();
    const whole = await network.run(commissioner.network.getActiveDataset());
    assert.ok(whole.equals(network.dataset));
    const part = await network.run(commissioner.network.getActiveDataset(TLVS.networkName, TLVS.channel));
    assert.deepEqual(part.tlvs.map(({ type }) => type).sort(), [0, 3]);
  });

  it('changes the Active Operational Dataset through the proxy', async () => {
    const { network, commissioner } = await ready();
    await network.run(
      commissioner.network.setActiveDataset(
        OperationalDataset.of({ activeTimestamp: seconds(5), networkName: 'Renamed' }),
      ),
    );
    assert.equal(network.dataset.values.networkName, 'Renamed');
    const [set] = requestsOf(network.hub, TMF_URIS.MGMT_ACTIVE_SET);
    assert.match(set?.datagram.fromAddress ?? '', /:fc3[0-7]$/);
  });

  it('is refused an old timestamp, and a channel that belongs into the Pending Operational Dataset', async () => {
    const { network, commissioner } = await ready();
    for (const values of [
      { activeTimestamp: seconds(1), networkName: 'Old' },
      { activeTimestamp: seconds(5), channel: { page: 0, number: 20 } },
    ]) {
      await assert.rejects(
        network.run(commissioner.network.setActiveDataset(OperationalDataset.of(values))),
        withCode('E_THREAD_MANAGEMENT_REJECTED'),
      );
    }
  });

  it('moves the network to another channel after a while', async () => {
    const { network, commissioner } = await ready();
    const pending = {
      activeTimestamp: seconds(5),
      pendingTimestamp: seconds(1),
      delayTimer: MINUTE,
      channel: { page: 0, number: 20 },
    };
    assert.equal((await network.run(commissioner.network.getPendingDataset())).tlvs.length, 0);
    await network.run(commissioner.network.setPendingDataset(OperationalDataset.of(pending)));
    const left = (await network.run(commissioner.network.getPendingDataset())).values.delayTimer ?? 0;
    assert.ok(left <= MINUTE && left > MINUTE - 5 * SECOND);
    await network.time.advance(MINUTE + SECOND);
    assert.equal(network.dataset.values.channel?.number, 20);
  });

  it('reads and sets the Commissioner Dataset', async () => {
    const { network, commissioner } = await ready();
    await network.run(
      commissioner.network.setCommissionerDataset({ steeringData: Uint8Array.of(1, 2), joinerUdpPort: 999 }),
    );
    const dataset = await network.run(commissioner.network.getCommissionerDataset());
    assert.equal(dataset.joinerUdpPort, 999);
    assert.equal(dataset.sessionId, commissioner.sessionId);
    assert.equal(dataset.borderAgentLocator, 0x2000);
  });

  it('hears of what others changed, and learns a new mesh-local prefix then', async () => {
    const { network, commissioner, events, agent } = await ready();
    await network.run(commissioner.network.setCommissionerDataset({ steeringData: Uint8Array.of(1) }));
    const theirs = network.dataset.with({ activeTimestamp: seconds(9), networkName: 'Theirs' });
    await network.run(
      agent.request({ address: locatorAddress(PREFIX, 0xfc00) }, TMF_URIS.MGMT_ACTIVE_SET, theirs.encode()),
    );
    await network.time.advance(SECOND);
    const changed = events.find((event) => event.type === 'dataset-changed');
    assert.deepEqual(changed, { type: 'dataset-changed', from: locatorAddress(PREFIX, 0x0400) });
    await network.run(commissioner.network.setCommissionerDataset({ steeringData: Uint8Array.of(2) }));
  });

  it('finds the Leader again under a new mesh-local prefix, after one request in vain', async () => {
    const { network, commissioner } = await ready();
    await network.run(commissioner.network.setCommissionerDataset({ steeringData: Uint8Array.of(1) }));
    const { lose } = network.hub;
    network.hub.lose = ({ to }) => to.address.endsWith(':fc00') && to.address.startsWith('fd00');
    await assert.rejects(
      network.run(commissioner.network.setCommissionerDataset({ steeringData: Uint8Array.of(2) })),
      withCode('E_COAP_TIMEOUT'),
    );
    network.hub.lose = lose;
    const asked = () => network.hub.sent.length;
    const before = asked();
    await network.run(commissioner.network.setCommissionerDataset({ steeringData: Uint8Array.of(3) }));
    assert.ok(asked() > before);
  });

  it('may read but not change before it is the Commissioner', async () => {
    const network = new Network();
    const { commissioner } = network.candidate('phone');
    await network.run(commissioner.connect());
    assert.ok((await network.run(commissioner.network.getActiveDataset())).equals(network.dataset));
    for (const change of [
      () => commissioner.network.setActiveDataset(OperationalDataset.of({ activeTimestamp: seconds(5) })),
      () => commissioner.network.setPendingDataset(OperationalDataset.of({ activeTimestamp: seconds(5) })),
      () => commissioner.network.setCommissionerDataset({}),
    ]) {
      await assert.rejects(network.run(change()), withCode('E_THREAD_STATE'));
    }
  });

  it('cannot read without a session', async () => {
    const network = new Network();
    const { commissioner } = network.candidate('phone');
    await assert.rejects(network.run(commissioner.network.getActiveDataset()), withCode('E_THREAD_CLOSED'));
  });
});

describe('a Commissioner that has nodes look around', () => {
  it('hears of the energy on each channel, each time', async () => {
    const { network, commissioner, events } = await ready();
    await network.run(
      commissioner.network.scanEnergy(NODE_ADDRESS, { channels: [11, 12, 26], count: 2, period: 100, duration: 20 }),
    );
    await network.time.advance(5 * SECOND);
    assert.deepEqual(events.at(-1), {
      type: 'energy-report',
      from: NODE_ADDRESS,
      channels: [11, 12, 26],
      energies: [-11, -12, -26, -11, -12, -26],
    });
  });

  it('is answered for the channels that the radio has', async () => {
    const { network, commissioner, events } = await ready();
    await network.run(
      commissioner.network.scanEnergy(NODE_ADDRESS, { channels: [0, 10, 26, 27], count: 1, period: 100, duration: 20 }),
    );
    await network.time.advance(5 * SECOND);
    assert.deepEqual(events.at(-1), { type: 'energy-report', from: NODE_ADDRESS, channels: [26], energies: [-26] });
  });

  it('hears of a PAN ID that is taken, from all nodes that it asks at once', async () => {
    const { network, commissioner, events } = await ready({
      findPanId: async (panId, channels) => (panId === 0xface ? channels.slice(1) : []),
    });
    await network.run(commissioner.network.queryPanId(REALM_LOCAL_ALL_NODES, { channels: [11, 12], panId: 0xface }));
    await network.time.advance(5 * SECOND);
    assert.deepEqual(events.at(-1), { type: 'pan-id-conflict', from: NODE_ADDRESS, panId: 0xface, channels: [12] });
  });

  it('hears nothing of a PAN ID that is free', async () => {
    const { network, commissioner, events } = await ready();
    await network.run(commissioner.network.queryPanId(NODE_ADDRESS, { channels: [11, 12], panId: 0xbeef }));
    await network.time.advance(5 * SECOND);
    assert.equal(
      events.some(({ type }) => type === 'pan-id-conflict'),
      false,
    );
  });

  it('has a node announce its network on every channel, so often', async () => {
    const { network, commissioner, announced } = await ready();
    await network.run(commissioner.network.announce(NODE_ADDRESS, { channels: [15, 20], count: 2, period: 300 }));
    await network.time.advance(2 * SECOND);
    assert.deepEqual(announced, [15, 20, 15, 20]);
  });

  it('is refused while the node is busy, and served again later', async () => {
    const { network, commissioner } = await ready();
    const scan = () =>
      network.run(
        commissioner.network.scanEnergy(NODE_ADDRESS, { channels: [11], count: 1, period: 10, duration: 10 }),
      );
    await scan();
    await assert.rejects(scan(), withCode('E_THREAD_RESPONSE'));
    await network.time.advance(5 * SECOND);
    await scan();
  });

  it('is refused once its session is stale, and with what cannot be read', async () => {
    const { network, announced } = await ready();
    const other = new TmfAgent(network.hub.node(0x5400), network.ports);
    const ask = async (payload: Uint8Array) =>
      (await network.run(other.request({ address: NODE_ADDRESS }, TMF_URIS.MGMT_ANNOUNCE_BEGIN, payload))).code;
    const stale = Uint8Array.of(11, 2, 0, 0, 53, 6, 0, 4, 0, 0x1f, 0xff, 0xe0, 54, 1, 1, 55, 2, 0, 9);
    assert.equal(await ask(stale), CODES.FORBIDDEN);
    assert.equal(await ask(stale.subarray(0, 18)), CODES.BAD_REQUEST);
    assert.deepEqual(announced, []);
  });

  it('reads the datasets of any node', async () => {
    const { network, node, agent } = await ready();
    serveDatasets(agent, node);
    const other = new TmfAgent(network.hub.node(0x5400), network.ports);
    const response = await network.run(
      other.request({ address: NODE_ADDRESS }, TMF_URIS.MGMT_ACTIVE_GET, new Uint8Array(0)),
    );
    assert.ok(OperationalDataset.decode(response.payload).equals(network.dataset));
  });

  it('is not served any more once the node has stopped', async () => {
    const { network, commissioner, close } = await ready();
    close();
    await assert.rejects(
      network.run(commissioner.network.announce(NODE_ADDRESS, { channels: [15], count: 1, period: 1 })),
      withCode('E_THREAD_RESPONSE'),
    );
  });
});
