import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProofNode } from '@sallyport/assurance-inference';
import { reasonIn, referencesIn } from '../../src/decide/reasons.ts';

function node(sentence: string, more: Partial<ProofNode> = {}): ProofNode {
  return { sentence, goal: sentence, holds: true, kind: 'rule', isSaid: false, children: [], ...more };
}

describe('the reason of a decision', () => {
  it('is the sentence nearest to the decision that somebody wrote for people', () => {
    const proof = node('permit(…)', {
      children: [
        node('a', { children: [node('deep', { isSaid: true })] }),
        node('b', { children: [] }),
        node('the owner trusts its maker', { isSaid: true }),
      ],
    });
    assert.equal(reasonIn(proof), 'the owner trusts its maker');
  });

  it('is what is missing where nobody wrote one', () => {
    const proof = node('permit(…)', {
      children: [node('x', { children: [node('nobody trusts it', { kind: 'missing' })] })],
    });
    assert.equal(reasonIn(proof), 'nobody trusts it');
    assert.equal(reasonIn(node('permit(…)')), 'permit(…)');
  });

  it('names each claim once, and not more than a reader can take', () => {
    const fact = (id: number) =>
      node(`fact ${id}`, { kind: 'fact', claim: { id: `ni:${id}`, statement: `claim ${id}` } });
    const proof = node('permit(…)', { children: [fact(1), fact(2), fact(1)] });
    assert.deepEqual(referencesIn(proof), [
      { id: 'ni:1', statement: 'claim 1' },
      { id: 'ni:2', statement: 'claim 2' },
    ]);
    const many = node('permit(…)', { children: Array.from({ length: 100 }, (_, id) => fact(id)) });
    assert.equal(referencesIn(many).length, 32);
  });
});
