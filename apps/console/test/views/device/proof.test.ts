import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Proof, partsOf, pictureOf } from '../../../src/views/device/proof.ts';

const node = (sentence: string, holds: boolean, kind: Proof['kind'], ...children: Proof[]): Proof => ({
  ...{ sentence, goal: sentence, holds, kind, children },
});
const say = ({ sentence }: Proof) => sentence;
const named = (text: string) => text;

function labels(proof: Proof): readonly string[] {
  const { label, children = [] } = pictureOf(partsOf(proof), say, named);
  return [label, ...children.map((child) => child.label)];
}

describe('the picture of a proof', () => {
  it('shows of a no what does not hold, and of a failed negation what does', () => {
    const no = node('permit', false, 'rule', node('maker', true, 'rule'), node('trusted', false, 'rule'));
    assert.deepEqual(labels(no), ['permit', 'trusted']);
    const against = node('not so', false, 'not', node('refused', true, 'fact'), node('other', false, 'missing'));
    assert.deepEqual(labels(against), ['not so', 'refused']);
  });

  it('shows of a yes what holds it, and no arithmetic', () => {
    const yes = node('permit', true, 'rule', node('maker', true, 'fact'), node('1 < 2', true, 'builtin'));
    assert.deepEqual(labels(yes), ['permit', 'maker']);
  });

  it('stays drawable however large the proof is, and tells each part apart', () => {
    const wide = node(
      'permit',
      true,
      'rule',
      ...Array.from({ length: 1000 }, (_, i) => node(`fact ${i}`, true, 'fact')),
    );
    assert.ok(labels(wide).length <= 121);
    const parts = partsOf(wide);
    assert.equal(new Set([parts.key, ...parts.children.map(({ key }) => key)]).size, 1001);
  });
});
