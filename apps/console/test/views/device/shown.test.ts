import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf, toneOfMoment } from '../../../src/views/device/shown.ts';

describe('a moment of a device', () => {
  it('is bad when it is refused, and good when that is lifted', () => {
    assert.equal(toneOfMoment({ kind: 'listed', facts: { list: 'refused' } }), 'bad');
    assert.equal(toneOfMoment({ kind: 'unlisted', facts: { list: 'refused' } }), 'good');
    assert.equal(toneOfMoment({ kind: 'listed', facts: { list: 'devices' } }), 'good');
    assert.equal(toneOfMoment({ kind: 'concluded', facts: { type: 'Distrust' } }), 'bad');
    assert.equal(toneOfMoment({ kind: 'met', facts: {} }), 'plain');
  });

  it('tells who claimed something, but for what this domain concluded', () => {
    const facts = { type: 'Trust', issuer: 'did:key:z6Mk' };
    assert.deepEqual(
      factsOf({ kind: 'claimed', facts }).map(({ name }) => name),
      ['type', 'issuer'],
    );
    assert.deepEqual(
      factsOf({ kind: 'concluded', facts }).map(({ name }) => name),
      ['type'],
    );
  });

  it('tells what there is a word for, and nothing that is empty', () => {
    const facts = { network: 'home', session: 'abc', reason: null, terms: '', hops: 0, code: 'E_X' };
    assert.deepEqual(factsOf({ kind: 'refused', facts }), [
      { name: 'network', value: 'home' },
      { name: 'code', value: 'E_X' },
    ]);
  });
});
