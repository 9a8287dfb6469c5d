import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, Secret, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { type ActiveDataset, requireActive, TLVS } from '@sallyport/thread';
import { locatorAddress } from '../../src/node/addresses.ts';
import { encodeCommissionerDataset } from '../../src/tmf/commissioner-dataset.ts';
import { type Lab, lab, row } from './support/lab.ts';

const DATA = encodeCommissionerDataset({ borderAgentLocator: 0x400, sessionId: 7, steeringData: Uint8Array.of(0xff) });

async function reaches({ mesh, time }: Lab, from: string, to: string): Promise<boolean> {
  let isHeard = false;
  const stop = mesh.node(to).udp.bind(4000, () => {
    isHeard = true;
  });
  const address = locatorAddress(mesh.node(to).udp.meshLocalPrefix, mesh.node(to).rloc16);
  mesh
    .node(from)
    .udp.send({ from: 4000, to: { address, port: 4000 }, payload: utf8('are you there?'), security: 'network-key' });
  await time.until(() => isHeard, 5000);
  stop();
  return isHeard;
}

async function settle<T>({ time }: Lab, work: Promise<T>, limit = 60_000): Promise<T> {
  let isSettled = false;
  const done = () => {
    isSettled = true;
  };
  work.then(done, done);
  await time.until(() => isSettled, limit);
  return work;
}

describe('a device that has a network’s credentials', () => {
  it('attaches as a child of the router it hears best', async () => {
    const here = lab('nearest');
    row(here, 2);
    const device = here.mesh.addDevice('lamp');
    here.mesh.links.link('lamp', 'r0', { rssi: -80 });
    here.mesh.links.link('lamp', 'r1', { rssi: -40 });
    device.configure(here.mesh.dataset);
    await settle(here, device.startAsChild());
    assert.equal(device.rloc16, here.mesh.node('r1').rloc16 | 1);
    here.mesh.close();
  });

  it('attaches over lossy links, has what the Leader spread, and is reached from everywhere', async () => {
    const here = lab('attach', { loss: 0.1 });
    row(here, 3);
    const device = here.mesh.addDevice('lamp', fromHex('18b4300000000001'));
    here.mesh.links.link('lamp', 'r2');
    device.configure(here.mesh.dataset);
    here.mesh.node('r0').outlet.publishCommissioningData(DATA);
    await here.time.advance(2000);
    await settle(here, device.startAsChild());
    assert.equal(device.state, 'child');
    assert.equal(device.rloc16, here.mesh.node('r2').rloc16 | 1);
    assert.deepEqual(device.networkData.commissioningData, DATA);
    assert.equal(await reaches(here, 'lamp', 'r0'), true);
    assert.equal(await reaches(here, 'r0', 'lamp'), true);
    here.mesh.close();
  });

  it('keeps its locator when it comes back, and children of one router reach each other through it', async () => {
    const here = lab('children');
    row(here, 1);
    for (const name of ['a', 'b']) {
      here.mesh.addDevice(name).configure(here.mesh.dataset);
      here.mesh.links.link(name, 'r0');
      await settle(here, here.mesh.node(name).startAsChild());
    }
    assert.deepEqual([here.mesh.node('a').rloc16, here.mesh.node('b').rloc16], [1, 2]);
    assert.equal(await reaches(here, 'a', 'b'), true);
    here.mesh.node('b').powerOff();
    assert.equal(here.mesh.node('b').state, 'off');
    await settle(here, here.mesh.node('b').startAsChild());
    assert.equal(here.mesh.node('b').rloc16, 2);
    assert.equal(await reaches(here, 'b', 'a'), true);
    here.mesh.close();
  });

  it('finds no parent with another network key, on another channel, or out of reach', async () => {
    const here = lab('no parent');
    row(here, 1);
    const { dataset } = here.mesh.dataset;
    const wrong: readonly (readonly [name: string, ActiveDataset, isLinked: boolean])[] = [
      ['key', requireActive(dataset.with({ networkKey: Secret.of(new Uint8Array(16)) })), true],
      ['channel', requireActive(dataset.with({ channel: { page: 0, number: 26 } })), true],
      ['reach', here.mesh.dataset, false],
    ];
    for (const [name, given, isLinked] of wrong) {
      const device = here.mesh.addDevice(name);
      if (isLinked) here.mesh.links.link(name, 'r0');
      device.configure(given);
      const attaching = device.startAsChild({ attempts: 3 });
      await assert.rejects(settle(here, attaching), withCode('E_THREAD_ATTACH'));
      assert.equal(device.state, 'detached');
      device.powerOff();
    }
    here.mesh.close();
  });

  it('looks for another parent when its own is gone, or has forgotten it', async () => {
    const here = lab('orphan', { loss: 0.05 });
    row(here, 2);
    const device = here.mesh.addDevice('lamp');
    here.mesh.links.link('lamp', 'r0', { rssi: -80 });
    here.mesh.links.link('lamp', 'r1', { rssi: -40 });
    device.configure(here.mesh.dataset);
    await settle(here, device.startAsChild());
    const [first, second] = [here.mesh.node('r1'), here.mesh.node('r0')];
    await here.time.advance(300_000);
    assert.equal(device.rloc16 & 0xfc00, first.rloc16);
    first.powerOff();
    await here.time.advance(90_000);
    assert.equal(device.rloc16 & 0xfc00, second.rloc16);
    assert.equal(await reaches(here, 'r0', 'lamp'), true);
    second.powerOff();
    second.startAsRouter();
    await here.time.advance(90_000);
    assert.equal(device.state, 'child');
    assert.equal(await reaches(here, 'r0', 'lamp'), true);
    here.mesh.close();
  });

  it('stops looking when it is switched off', async () => {
    const here = lab('stops');
    const device = here.mesh.addDevice('lamp');
    device.configure(here.mesh.dataset);
    const attaching = device.startAsChild();
    device.powerOff();
    await assert.rejects(attaching, (error) => isSallyportError(error, 'E_THREAD_ATTACH'));
    here.mesh.close();
  });
});

describe('a router', () => {
  it('that goes off is routed around, and routed over again when it comes back', async () => {
    const here = lab('detour');
    row(here, 3);
    here.mesh.addRouter('detour', ['r0', 'r2']);
    assert.equal(await reaches(here, 'r0', 'r2'), true);
    here.mesh.node('r1').powerOff();
    assert.equal(await reaches(here, 'r0', 'r2'), true);
    here.mesh.links.unlink('detour', 'r2');
    assert.equal(await reaches(here, 'r0', 'r2'), false);
    assert.ok(here.mesh.node('r0').drops.of('no-route') > 0);
    here.mesh.node('r1').startAsRouter();
    assert.equal(await reaches(here, 'r0', 'r2'), true);
    here.mesh.close();
  });

  it('is believed after a restart although its neighbours remember its frame counters', async () => {
    const here = lab('counters');
    row(here, 2);
    for (let times = 0; times < 5; times++) {
      assert.equal(await reaches(here, 'r0', 'r1'), true);
      here.mesh.node('r0').powerOff();
      here.mesh.node('r0').startAsRouter();
    }
    assert.equal(await reaches(here, 'r0', 'r1'), true);
    here.mesh.close();
  });

  it('runs its roles while it is on, and again when it comes back', () => {
    const here = lab('roles');
    row(here, 1);
    const trail: string[] = [];
    const installed = here.mesh.node('r0').install(({ node, agent }) => {
      trail.push(`begun on ${node.name} ${agent.udp.rloc16}`);
      return { close: () => trail.push('ended') };
    });
    assert.ok(installed.running);
    here.mesh.node('r0').powerOff();
    assert.equal(installed.running, undefined);
    here.mesh.node('r0').startAsRouter();
    assert.ok(installed.running);
    here.mesh.close();
    assert.deepEqual(trail, ['begun on r0 0', 'ended', 'begun on r0 0', 'ended']);
  });

  it('cannot be put together wrongly', () => {
    const here = lab('wrong');
    row(here, 1);
    const wrong = withCode('E_THREAD_SIMULATION');
    assert.throws(() => here.mesh.node('nobody'), wrong);
    assert.throws(() => here.mesh.addRouter('r0'), wrong);
    assert.throws(() => here.mesh.node('r0').startAsRouter(), wrong);
    const device = here.mesh.addDevice('blank');
    assert.throws(() => device.startAsRouter(), wrong);
    assert.throws(() => device.udp.meshLocalPrefix, wrong);
    here.mesh.close();
  });
});

describe('what the Leader spreads', () => {
  it('comes to every router and child, over lossy links, and to who was away', async () => {
    const here = lab('spread', { loss: 0.2 });
    row(here, 6);
    const changes: string[] = [];
    for (const { name, networkData } of here.mesh.nodes) networkData.subscribe(() => changes.push(name));
    here.mesh.node('r5').powerOff();
    here.mesh.node('r0').outlet.publishCommissioningData(DATA);
    await here.time.advance(90_000);
    for (const name of ['r0', 'r1', 'r2', 'r3', 'r4']) {
      assert.deepEqual(here.mesh.node(name).networkData.commissioningData, DATA, name);
    }
    here.mesh.node('r5').startAsRouter();
    await here.time.advance(90_000);
    assert.deepEqual(here.mesh.node('r5').networkData.commissioningData, DATA);
    assert.deepEqual([...new Set(changes)].sort(), ['r0', 'r1', 'r2', 'r3', 'r4']);
    here.mesh.node('r0').outlet.publishCommissioningData(new Uint8Array(0));
    await here.time.advance(90_000);
    for (const { name, networkData } of here.mesh.nodes) assert.equal(networkData.commissioningData.length, 0, name);
    here.mesh.close();
  });

  it('is not undone by a Leader that restarts', async () => {
    const here = lab('leader restarts');
    row(here, 3);
    const leader = here.mesh.node('r0');
    for (let times = 0; times < 3; times++) {
      leader.outlet.publishCommissioningData(DATA);
      await here.time.advance(5000);
      leader.powerOff();
      await here.time.advance(5000);
      leader.startAsRouter();
      leader.outlet.publishCommissioningData(new Uint8Array(0));
      await here.time.advance(90_000);
      for (const { name, networkData } of here.mesh.nodes) assert.equal(networkData.commissioningData.length, 0, name);
    }
    here.mesh.close();
  });

  it('has every node move to the next dataset when its delay is over, and stay together', async () => {
    const here = lab('pending');
    row(here, 4);
    const lamp = here.mesh.addDevice('lamp');
    here.mesh.links.link('lamp', 'r3');
    lamp.configure(here.mesh.dataset);
    await settle(here, lamp.startAsChild());
    const { dataset } = here.mesh.dataset;
    const pending = dataset.with({
      activeTimestamp: { seconds: 2, ticks: 0, authoritative: false },
      pendingTimestamp: { seconds: 1, ticks: 0, authoritative: false },
      delayTimer: 30_000,
      channel: { page: 0, number: 26 },
      panId: 0x4242,
      networkKey: Secret.of(new Uint8Array(16).fill(9)),
    });
    const leader = here.mesh.node('r0');
    leader.outlet.publishPendingDataset(pending);
    await here.time.advance(10_000);
    const left = lamp.datasets.pending?.values.delayTimer ?? 0;
    assert.ok(left > 19_000 && left < 20_100, `${left} ms are left`);
    await here.time.advance(20_000);
    leader.outlet.publishActiveDataset(pending.without(TLVS.pendingTimestamp, TLVS.delayTimer));
    leader.outlet.publishPendingDataset(undefined);
    await here.time.advance(5000);
    for (const { name, datasets } of here.mesh.nodes) {
      assert.equal(datasets.active?.values.channel?.number, 26, name);
      assert.equal(datasets.pending, undefined, name);
    }
    assert.equal(await reaches(here, 'r0', 'lamp'), true);
    assert.equal(await reaches(here, 'lamp', 'r1'), true);
    here.mesh.close();
  });
});
