/** The tree of components. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Component, type ComponentNode, componentNodes } from '../../../src/views/makers/component-nodes.ts';

const part = (ref: string, parent: string | null, score: number | null = null): Component => ({
  ...{ ref, parent, score, name: ref, version: null, kind: null },
});

const shape = (nodes: readonly ComponentNode[]): unknown =>
  nodes.map(({ component, worst, children }) => [component.ref, worst, shape(children)]);

const count = (nodes: readonly ComponentNode[]): number =>
  nodes.reduce((sum, { children }) => sum + 1 + count(children), 0);

describe('the tree of components', () => {
  it('has each where it lies, with the worst of all that lies in it', () => {
    const components = [part('fw', null), part('a', 'fw', 3), part('b', 'a', 7.5), part('c', 'fw')];
    assert.deepEqual(shape(componentNodes(components)), [
      [
        'fw',
        7.5,
        [
          ['a', 7.5, [['b', 7.5, []]]],
          ['c', null, []],
        ],
      ],
    ]);
  });

  it('shows at the top what lies in nothing that is there, or in itself', () => {
    assert.deepEqual(shape(componentNodes([part('a', 'gone'), part('b', 'b')])), [
      ['a', null, []],
      ['b', null, []],
    ]);
  });

  it('shows each component once, even where they lie in each other in a circle', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(12), { nil: null }), { maxLength: 12 }), (parents) => {
        const components = parents.map((parent, index) => part(`p${index}`, parent === null ? null : `p${parent}`));
        assert.equal(count(componentNodes(components)), components.length);
      }),
    );
  });
});
