import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dependentsOf, type Edge, fatesOf } from '../../src/rules/graph.ts';

const edges = (...texts: readonly string[]): readonly Edge[] =>
  texts.map((text) => {
    const [from = '', sign, to = ''] = text.split(' ');
    return { from, to, negative: sign === '-' };
  });

describe('the graph of relations', () => {
  it('finds circles, and those that go through an absence', () => {
    const graph = edges('a + b', 'b + c', 'c + b', 'd + d', 'e - f', 'f + e', 'g - h', 'a - e');
    assert.deepEqual(Object.fromEntries(fatesOf(graph)), {
      b: 'recursive',
      c: 'recursive',
      d: 'recursive',
      e: 'unstratified',
      f: 'unstratified',
    });
  });

  it('goes through chains of any length', () => {
    const chain = Array.from({ length: 50_000 }, (_, n) => `r${n} + r${n + 1}`);
    assert.equal(fatesOf(edges(...chain)).size, 0);
    assert.equal(fatesOf(edges(...chain, 'r50000 - r0')).get('r25000'), 'unstratified');
  });

  it('tells whom a change reaches', () => {
    assert.deepEqual([...dependentsOf(['c'], edges('a + b', 'b - c', 'd + a', 'e + f'))].sort(), ['a', 'b', 'c', 'd']);
  });
});
