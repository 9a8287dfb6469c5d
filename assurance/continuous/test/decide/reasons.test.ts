import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProofNode } from '@sallyport/assurance-inference';
import { reasonIn, referencesIn } from '../../src/decide/reasons.ts';

function node(sentence: string, more: Partial<ProofNode> = {}): ProofNode {
  return { sentence, goal: sentence, holds: true, kind: 'rule', children: [], ...more };
}

const SAID = { said: { text: 'as an author wrote it', values: {} } };

describe('the reason of a decision', () => {
  it('is what somebody wrote for people about what decided, and nothing of what held besides', () => {
    const proof = node('permit(…)', {
      holds: false,
      children: [
        node('the owner trusts its maker', SAID),
        node('admitted(…)', {
          holds: false,
          children: [node('the score is 7.8', { ...SAID, holds: false }), node('it was bought', SAID)],
        }),
      ],
    });
    assert.equal(reasonIn(proof), 'the score is 7.8');
  });

  it('is what is missing where nobody wrote anything, and never longer than a reader can take', () => {
    const missing = node('nobody trusts it', { kind: 'missing', holds: false });
    assert.equal(reasonIn(node('permit(…)', { holds: false, children: [missing] })), 'nobody trusts it');
    assert.equal(reasonIn(node('x'.repeat(5000), SAID)).length, 2048);
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
