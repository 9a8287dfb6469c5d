/**
 * Network Diagnostics of simulated nodes as OpenThread's own node asks for them and reads them, over IEEE 802.15.4 frames on the air of its
 * simulated nodes. Where there is no OpenThread node, this is skipped.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fromHex, systemClock, systemRandom, systemTimer, toHex } from '@sallyport/core';
import { createDataset, DIAGNOSTIC_TLVS, exposeDatasetHex } from '@sallyport/thread';
import { LinkGraph, leaderRole, RememberingStore, SimulatedNode, worldOf } from '@sallyport/thread/simulation';
import { locatorAddress } from '../../src/node/addresses.ts';
import { freePortOffset, OpenThreadAir } from './support/openthread-air.ts';
import { isOpenThreadThere, OpenThreadNode } from './support/openthread-cli.ts';

const skip = isOpenThreadThere ? false : 'no OpenThread node: name one in SALLYPORT_TEST_OT_CLI';
const PORTS = { clock: systemClock, timer: systemTimer, random: systemRandom };
const EUI64 = '18b43000000000bb';
/** Two processes and a busy machine are between a frame and its acknowledgment. */
const MAC_TIMING = { ackTimeout: 60 };
const FIRST_OFFSET = 150;
const PATIENCE_MS = 60_000;

describe('a simulated node, asked by an OpenThread node', { skip }, () => {
  const dataset = createDataset({ networkName: 'Sallyport', channel: { page: 0, number: 17 } }, systemRandom);
  let child: OpenThreadNode;
  let air: OpenThreadAir;
  let router: SimulatedNode;
  let address = '';

  before(async () => {
    const portOffset = await freePortOffset(FIRST_OFFSET);
    child = new OpenThreadNode(portOffset, 2);
    air = await OpenThreadAir.open(portOffset, 20);
    const world = worldOf(air, new LinkGraph(), PORTS, MAC_TIMING);
    router = new SimulatedNode({ name: 'router', eui64: fromHex(EUI64) }, world);
    router.configure(dataset);
    router.install(leaderRole({ store: new RememberingStore({ active: dataset.dataset, pending: undefined }) }));
    router.startAsRouter();
    address = locatorAddress(dataset.meshLocalPrefix, router.rloc16);
    for (const line of [`dataset set active ${exposeDatasetHex(dataset.dataset)}`, 'ifconfig up', 'thread start']) {
      await child.run(line);
    }
    await child.until('state', /child/);
  });
  after(() => {
    router?.powerOff();
    child?.close();
    air?.close();
  });

  const ask = (of: string, definitions: readonly { readonly type: number }[]) =>
    child.run(`networkdiagnostic get ${of} ${definitions.map(({ type }) => type).join(' ')}`, PATIENCE_MS);

  it('tells who it is and who made it', async () => {
    const { extendedAddress, address16, mode, eui64, version, vendorName, vendorModel, channelPages } = DIAGNOSTIC_TLVS;
    const said = await ask(address, [
      extendedAddress,
      address16,
      mode,
      eui64,
      version,
      vendorName,
      vendorModel,
      channelPages,
    ]);
    assert.ok(said.includes(`Ext Address: ${toHex(router.udp.extendedAddress)}`), said);
    for (const line of ['Rloc16: 0x0000', 'RxOnWhenIdle: 1', 'DeviceType: 1', `EUI64: ${EUI64}`]) {
      assert.ok(said.includes(line), `${line}: ${said}`);
    }
    for (const line of ['Vendor Name: Sallyport', 'Vendor Model: Simulated node', "Channel Pages: '00'"]) {
      assert.ok(said.includes(line), `${line}: ${said}`);
    }
  });

  it('tells its addresses, and answers to its locators and on the link', async () => {
    const said = await ask(address, [DIAGNOSTIC_TLVS.addresses]);
    const addresses = [...said.matchAll(/^ +- ([0-9a-f:]+)$/gm)].map(([, each = '']) => each);
    assert.ok(addresses.length >= 4, said);
    assert.ok(addresses.includes(spelledOut(router.endpointAddress)), said);
    // To the other one there is no way without address queries, which the simulation does not have.
    const known = addresses.filter((each) => each.includes(':0:ff:fe00:') || each.startsWith('fe80:'));
    assert.equal(known.length, addresses.length - 1);
    for (const each of known) assert.match(await ask(each, [DIAGNOSTIC_TLVS.address16]), /Rloc16: 0x0000/);
  });

  it('tells its routes, its partition and how good a parent it is', async () => {
    const { route64, enhancedRoute, leaderData, connectivity } = DIAGNOSTIC_TLVS;
    const said = await ask(address, [route64, enhancedRoute, leaderData, connectivity]);
    assert.match(said, /RouteId: 0x00\s+LinkQualityOut: 0\s+LinkQualityIn: 0\s+RouteCost: 1/);
    assert.match(said, /RouterId:\s*0\s+The queried device/);
    const [, partition] = /Partition ID: (\d+)/.exec(await child.run('leaderdata')) ?? [];
    assert.ok(said.includes(`PartitionId: 0x${Number(partition).toString(16).padStart(8, '0')}`), said);
    assert.match(said, /LeaderCost: 0\s+IdSequence: 1\s+ActiveRouters: 1/);
  });

  it('tells of the child that asks', async () => {
    const { childTable, maxChildTimeout } = DIAGNOSTIC_TLVS;
    const said = await ask(address, [childTable, maxChildTimeout]);
    const timeout = Number(await child.run('childtimeout'));
    const exponent = Math.ceil(Math.log2(timeout)) + 4;
    assert.match(
      said,
      new RegExp(
        `ChildId: 0x0001\\s+Timeout: ${exponent}\\s+Link Quality: 3\\s+Mode:\\s+RxOnWhenIdle: 1\\s+DeviceType: 1`,
      ),
    );
    assert.ok(said.includes(`Max Child Timeout: ${timeout}`), said);
  });

  it('counts frames, and anew when it is told to', async () => {
    const counters = async () => {
      const said = await ask(address, [DIAGNOSTIC_TLVS.macCounters]);
      return ['IfInUcastPkts', 'IfOutUcastPkts', 'IfOutBroadcastPkts'].map((name) =>
        Number(new RegExp(`${name}: (\\d+)`).exec(said)?.[1]),
      );
    };
    const [incoming = 0, outgoing = 0, broadcast = 0] = await counters();
    assert.ok(incoming > 0 && outgoing > 0 && broadcast > 0);
    const [later = 0] = await counters();
    assert.ok(later > incoming);
    await child.run(`networkdiagnostic reset ${address} ${DIAGNOSTIC_TLVS.macCounters.type}`);
    // The command does not wait for the answer.
    await until(async () => ((await counters())[0] ?? 0) < incoming);
  });

  it('answers as one of a group', async () => {
    const said = await ask('ff03::2', [DIAGNOSTIC_TLVS.address16]);
    assert.ok(said.includes('Rloc16: 0x0000'), said);
  });
});

/** As OpenThread writes addresses: every group, without leading zeros. */
function spelledOut(address: string): string {
  const [head = [], tail] = address.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const groups = [
    ...head,
    ...Array.from({ length: tail === undefined ? 0 : 8 - head.length - tail.length }, () => '0'),
  ];
  return [...groups, ...(tail ?? [])].join(':');
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await isSo())) assert.ok(performance.now() < end, 'it never came to be');
}
