/**
 * Commissioning between Sallyport and OpenThread over IEEE 802.15.4 frames, on the air of OpenThread's simulated nodes:
 * discovery, DTLS, the frame under the KEK, MLE and the network's own frames are each other's. Where there is no OpenThread node, this is skipped.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, fromUtf8, Secret, systemClock, systemRandom, systemTimer, toHex, utf8 } from '@sallyport/core';
import { Commissioner, createDataset, Joiner, MeshLink, requireActive } from '@sallyport/thread';
import {
  joinerRouterRole,
  LinkGraph,
  leaderRole,
  RememberingStore,
  SimulatedJoinerRadio,
  SimulatedNode,
  worldOf,
} from '@sallyport/thread/simulation';
import { locatorAddress } from '../../src/node/addresses.ts';
import { PERMIT, VENDOR } from '../simulation/support/commissioning.ts';
import { freePortOffset, OpenThreadAir } from './support/openthread-air.ts';
import { isOpenThreadThere, OpenThreadNode } from './support/openthread-cli.ts';

const skip = isOpenThreadThere ? false : 'no OpenThread node: name one in SALLYPORT_TEST_OT_CLI';
const PORTS = { clock: systemClock, timer: systemTimer, random: systemRandom };
const EUI64 = fromHex('18b43000000000aa');
const FIRST_OFFSET = 50;
/** Two processes and a busy machine are between a frame and its acknowledgment. */
const MAC_TIMING = { ackTimeout: 60 };

async function until(isDone: () => boolean, patience = 60_000): Promise<void> {
  const end = performance.now() + patience;
  while (!isDone() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** A Leader, Joiner Router and native Commissioner in one node on this air. */
async function sallyportNetwork(air: OpenThreadAir) {
  const world = worldOf(air, new LinkGraph(), PORTS, MAC_TIMING);
  const dataset = createDataset({ networkName: 'Sallyport', channel: { page: 0, number: 17 } }, systemRandom);
  const router = new SimulatedNode({ name: 'router', eui64: fromHex('18b43000000000bb') }, world);
  router.configure(dataset);
  router.install(leaderRole({ store: new RememberingStore({ active: dataset.dataset, pending: undefined }) }));
  router.install(joinerRouterRole());
  router.startAsRouter();
  const { agent } = router;
  assert.ok(agent);
  const commissioner = new Commissioner({ id: 'phone', link: new MeshLink(agent), authorizer: PERMIT }, PORTS);
  await commissioner.connect();
  await commissioner.petition();
  return { router, dataset, commissioner };
}

describe('with OpenThread on one air', { skip }, () => {
  it('a joiner is commissioned by OpenThread’s Commissioner, attaches to its Leader, and speaks with it', async () => {
    const portOffset = await freePortOffset(FIRST_OFFSET);
    const leader = new OpenThreadNode(portOffset, 1);
    const air = await OpenThreadAir.open(portOffset, 20);
    try {
      await leader.run('dataset init new');
      await leader.run('dataset channel 17');
      await leader.run('dataset commit active');
      await leader.run('ifconfig up');
      await leader.run('thread start');
      await leader.until('state', /leader/);
      await leader.run('commissioner start');
      await leader.seen(/Commissioner: active/);
      await leader.run('commissioner joiner add * J01NME');

      const world = worldOf(air, new LinkGraph(), PORTS, MAC_TIMING);
      const radio = new SimulatedJoinerRadio({ name: 'lamp', channels: [11, 17] }, world);
      const identity = { by: 'eui64', eui64: EUI64 } as const;
      const joiner = new Joiner({ identity, pskd: Secret.of('J01NME'), vendor: VENDOR, radio }, PORTS);
      const joined = await joiner.join();
      radio.close();
      const networkKey = await leader.run('networkkey');
      assert.ok(joined.networkKey.equals(Secret.of(fromHex(networkKey))));

      const device = new SimulatedNode({ name: 'lamp', eui64: EUI64 }, world);
      device.configure(requireActive(joined.dataset), joined.keySequence);
      await device.startAsChild();
      const [, childExtended] =
        /^\|[^|]*\| (?:0x\w+)[^\n]*\| ([0-9a-f]{16}) \|$/m.exec(await leader.run('child table')) ?? [];
      assert.equal(childExtended, toHex(device.udp.extendedAddress));

      // To the Leader, and back.
      await leader.run('udp open');
      await leader.run('udp bind :: 4000');
      const heard: string[] = [];
      device.udp.bind(4000, ({ payload, from, security }) =>
        heard.push(`${fromUtf8(payload)} ${security} ${from.port}`),
      );
      const rloc = locatorAddress(device.udp.meshLocalPrefix, device.rloc16 & 0xfc00);
      device.udp.send({
        from: 4000,
        to: { address: rloc, port: 4000 },
        payload: utf8('good morning'),
        security: 'network-key',
      });
      await leader.seen(/12 bytes from .*good morning/);
      await leader.run(`udp send ${locatorAddress(device.udp.meshLocalPrefix, device.rloc16)} 4000 welcome`);
      await until(() => heard.length > 0);
      assert.deepEqual(heard, ['welcome network-key 4000']);
      device.powerOff();
    } finally {
      leader.close();
      air.close();
    }
  });

  it('OpenThread’s joiner is commissioned by Sallyport’s Commissioner, attaches to its router, and speaks with it', async () => {
    const portOffset = await freePortOffset(FIRST_OFFSET);
    const lamp = new OpenThreadNode(portOffset, 2);
    const air = await OpenThreadAir.open(portOffset, 20);
    const { router, dataset, commissioner } = await sallyportNetwork(air);
    try {
      const eui64 = fromHex(await lamp.run('eui64'));
      await commissioner.enableJoiner({ by: 'eui64', eui64 }, Secret.of('J01NME'));

      await lamp.run('ifconfig up');
      await lamp.run('joiner start J01NME');
      await lamp.seen(/Join (?:success|failed.*)/, 60_000);
      assert.match(lamp.output, /Join success/);
      assert.equal(await lamp.run('networkkey'), toHex(dataset.networkKey.expose()));

      await lamp.run('thread start');
      await lamp.until('state', /child/);
      const rloc16 = Number.parseInt(await lamp.run('rloc16'), 16);
      assert.equal(rloc16, router.rloc16 | 1);
      const heard: string[] = [];
      router.udp.bind(4000, ({ payload, security }) => heard.push(`${fromUtf8(payload)} ${security}`));
      await lamp.run('udp open');
      await lamp.run('udp bind :: 4000');
      await lamp.run(`udp send ${locatorAddress(dataset.meshLocalPrefix, router.rloc16)} 4000 hello`);
      await until(() => heard.length > 0);
      assert.deepEqual(heard, ['hello network-key']);
      const to = { address: locatorAddress(dataset.meshLocalPrefix, rloc16), port: 4000 };
      router.udp.send({ from: 4000, to, payload: utf8('welcome aboard'), security: 'network-key' });
      await lamp.seen(/14 bytes from .*welcome aboard/);
    } finally {
      router.powerOff();
      lamp.close();
      air.close();
    }
  });

  it('OpenThread’s joiner with a wrong code is told so, and gets nothing', async () => {
    const portOffset = await freePortOffset(FIRST_OFFSET);
    const lamp = new OpenThreadNode(portOffset, 2);
    const air = await OpenThreadAir.open(portOffset, 20);
    const { router, dataset, commissioner } = await sallyportNetwork(air);
    try {
      await commissioner.enableJoiner({ by: 'eui64', eui64: fromHex(await lamp.run('eui64')) }, Secret.of('J01NME'));
      await lamp.run('ifconfig up');
      await lamp.run('joiner start WR0NGK3Y');
      await lamp.seen(/Join failed \[Security\]/, 60_000);
      assert.notEqual(await lamp.run('networkkey'), toHex(dataset.networkKey.expose()));
    } finally {
      router.powerOff();
      lamp.close();
      air.close();
    }
  });
});
