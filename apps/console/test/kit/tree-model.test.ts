import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seenNodes, type TreeNode, treeMove } from '../../src/kit/tree-model.ts';

const TREE: readonly TreeNode[] = [
  {
    key: 'a',
    label: 'Alpha',
    children: [
      { key: 'a1', label: 'One' },
      { key: 'a2', label: 'Two', children: [{ key: 'a2x', label: 'X' }] },
    ],
  },
  { key: 'b', label: 'Beta' },
];
const open = new Set(['a']);
const seen = seenNodes(TREE, open);
const move = (from: string, key: string) => treeMove(seen, from, key);

describe('a tree', () => {
  it('shows the children of what is open, with their level and place', () => {
    assert.deepEqual(
      seen.map(({ node: { key }, level, place, siblings, parent, isOpen }) => [
        key,
        level,
        place,
        siblings,
        parent,
        isOpen,
      ]),
      [
        ['a', 1, 1, 2, undefined, true],
        ['a1', 2, 1, 2, 'a', false],
        ['a2', 2, 2, 2, 'a', false],
        ['b', 1, 2, 2, undefined, false],
      ],
    );
  });

  it('is walked up and down, and not beyond its ends', () => {
    assert.deepEqual(move('a', 'ArrowDown'), { focus: 'a1' });
    assert.deepEqual(move('a1', 'ArrowUp'), { focus: 'a' });
    assert.equal(move('a', 'ArrowUp'), undefined);
    assert.equal(move('b', 'ArrowDown'), undefined);
    assert.deepEqual(move('a1', 'End'), { focus: 'b' });
    assert.deepEqual(move('b', 'Home'), { focus: 'a' });
  });

  it('is opened to the right, and then entered', () => {
    assert.deepEqual(move('a2', 'ArrowRight'), { toggle: 'a2' });
    assert.deepEqual(move('a', 'ArrowRight'), { focus: 'a1' });
    assert.equal(move('b', 'ArrowRight'), undefined);
  });

  it('is shut to the left, and then left', () => {
    assert.deepEqual(move('a', 'ArrowLeft'), { toggle: 'a' });
    assert.deepEqual(move('a2', 'ArrowLeft'), { focus: 'a' });
    assert.equal(move('b', 'ArrowLeft'), undefined);
  });

  it('is opened and shut by Enter and Space where there is something below', () => {
    assert.deepEqual(move('a', 'Enter'), { toggle: 'a' });
    assert.deepEqual(move('a2', ' '), { toggle: 'a2' });
    assert.equal(move('b', 'Enter'), undefined);
  });

  it('goes to the next that begins with a letter, and round', () => {
    assert.deepEqual(move('a', 't'), { focus: 'a2' });
    assert.deepEqual(move('a2', 'o'), { focus: 'a1' });
    assert.equal(move('a', 'z'), undefined);
    assert.equal(move('a', 'Tab'), undefined);
  });
});
