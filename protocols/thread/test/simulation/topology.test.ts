import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import {
  DIAGNOSTIC_TLVS,
  decodeDiagnosticAnswer,
  encodeDiagnosticAnswer,
  encodeDiagnosticGet,
  locatorAddress,
  type MeshTopology,
  REALM_LOCAL_ALL_ROUTERS,
  TMF_URIS,
} from '@sallyport/thread';
import { LinkGraph, SimulatedNode, worldOf } from '@sallyport/thread/simulation';
import { Site } from './support/commissioning.ts';

const CHILD = Uint8Array.of(0x18, 0xb4, 0x30, 0, 0, 0, 0, 0x07);

/** Figure 1: the Leader, the Border Router in reach of it, one router further on, and the Joiner Router behind that. */
async function site(seed: string, figure: 1 | 3 = 1): Promise<Site> {
  const made = new Site(figure, seed);
  const { mesh } = made.topology;
  const lamp = mesh.addDevice('lamp', CHILD);
  mesh.links.link('lamp', 'joiner-router');
  lamp.configure(mesh.dataset);
  await made.run(lamp.startAsChild());
  return made;
}

function names(made: Site, topology: MeshTopology): readonly (string | undefined)[] {
  return topology.routers.map(({ rloc16 }) => made.topology.mesh.nodes.find((node) => node.rloc16 === rloc16)?.name);
}

describe('the topology of a simulated mesh', () => {
  for (const figure of [1, 3] as const) {
    it(`is what the mesh is, asked for by ${figure === 1 ? 'an external' : 'a native'} Commissioner`, async () => {
      const made = await site(`topology ${figure}`, figure);
      const commissioner = await made.commissioner();
      const topology = await made.run(commissioner.diagnostics.topology());

      assert.deepEqual(names(made, topology), ['leader', 'gate', 'router-1', 'joiner-router']);
      assert.deepEqual(
        topology.links.map(({ ends, there, back }) => [...ends, there, back]),
        [
          [0, 1, 3, 3],
          [1, 2, 3, 3],
          [2, 3, 3, 3],
        ],
      );
      assert.deepEqual(topology.silent, []);
      const [leader, gate, , last] = topology.routers;
      assert.equal(leader?.isLeader, true);
      assert.equal(topology.leaderRouterId, 0);
      assert.equal(gate?.isLeader, false);
      assert.equal(gate?.isBorderAgent, true);
      const [child] = last?.children ?? [];
      assert.equal(child?.rloc16, made.topology.mesh.node('lamp').rloc16);
      assert.equal(child?.quality, 3);
      assert.equal(child?.mode.receiverOnWhenIdle, true);
      assert.equal(toHex(child?.said?.eui64 ?? new Uint8Array(0)), toHex(CHILD));
      made.topology.close();
    });
  }

  it('has a child of which nothing but its radio is in the mesh', async () => {
    const made = new Site(1, 'topology foreign');
    const { mesh } = made.topology;
    // Its world knows no router, as one in another process does.
    const lamp = new SimulatedNode({ name: 'lamp', eui64: CHILD }, worldOf(mesh.air, new LinkGraph(), made.ports));
    mesh.links.link('lamp', 'joiner-router');
    lamp.configure(mesh.dataset);
    await made.run(lamp.startAsChild());
    const commissioner = await made.commissioner();
    const { routers, silent } = await made.run(commissioner.diagnostics.topology());
    assert.deepEqual(silent, []);
    const [child] = routers.at(-1)?.children ?? [];
    assert.equal(toHex(child?.said?.eui64 ?? new Uint8Array(0)), toHex(CHILD));
    lamp.powerOff();
    made.topology.close();
  });

  it('tells a poor link from a good one, in each direction', async () => {
    const made = await site('topology quality');
    made.topology.mesh.links.link('router-1', 'joiner-router', { rssi: -95 });
    const commissioner = await made.commissioner();
    const { links, routers } = await made.run(commissioner.diagnostics.topology());
    assert.deepEqual(links.at(-1), { ends: [2, 3], there: 1, back: 1 });
    const route = routers[0]?.said?.route64?.routers.at(-1);
    // Two good hops and a poor one.
    assert.equal(route?.cost, 1 + 1 + 4);
    made.topology.close();
  });

  it('is partial, and says so, where a router is silent that others name', async () => {
    const made = await site('topology partial');
    const commissioner = await made.commissioner();
    const { mesh } = made.topology;
    // It is on, routes frames and answers nobody: another role of this node has the resources.
    const silent = mesh.node('router-1');
    silent.agent?.close();
    const topology = await made.run(commissioner.diagnostics.topology({ patience: 3_000 }));
    assert.deepEqual(names(made, topology), ['leader', 'gate', 'router-1', 'joiner-router']);
    assert.deepEqual(topology.silent, [silent.rloc16]);
    assert.equal(topology.routers[2]?.said, undefined);
    // Its links are known from the other ends.
    assert.deepEqual(
      topology.links.map(({ ends }) => ends.join('-')),
      ['0-1', '1-2', '2-3'],
    );
    made.topology.close();
  });

  it('is looked at once at a time, by the active Commissioner alone', async () => {
    const made = await site('topology once');
    const commissioner = await made.commissioner();
    const looking = commissioner.diagnostics.topology();
    await assert.rejects(commissioner.diagnostics.topology(), withCode('E_THREAD_BUSY'));
    await made.run(looking);
    await made.run(commissioner.resign());
    await assert.rejects(commissioner.diagnostics.topology(), withCode('E_THREAD_STATE'));
    made.topology.close();
  });

  it('ends in time when nobody answers', async () => {
    const made = await site('topology dead');
    const commissioner = await made.commissioner();
    const { mesh } = made.topology;
    for (const node of mesh.nodes.filter(({ name }) => name !== 'gate' && name !== 'leader')) node.powerOff();
    const before = made.time.monotonic();
    const topology = await made.run(commissioner.diagnostics.topology());
    assert.ok(made.time.monotonic() - before < 40_000);
    assert.deepEqual(names(made, topology), ['leader', 'gate']);
    made.topology.close();
  });

  it('hears of a node from that node alone', async () => {
    const made = await site('topology liar');
    const commissioner = await made.commissioner();
    const { mesh } = made.topology;
    const liar = mesh.node('joiner-router');
    const looking = commissioner.diagnostics.topology();
    const { agent } = liar;
    assert.ok(agent);
    // Says that it is the Leader's node, with a neighbour that does not exist.
    const lie = encodeDiagnosticAnswer({
      rloc16: 0x0000,
      route64: { idSequence: 9, routers: [{ routerId: 40, qualityOut: 3, qualityIn: 3, cost: 1 }] },
    });
    const session = commissioner.sessionId ?? 0;
    agent.notify({ address: agent.addressOf(0xfc30 + (session % 8)) }, TMF_URIS.DIAG_GET_ANS, lie);
    const topology = await made.run(looking);
    assert.deepEqual(names(made, topology), ['leader', 'gate', 'router-1', 'joiner-router']);
    assert.ok(!topology.links.some(({ ends }) => ends.includes(40)));
    made.topology.close();
  });
});

describe('a node that is asked', () => {
  it('refuses a request that cannot be read, and answers the next', async () => {
    const made = await site('diagnostics refused');
    const commissioner = await made.commissioner();
    const { agent } = made.topology.mesh.node('gate');
    assert.ok(agent);
    const address = agent.addressOf(0x0000);
    const broken = await made.run(agent.request({ address }, TMF_URIS.DIAG_GET_REQ, Uint8Array.of(0x12, 9, 1)));
    assert.equal(broken.code, 0x80);
    const good = await made.run(agent.request({ address }, TMF_URIS.DIAG_GET_REQ, encodeDiagnosticGet({ types: [1] })));
    assert.equal(decodeDiagnosticAnswer(good.payload).rloc16, 0);
    await made.run(commissioner.resign());
    made.topology.close();
  });

  it('tells each that asks for more what it counts, its routes and its addresses, and counts anew when told to', async () => {
    const made = await site('diagnostics more');
    const commissioner = await made.commissioner();
    const { dataset } = made.topology.mesh;
    const [gate, lamp] = ['gate', 'lamp'].map((name) => made.topology.mesh.node(name));
    assert.ok(gate && lamp);
    const address = locatorAddress(dataset.meshLocalPrefix, gate.rloc16);
    const { macCounters, enhancedRoute, connectivity, addresses, maxChildTimeout } = DIAGNOSTIC_TLVS;
    const types = [macCounters, enhancedRoute, connectivity, addresses, maxChildTimeout].map(({ type }) => type);
    const said = await made.run(commissioner.diagnostics.query(address, types));

    const link = { qualityIn: 3, qualityOut: 3 };
    assert.deepEqual(said.enhancedRoute, [
      { routerId: 0, isSelf: false, link, next: undefined },
      { routerId: 1, isSelf: true, link: undefined, next: undefined },
      { routerId: 2, isSelf: false, link, next: undefined },
      { routerId: 3, isSelf: false, link: undefined, next: { hop: 2, cost: 1 } },
    ]);
    assert.deepEqual(said.connectivity?.linkQuality, [2, 0, 0]);
    assert.equal(said.connectivity?.leaderCost, 1);
    assert.ok(said.addresses?.includes(address) && said.addresses.includes(gate.endpointAddress));
    assert.equal(said.maxChildTimeout, undefined);
    const parent = locatorAddress(dataset.meshLocalPrefix, lamp.rloc16 & 0xfc00);
    assert.ok(((await made.run(commissioner.diagnostics.get(parent, types))).maxChildTimeout ?? 0) > 0);

    const counted = said.macCounters;
    assert.ok(counted !== undefined && counted.inUnicast > 0 && counted.outUnicast > 0 && counted.outBroadcast > 0);
    await made.run(commissioner.diagnostics.reset(address, [macCounters.type]));
    const again = await made.run(commissioner.diagnostics.get(address, [macCounters.type]));
    assert.equal(again.macCounters?.outBroadcast, 0);
    made.topology.close();
  });

  it('that is no node is silent, and one query is out at a time', async () => {
    const made = await site('diagnostics silent');
    const commissioner = await made.commissioner();
    const { meshLocalPrefix } = made.topology.mesh.dataset;
    const types = [DIAGNOSTIC_TLVS.address16.type];
    const asking = commissioner.diagnostics.query(locatorAddress(meshLocalPrefix, 0xe800), types);
    await assert.rejects(
      commissioner.diagnostics.queryGroup(REALM_LOCAL_ALL_ROUTERS, types, 1_000),
      withCode('E_THREAD_BUSY'),
    );
    await assert.rejects(made.run(asking), withCode('E_THREAD_SILENT'));
    const heard = await made.run(commissioner.diagnostics.queryGroup(REALM_LOCAL_ALL_ROUTERS, types, 5_000));
    // A child that could be a router is of the group; the Border Agent's node, which sends the query, does not hear it.
    assert.deepEqual(
      [...heard.keys()].sort((a, b) => a - b),
      [0x0000, 0x0800, 0x0c00, 0x0c01],
    );
    made.topology.close();
  });

  it('answers a query with its number, when it is asked as one of a group', async () => {
    const made = await site('diagnostics query');
    const { agent } = made.topology.mesh.node('gate');
    assert.ok(agent);
    const heard: (readonly [from: string, queryId: number | undefined])[] = [];
    agent.serve(TMF_URIS.DIAG_GET_ANS, ({ payload, from }) => {
      heard.push([from, decodeDiagnosticAnswer(payload).queryId]);
      return new Uint8Array(0);
    });
    const query = encodeDiagnosticGet({ types: [DIAGNOSTIC_TLVS.address16.type], queryId: 7 });
    agent.notify({ address: REALM_LOCAL_ALL_ROUTERS }, TMF_URIS.DIAG_GET_QRY, query);
    await made.time.until(() => heard.length >= 3, 10_000);
    const prefix = made.topology.mesh.dataset.meshLocalPrefix;
    const others = [0x0000, 0x0800, 0x0c00].map((rloc16) => locatorAddress(prefix, rloc16));
    assert.deepEqual(heard.map(([from]) => from).sort(), others.sort());
    assert.ok(heard.every(([, queryId]) => queryId === 7));
    made.topology.close();
  });
});
