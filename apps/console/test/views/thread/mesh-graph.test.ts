import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type MeshAnswer, meshLinks, meshNodes, meshRows } from '../../../src/views/thread/mesh-graph.ts';

const NODE = {
  ...{ extendedAddress: null, eui64: null, device: null, version: null, vendor: null, model: null },
  ...{ softwareVersion: null, isSleepy: false, isFullDevice: true },
};
const LAMP = { manufacturer: 'oui:18b430', serialNumber: '18b4300000000007' };

const ANSWER: MeshAnswer = {
  at: 0,
  partitionId: 1,
  routers: [
    {
      ...NODE,
      ...{ rloc16: '0x0000', routerId: 0, isLeader: true, isBorderAgent: true, hasAnswered: true, model: 'Hub' },
      children: [
        { ...NODE, rloc16: '0x0001', device: LAMP, quality: 2, timeoutSeconds: 256 },
        { ...NODE, rloc16: '0x0002', isSleepy: true, quality: null, timeoutSeconds: 256 },
      ],
    },
    {
      ...NODE,
      ...{ rloc16: '0x0400', routerId: 1, isLeader: false, isBorderAgent: false, hasAnswered: false },
      children: [],
    },
  ],
  links: [{ ends: [0, 1], there: 3, back: 1 }],
  silent: ['0x0400'],
};

const rows = meshRows(ANSWER);

describe('the picture of a mesh', () => {
  it('has every router and child, with what each is', () => {
    assert.deepEqual(
      rows.map(({ rloc16, roles }) => [rloc16, ...roles]),
      [
        ['0x0000', 'leader', 'border'],
        ['0x0001', 'child'],
        ['0x0002', 'sleepy'],
        ['0x0400', 'router', 'silent'],
      ],
    );
  });

  it('calls a node by its device, else by its model, else by its locator', () => {
    const nodes = meshNodes(rows, (role) => role);
    assert.deepEqual(
      nodes.map(({ label }) => label),
      ['Hub', LAMP.serialNumber, '0x0002', '0x0400'],
    );
    assert.deepEqual(
      nodes.map(({ kind, tone }) => [kind, tone]),
      [
        ['main', 'good'],
        ['plain', 'plain'],
        ['plain', 'plain'],
        ['outside', 'bad'],
      ],
    );
  });

  it('draws each link once, by its weaker direction', () => {
    const links = meshLinks(rows, (quality) => `${quality}`);
    assert.deepEqual(
      links.map(({ from, to, label, tone }) => [from, to, label, tone]),
      [
        ['0x0000', '0x0400', '1', 'wait'],
        ['0x0001', '0x0000', '2', 'note'],
        ['0x0002', '0x0000', 'null', 'plain'],
      ],
    );
    for (const { weight = 0 } of links) assert.ok(weight > 0 && weight <= 1);
  });

  it('is empty of a mesh of which nobody answered', () => {
    assert.deepEqual(meshRows({ ...ANSWER, routers: [], links: [], silent: [] }), []);
  });
});
