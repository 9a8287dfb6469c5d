import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boxOf, layOutGraph } from '../../../src/kit/pictures/graph-layout.ts';

const NODES = Array.from({ length: 12 }, (_, index) => ({ id: `n${index}`, label: `Node ${index}` }));
const LINKS = NODES.slice(1).map(({ id }, index) => ({ from: `n${index >> 1}`, to: id }));
const places = (nodes: ReturnType<typeof layOutGraph>['nodes']) => nodes.map(({ node, x, y }) => [node.id, x, y]);

describe('a graph laid out', () => {
  it('stands the same way each time', () => {
    assert.deepEqual(places(layOutGraph(NODES, LINKS).nodes), places(layOutGraph(NODES, LINKS).nodes));
  });

  it('has no two things in one place', () => {
    const { nodes } = layOutGraph(NODES, LINKS);
    for (const a of nodes) {
      for (const b of nodes) {
        if (a !== b)
          assert.ok(
            Math.hypot((a.x ?? 0) - (b.x ?? 0), (a.y ?? 0) - (b.y ?? 0)) > 20,
            `${a.node.id} lies on ${b.node.id}`,
          );
      }
    }
  });

  it('leaves out lines to things that are not there', () => {
    assert.deepEqual(layOutGraph(NODES, [{ from: 'n0', to: 'elsewhere' }]).links, []);
  });

  it('keeps what stood before near its place when something comes', () => {
    const before = layOutGraph(NODES, LINKS).nodes;
    const anew = layOutGraph(
      [...NODES, { id: 'new', label: 'New' }],
      [...LINKS, { from: 'n5', to: 'new' }],
      before,
    ).nodes;
    const moved = before.map((old, index) =>
      Math.hypot((old.x ?? 0) - (anew[index]?.x ?? 0), (old.y ?? 0) - (anew[index]?.y ?? 0)),
    );
    assert.ok(Math.max(...moved) < 200, `moved by ${Math.max(...moved)}`);
  });

  it('is seen whole, and a small one is not made huge', () => {
    const { nodes } = layOutGraph(NODES, LINKS);
    const { x, y, width, height } = boxOf(nodes);
    for (const node of nodes) {
      assert.ok((node.x ?? 0) > x && (node.x ?? 0) < x + width && (node.y ?? 0) > y && (node.y ?? 0) < y + height);
    }
    const one = boxOf([]);
    assert.deepEqual([one.width, one.height], [640, 320]);
  });
});
