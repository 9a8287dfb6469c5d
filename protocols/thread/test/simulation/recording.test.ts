import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromUtf8, seededRandom, toHex, VirtualTime } from '@sallyport/core';
import { LinkGraph, SimulatedAir, worldOf } from '@sallyport/thread/simulation';
import { readDiscoveryResponse } from '../../src/mle/discovery.ts';
import { readFields } from '../../src/mle/fields.ts';
import { decodePlainMle, openMle } from '../../src/mle/message.ts';
import { MLE_COMMANDS } from '../../src/mle/table.ts';
import { textOf } from '../../src/simulation/addresses.ts';
import { Drops } from '../../src/simulation/drops.ts';
import { FrameSecurity } from '../../src/simulation/frame-security.ts';
import { compressionOf } from '../../src/simulation/ip-link.ts';
import { Keyring } from '../../src/simulation/keyring.ts';
import { Neighbours } from '../../src/simulation/neighbours.ts';
import { type ReceivedDatagram, Station } from '../../src/simulation/station.ts';
import {
  ADVERTISEMENT,
  CHILD,
  CHILD_ID_RESPONSE,
  DATAGRAM,
  DISCOVERY_RESPONSE,
  LEADER,
  NETWORK,
  PARENT_RESPONSE,
  SEEKER,
} from './support/openthread-recording.ts';

/** What a station with this identity makes of frames that an OpenThread node sent. */
async function hear(
  frames: readonly Uint8Array[],
  { extended, panId, rloc16 }: { extended: Uint8Array; panId: number; rloc16?: number },
) {
  const time = new VirtualTime();
  const ports = { clock: time, timer: time, random: seededRandom('recording') };
  const links = new LinkGraph();
  links.link('openthread', 'station');
  const air = new SimulatedAir({ connectivity: links }, ports);
  const neighbours = new Neighbours();
  neighbours.add({ ...LEADER, kind: 'parent' });
  const security = new FrameSecurity(neighbours);
  security.keyring = new Keyring(NETWORK.networkKey);
  const drops = new Drops();
  const received: ReceivedDatagram[] = [];
  const identity = {
    name: 'station',
    channel: NETWORK.channel,
    panId,
    extendedAddress: extended,
    ...(rloc16 === undefined ? {} : { shortAddress: rloc16 }),
  };
  const station = new Station(identity, worldOf(air, links, ports), {
    security,
    drops,
    receive: (datagram) => received.push(datagram),
    forward: () => false,
  });
  station.ip.compression = compressionOf(NETWORK.meshLocalPrefix);
  const sender = air.attach({ name: 'openthread', channel: NETWORK.channel, hear: () => undefined });
  for (const frame of frames) {
    sender.transmit(frame);
    await time.advance(50);
  }
  assert.deepEqual(drops.all(), {});
  const [only] = received;
  assert.ok(only !== undefined && received.length === 1);
  return only;
}

function openMessage({ datagram }: ReceivedDatagram) {
  const ring = new Keyring(NETWORK.networkKey);
  const message = openMle(datagram.payload, datagram, (sequence) => ring.mleKey(sequence));
  assert.ok(message);
  return { command: message.command, fields: readFields(message.tlvs) };
}

describe('what an OpenThread node says', () => {
  it('is understood: its answer to a discovery', async () => {
    const { datagram, security, panId } = await hear([DISCOVERY_RESPONSE], SEEKER);
    assert.equal(security, 'none');
    assert.equal(panId, NETWORK.panId);
    const answer = readDiscoveryResponse(decodePlainMle(datagram.payload) ?? { command: 0, tlvs: [] });
    assert.equal(answer.networkName, NETWORK.networkName);
    assert.deepEqual(answer.extendedPanId, NETWORK.extendedPanId);
    assert.deepEqual(answer.steeringData, Uint8Array.of(0xff));
    assert.equal(answer.joinerUdpPort, 1000);
    assert.equal(answer.commissionerUdpPort, 49_155);
    assert.equal(answer.version, 5);
  });

  it('is understood: its advertisement to all', async () => {
    const received = await hear([ADVERTISEMENT], { ...CHILD, panId: NETWORK.panId });
    const { command, fields } = openMessage(received);
    assert.equal(command, MLE_COMMANDS.advertisement);
    assert.equal(fields.sourceAddress, LEADER.rloc16);
    assert.equal(fields.leaderData?.leaderRouterId, LEADER.rloc16 >> 10);
  });

  it('is understood: its answer to who looks for a parent', async () => {
    const received = await hear([PARENT_RESPONSE], { ...CHILD, panId: NETWORK.panId });
    const { command, fields } = openMessage(received);
    assert.equal(command, MLE_COMMANDS.parentResponse);
    assert.equal(fields.sourceAddress, LEADER.rloc16);
    assert.equal(fields.challenge?.length, 8);
    assert.equal(fields.response?.length, 8);
    assert.equal(fields.version, 5);
    assert.equal(fields.connectivity?.activeRouters, 1);
    assert.ok((fields.linkMargin ?? 0) > 20);
  });

  it('is understood: its answer to a child, in protected fragments', async () => {
    const received = await hear(CHILD_ID_RESPONSE, { ...CHILD, panId: NETWORK.panId });
    assert.equal(received.security, 'network-key');
    const { command, fields } = openMessage(received);
    assert.equal(command, MLE_COMMANDS.childIdResponse);
    assert.equal(fields.address16, CHILD.rloc16);
    assert.ok(fields.networkData);
    assert.equal(fields.activeTimestamp?.seconds, 1);
  });

  it('is understood: a datagram from locator to locator', async () => {
    const { datagram, security, sender } = await hear([DATAGRAM], { ...CHILD, panId: NETWORK.panId });
    assert.equal(security, 'network-key');
    assert.deepEqual(sender, LEADER.extended);
    assert.equal(textOf(datagram.source), 'fd00:db8:a0::ff:fe00:c800');
    assert.equal(textOf(datagram.destination), 'fd00:db8:a0::ff:fe00:c801');
    assert.equal(datagram.destinationPort, 4000);
    assert.equal(fromUtf8(datagram.payload), 'welcome');
    assert.equal(toHex(datagram.payload), '77656c636f6d65');
  });
});
