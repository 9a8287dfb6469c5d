import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LinkGraph } from '@sallyport/thread/simulation';
import { locatorAddress } from '../../src/node/addresses.ts';
import { Directory, isRouterLocator, routerOf } from '../../src/simulation/directory.ts';
import { decodeSeed, encodeSeed, Flooding } from '../../src/simulation/flooding.ts';
import { lab, row } from './support/lab.ts';

function directory(links: readonly (readonly [string, string, number?])[], names: readonly string[]) {
  const graph = new LinkGraph();
  for (const [a, b, loss = 0] of links) graph.link(a, b, { loss });
  const made = new Directory(graph);
  names.forEach((name, id) => {
    made.addRouter({ name, rloc16: id << 10, extended: Uint8Array.of(2, 0, 0, 0, 0, 0, 0, id) });
  });
  return { graph, made };
}

describe('routes', () => {
  it('take the fewest hops over links that are good enough, and change with them', () => {
    const { graph, made } = directory(
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'd'],
        ['a', 'd', 0.9],
      ],
      ['a', 'b', 'c', 'd'],
    );
    const [a, b, , d] = [0, 1 << 10, 2 << 10, 3 << 10];
    assert.equal(made.nextHop(a, d), b);
    graph.link('a', 'd', { loss: 0.2 });
    assert.equal(made.nextHop(a, d), d);
    made.removeRouter(b);
    graph.unlink('a', 'd');
    assert.equal(made.nextHop(a, d), undefined);
  });

  it('lead to the nearest of those that answer to an anycast locator', () => {
    const { made } = directory(
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'd'],
      ],
      ['a', 'b', 'c', 'd'],
    );
    const [a, , c, d] = [0, 1 << 10, 2 << 10, 3 << 10];
    assert.equal(made.resolveAnycast(0xfc00, a), undefined);
    const release = made.claimAnycast(0xfc00, d);
    assert.equal(made.resolveAnycast(0xfc00, a), d);
    made.claimAnycast(0xfc00, a);
    assert.equal(made.resolveAnycast(0xfc00, c), d);
    assert.equal(made.resolveAnycast(0xfc00, a), a);
    release();
    assert.equal(made.resolveAnycast(0xfc00, c), a);
  });

  it('have locators for 63 routers', () => {
    const { made } = directory([], []);
    for (let id = 0; id < 63; id++) {
      const rloc16 = made.nextRouterLocator();
      assert.equal(rloc16, id << 10);
      made.addRouter({ name: `${id}`, rloc16, extended: new Uint8Array(8) });
    }
    assert.equal(made.nextRouterLocator(), undefined);
    assert.equal(routerOf(0x0c05), 0x0c00);
    assert.equal(isRouterLocator(0x0c00), true);
    assert.equal(isRouterLocator(0x0c05), false);
  });
});

describe('flooding', () => {
  it('tells datagrams apart by the MPL option that they carry', () => {
    const seed = { seed: 0x0c05, sequence: 200 };
    assert.deepEqual(decodeSeed(encodeSeed(seed)), seed);
    assert.equal(decodeSeed(Uint8Array.of(0, 0, 0x6d, 2, 0, 1, 1, 0)), undefined);
    assert.equal(decodeSeed(Uint8Array.of(0, 0, 0x6d, 4, 0x80, 1, 1, 0)), undefined);
    assert.equal(decodeSeed(new Uint8Array(0)), undefined);
    const flooding = new Flooding();
    assert.equal(flooding.isNew(seed), true);
    assert.equal(flooding.isNew(seed), false);
    assert.equal(flooding.isNew({ ...seed, sequence: 201 }), true);
    assert.equal(flooding.isNew(flooding.originate(0x0c05)), false);
    // What was long ago is forgotten, so that memory stays bounded.
    for (let each = 0; each < 1000; each++) flooding.isNew({ seed: each, sequence: 0 });
    assert.equal(flooding.isNew(seed), true);
  });
});

describe('an anycast locator', () => {
  it('is answered by who claims it, on every port where that is wanted, also by the node itself', async () => {
    const here = lab('anycast');
    row(here, 3);
    const { meshLocalPrefix } = here.mesh.dataset;
    const heard: string[] = [];
    const { udp } = here.mesh.node('r2');
    udp.bind(4000, ({ to }) => heard.push(`bound ${to === locatorAddress(meshLocalPrefix, 0xfc31)}`));
    const release = udp.claimAnycast(0xfc31);
    udp.claimAnycast(0xfc32, ({ payload }, port) => heard.push(`${port} ${payload.length}`));
    const say = async (from: string, locator: number, port: number) => {
      const to = { address: locatorAddress(meshLocalPrefix, locator), port };
      here.mesh.node(from).udp.send({ from: 4000, to, payload: new Uint8Array(3), security: 'network-key' });
      await here.time.advance(500);
    };
    await say('r0', 0xfc31, 4000);
    await say('r0', 0xfc32, 61_631);
    await say('r2', 0xfc32, 7);
    assert.deepEqual(heard, ['bound true', '61631 3', '7 3']);
    release();
    await say('r0', 0xfc31, 4000);
    assert.equal(heard.length, 3);
    assert.equal(here.mesh.node('r0').drops.of('no-route'), 1);
    here.mesh.close();
  });
});
