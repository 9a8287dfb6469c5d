import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CODES } from '@sallyport/coap';
import { concat, MINUTE, SECOND, Secret } from '@sallyport/core';
import { DEFAULT_DELAY, MIN_DELAY } from '../../src/dataset/complete.ts';
import { OperationalDataset } from '../../src/dataset/operational-dataset.ts';
import { LEADER_ALOC16 } from '../../src/node/addresses.ts';
import { TmfAgent } from '../../src/node/tmf-agent.ts';
import { TLVS } from '../../src/tlv/table.ts';
import {
  type CommissionerDataset,
  decodeCommissionerDataset,
  encodeCommissionerDataset,
} from '../../src/tmf/commissioner-dataset.ts';
import { encodeDatasetSetRequest } from '../../src/tmf/dataset-management.ts';
import { encodeGetRequest } from '../../src/tmf/get-request.ts';
import { encodeKeepAliveRequest } from '../../src/tmf/keep-alive.ts';
import { decodePetitionResponse, encodePetitionRequest } from '../../src/tmf/petition.ts';
import { decodeStateResponse } from '../../src/tmf/state-response.ts';
import { TMF_URIS, type TmfUri } from '../../src/tmf/uris.ts';
import { Network } from '../support/network.ts';
import { requestsOf } from '../support/spy.ts';

const NODE = 0x5000;

/** A network, and one node of it that asks the Leader. */
function mesh() {
  const network = new Network();
  const node = network.hub.node(NODE);
  const agent = new TmfAgent(node, network.ports);
  const ask = async (path: TmfUri, payload: Uint8Array): Promise<Uint8Array> => {
    const response = await network.run(agent.request({ address: agent.addressOf(LEADER_ALOC16) }, path, payload));
    assert.equal(response.code, CODES.CHANGED);
    return response.payload;
  };
  const stateOf = async (path: TmfUri, payload: Uint8Array) => decodeStateResponse(await ask(path, payload)).state;
  const petition = async (commissionerId: string) =>
    decodePetitionResponse(await ask(TMF_URIS.LEAD_PET, encodePetitionRequest({ commissionerId })));
  return { network, node, agent, ask, stateOf, petition };
}

const SEQUENCE = (seconds: number) => ({ seconds, ticks: 0, authoritative: false });

function change(values: Parameters<typeof OperationalDataset.of>[0], sessionId?: number): Uint8Array {
  const dataset = OperationalDataset.of(values);
  return encodeDatasetSetRequest(sessionId === undefined ? { dataset } : { sessionId, dataset });
}

describe('a Leader asked for the role of Commissioner', () => {
  it('writes the Border Agent Locator and the session into the network data', async () => {
    const { network, petition } = mesh();
    const { state, sessionId } = await petition('native');
    assert.equal(state, 'accept');
    const {
      borderAgentLocator,
      sessionId: spread,
      steeringData,
    } = decodeCommissionerDataset(network.hub.commissioningData);
    assert.deepEqual({ borderAgentLocator, spread }, { borderAgentLocator: NODE, spread: sessionId });
    assert.deepEqual([...(steeringData ?? [])], [0]);
  });

  it('refuses a second candidate and names the first', async () => {
    const { petition } = mesh();
    await petition('first');
    assert.deepEqual(await petition('second'), { state: 'reject', commissionerId: 'first' });
  });

  it('refuses a petition without a Commissioner ID, and one that is empty', async () => {
    const { ask, petition } = mesh();
    assert.equal(decodePetitionResponse(await ask(TMF_URIS.LEAD_PET, new Uint8Array(0))).state, 'reject');
    assert.equal((await petition('')).state, 'reject');
  });

  it('refuses a petition whose TLV is longer than the message', async () => {
    const { ask } = mesh();
    assert.equal(decodePetitionResponse(await ask(TMF_URIS.LEAD_PET, Uint8Array.of(10, 9, 0x41))).state, 'reject');
  });

  it('takes the locator back when the Commissioner resigns, and spends its session id', async () => {
    const { network, petition, stateOf } = mesh();
    const { sessionId = 0 } = await petition('native');
    const resign = encodeKeepAliveRequest({ state: 'reject', sessionId });
    assert.equal(await stateOf(TMF_URIS.LEAD_KA, resign), 'reject');
    const left = decodeCommissionerDataset(network.hub.commissioningData);
    assert.equal(left.borderAgentLocator, undefined);
    assert.equal(left.steeringData, undefined);
    assert.notEqual(left.sessionId, sessionId);
  });

  it('refuses keep-alives of a stale session and ones that cannot be read', async () => {
    const { petition, stateOf } = mesh();
    const { sessionId = 0 } = await petition('native');
    assert.equal(
      await stateOf(TMF_URIS.LEAD_KA, encodeKeepAliveRequest({ state: 'accept', sessionId: sessionId ^ 1 })),
      'reject',
    );
    assert.equal(await stateOf(TMF_URIS.LEAD_KA, Uint8Array.of(16, 1)), 'reject');
    assert.equal(await stateOf(TMF_URIS.LEAD_KA, encodeKeepAliveRequest({ state: 'accept', sessionId })), 'accept');
  });
});

describe('a Leader asked to set the Commissioner Dataset', () => {
  const set = (dataset: CommissionerDataset) => encodeCommissionerDataset(dataset);

  it('spreads steering data and joiner port of the present session', async () => {
    const { network, petition, stateOf } = mesh();
    const { sessionId = 0 } = await petition('native');
    const steeringData = Uint8Array.of(1, 2, 3);
    assert.equal(
      await stateOf(TMF_URIS.MGMT_COMMISSIONER_SET, set({ sessionId, steeringData, joinerUdpPort: 1001 })),
      'accept',
    );
    const spread = decodeCommissionerDataset(network.hub.commissioningData);
    assert.deepEqual(spread, { borderAgentLocator: NODE, sessionId, steeringData, joinerUdpPort: 1001 });
  });

  it('refuses it without a session, of a stale session, with a Border Agent Locator, and when it cannot be read', async () => {
    const { petition, stateOf } = mesh();
    const { sessionId = 0 } = await petition('native');
    const steeringData = Uint8Array.of(0xff);
    for (const payload of [
      set({ steeringData }),
      set({ sessionId: sessionId ^ 1, steeringData }),
      set({ sessionId, steeringData, borderAgentLocator: NODE }),
      concat(set({ sessionId }), Uint8Array.of(8, 17)),
    ]) {
      assert.equal(await stateOf(TMF_URIS.MGMT_COMMISSIONER_SET, payload), 'reject');
    }
  });

  it('refuses it when there is no Commissioner', async () => {
    const { stateOf } = mesh();
    assert.equal(
      await stateOf(TMF_URIS.MGMT_COMMISSIONER_SET, set({ sessionId: 1, steeringData: Uint8Array.of(0xff) })),
      'reject',
    );
  });

  it('gives all of it, or what is asked for', async () => {
    const { ask, petition } = mesh();
    const { sessionId } = await petition('native');
    const all = decodeCommissionerDataset(await ask(TMF_URIS.MGMT_COMMISSIONER_GET, encodeGetRequest()));
    assert.equal(all.borderAgentLocator, NODE);
    const some = await ask(
      TMF_URIS.MGMT_COMMISSIONER_GET,
      encodeGetRequest({ types: [TLVS.commissionerSessionId.type] }),
    );
    assert.deepEqual(decodeCommissionerDataset(some), { sessionId });
  });
});

describe('a Leader asked to change a dataset', () => {
  it('takes a newer name from the Commissioner, keeps and spreads it', async () => {
    const { network, petition, stateOf } = mesh();
    const { sessionId } = await petition('native');
    const payload = change({ activeTimestamp: SEQUENCE(2), networkName: 'Renamed' }, sessionId);
    assert.equal(await stateOf(TMF_URIS.MGMT_ACTIVE_SET, payload), 'accept');
    assert.equal(network.hub.active?.values.networkName, 'Renamed');
    assert.equal(network.store.record.active?.values.networkName, 'Renamed');
    assert.equal(network.dataset.get(TLVS.commissionerSessionId), undefined);
  });

  for (const [what, values, isOfSession] of [
    ['an old timestamp', { activeTimestamp: SEQUENCE(1), networkName: 'Renamed' }, true],
    ['no timestamp', { networkName: 'Renamed' }, true],
    ['a stale session', { activeTimestamp: SEQUENCE(2), networkName: 'Renamed' }, false],
    ['another channel', { activeTimestamp: SEQUENCE(2), channel: { page: 0, number: 20 } }, true],
    ['another PAN ID', { activeTimestamp: SEQUENCE(2), panId: 0x1234 }, true],
    [
      'another mesh-local prefix',
      { activeTimestamp: SEQUENCE(2), meshLocalPrefix: Uint8Array.of(0xfd, 1, 2, 3, 4, 5, 6, 7) },
      true,
    ],
    ['another network key', { activeTimestamp: SEQUENCE(2), networkKey: Secret.of(new Uint8Array(16).fill(7)) }, true],
  ] as const) {
    it(`refuses MGMT_ACTIVE_SET with ${what}`, async () => {
      const { network, petition, stateOf } = mesh();
      const { sessionId = 0 } = await petition('native');
      const before = network.dataset;
      const payload = change(values, isOfSession ? sessionId : sessionId ^ 1);
      assert.equal(await stateOf(TMF_URIS.MGMT_ACTIVE_SET, payload), 'reject');
      assert.equal(network.dataset, before);
      assert.equal(network.leaderEvents.at(-1)?.type, 'dataset-refused');
    });
  }

  it('refuses TLVs of a wrong length', async () => {
    const { petition, ask } = mesh();
    const { sessionId = 0 } = await petition('native');
    const good = change({ activeTimestamp: SEQUENCE(2) }, sessionId);
    for (const bad of [
      Uint8Array.of(1, 1, 0),
      Uint8Array.of(5, 15, ...new Uint8Array(15)),
      Uint8Array.of(3, 200, 0x41),
    ]) {
      const answer = await ask(TMF_URIS.MGMT_ACTIVE_SET, concat(good, bad));
      assert.equal(decodeStateResponse(answer).state, 'reject');
    }
  });

  it('puts a pending dataset off, says how long it will be, and makes it active then', async () => {
    const { network, petition, stateOf, ask } = mesh();
    const { sessionId } = await petition('native');
    const delayTimer = 2 * MIN_DELAY;
    const payload = change(
      { activeTimestamp: SEQUENCE(2), pendingTimestamp: SEQUENCE(1), delayTimer, channel: { page: 0, number: 25 } },
      sessionId,
    );
    assert.equal(await stateOf(TMF_URIS.MGMT_PENDING_SET, payload), 'accept');
    await network.time.advance(10 * SECOND);
    const pending = OperationalDataset.decode(
      await ask(TMF_URIS.MGMT_PENDING_GET, encodeGetRequest({ types: [TLVS.channel.type] })),
    );
    assert.equal(pending.values.channel?.number, 25);
    const left = pending.values.delayTimer ?? 0;
    assert.ok(left < delayTimer - 9 * SECOND && left > delayTimer - 12 * SECOND, `${left} ms are left`);
    await network.time.advance(delayTimer);
    assert.equal(network.dataset.values.channel?.number, 25);
    assert.equal(network.dataset.values.delayTimer, undefined);
    assert.equal(network.hub.pending, undefined);
    assert.equal(network.store.record.pending, undefined);
    const none = await ask(TMF_URIS.MGMT_PENDING_GET, encodeGetRequest());
    assert.equal(none.length, 0);
  });

  it('gives a new network key five minutes at least', async () => {
    const { network, petition, stateOf } = mesh();
    const { sessionId } = await petition('native');
    const networkKey = Secret.of(new Uint8Array(16).fill(9));
    const values = { activeTimestamp: SEQUENCE(2), pendingTimestamp: SEQUENCE(1), delayTimer: MIN_DELAY, networkKey };
    assert.equal(await stateOf(TMF_URIS.MGMT_PENDING_SET, change(values, sessionId)), 'accept');
    await network.time.advance(DEFAULT_DELAY - SECOND);
    assert.ok(network.dataset.values.networkKey?.equals(networkKey) === false);
    await network.time.advance(2 * SECOND);
    assert.ok(network.dataset.values.networkKey?.equals(networkKey) === true);
  });

  it('puts off what a node asks for at once and what would cut others off', async () => {
    const { network, stateOf } = mesh();
    const whole = network.dataset.with({ activeTimestamp: SEQUENCE(2), channel: { page: 0, number: 11 } });
    assert.equal(await stateOf(TMF_URIS.MGMT_ACTIVE_SET, whole.encode()), 'accept');
    assert.equal(network.dataset.values.channel?.number, 15);
    await network.time.advance(DEFAULT_DELAY + SECOND);
    assert.equal(network.dataset.values.channel?.number, 11);
  });

  it('tells the Commissioner of what another node changed, and not of its own changes', async () => {
    const { network, petition, stateOf } = mesh();
    const { sessionId = 0 } = await petition('native');
    await stateOf(TMF_URIS.MGMT_ACTIVE_SET, change({ activeTimestamp: SEQUENCE(2), networkName: 'Ours' }, sessionId));
    assert.equal(requestsOf(network.hub, TMF_URIS.MGMT_DATASET_CHANGED).length, 0);
    const theirs = network.dataset.with({ activeTimestamp: SEQUENCE(3), networkName: 'Theirs' });
    await stateOf(TMF_URIS.MGMT_ACTIVE_SET, theirs.encode());
    const [told] = requestsOf(network.hub, TMF_URIS.MGMT_DATASET_CHANGED);
    assert.ok(told?.message.type === 'CON');
  });

  it('takes its datasets up again after a restart, and what is left of a delay', async () => {
    const { network, petition, stateOf } = mesh();
    const { sessionId } = await petition('native');
    const values = {
      activeTimestamp: SEQUENCE(2),
      pendingTimestamp: SEQUENCE(1),
      delayTimer: MINUTE,
      networkName: 'Later',
    };
    await stateOf(TMF_URIS.MGMT_PENDING_SET, change(values, sessionId));
    network.restartLeader();
    assert.equal(network.leader.commissioner, undefined);
    assert.equal(network.hub.commissioningData.length, 0);
    assert.equal(network.dataset.values.networkName, 'Sallyport');
    await network.time.advance(MINUTE + SECOND);
    assert.equal(network.dataset.values.networkName, 'Later');
  });

  it('does not say yes to what its store did not keep', async () => {
    const { network, agent, petition } = mesh();
    const { sessionId } = await petition('native');
    network.store.save = () => {
      throw new TypeError('disk full');
    };
    const payload = change({ activeTimestamp: SEQUENCE(2), networkName: 'Lost' }, sessionId);
    const address = agent.addressOf(LEADER_ALOC16);
    const response = await network.run(agent.request({ address }, TMF_URIS.MGMT_ACTIVE_SET, payload));
    assert.equal(response.code, CODES.INTERNAL_SERVER_ERROR);
    assert.equal(network.dataset.values.networkName, 'Sallyport');
  });

  it('tries again when its store cannot keep that the pending dataset has become active', async () => {
    const { network, petition, stateOf } = mesh();
    const { sessionId } = await petition('native');
    const values = {
      activeTimestamp: SEQUENCE(2),
      pendingTimestamp: SEQUENCE(1),
      delayTimer: MINUTE,
      networkName: 'Later',
    };
    await stateOf(TMF_URIS.MGMT_PENDING_SET, change(values, sessionId));
    const { save } = network.store;
    network.store.save = () => {
      throw new TypeError('disk full');
    };
    await network.time.advance(MINUTE + SECOND);
    assert.equal(network.storeFailures.length, 1);
    assert.equal(network.dataset.values.networkName, 'Sallyport');
    network.store.save = save;
    await network.time.advance(10 * SECOND);
    assert.equal(network.dataset.values.networkName, 'Later');
    assert.equal(network.store.record.active?.values.networkName, 'Later');
  });

  it('keeps the network key to itself where the Security Policy says so', async () => {
    const { network, ask, petition, stateOf } = mesh();
    const get = encodeGetRequest({ types: [TLVS.networkKey.type, TLVS.networkName.type] });
    assert.ok(OperationalDataset.decode(await ask(TMF_URIS.MGMT_ACTIVE_GET, get)).has(TLVS.networkKey));
    const { sessionId } = await petition('native');
    const { securityPolicy } = network.dataset.values;
    assert.ok(securityPolicy !== undefined);
    const values = { activeTimestamp: SEQUENCE(2), securityPolicy: { ...securityPolicy, obtainNetworkKey: false } };
    assert.equal(await stateOf(TMF_URIS.MGMT_ACTIVE_SET, change(values, sessionId)), 'accept');
    const answer = OperationalDataset.decode(await ask(TMF_URIS.MGMT_ACTIVE_GET, get));
    assert.equal(answer.has(TLVS.networkKey), false);
    assert.equal(answer.values.networkName, 'Sallyport');
  });

  it('answers what it cannot read with 4.00', async () => {
    const { network, agent } = mesh();
    const address = agent.addressOf(LEADER_ALOC16);
    for (const path of [TMF_URIS.MGMT_ACTIVE_GET, TMF_URIS.MGMT_PENDING_GET, TMF_URIS.MGMT_COMMISSIONER_GET]) {
      const response = await network.run(agent.request({ address }, path, Uint8Array.of(13, 9)));
      assert.equal(response.code, CODES.BAD_REQUEST);
    }
  });
});
