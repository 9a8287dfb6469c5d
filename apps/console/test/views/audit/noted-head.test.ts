import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headIn, headText } from '../../../src/views/audit/noted-head.ts';

const head = { position: 4711, hash: '0123456789abcdef'.repeat(4) };

describe('a head on paper', () => {
  it('is read as it was written, also with the digits in groups and in capitals', () => {
    assert.deepEqual(headIn(headText(head)), head);
    const groups = head.hash.toUpperCase().match(/.{8}/g)?.join(' ');
    assert.deepEqual(headIn(`  4711:\n${groups} `), head);
  });

  it('is none without a position, or with another number of digits', () => {
    assert.equal(headIn(''), undefined);
    assert.equal(headIn(head.hash), undefined);
    assert.equal(headIn(`4711 ${head.hash.slice(1)}`), undefined);
    assert.equal(headIn(`4711 ${head.hash}0`), undefined);
    assert.equal(headIn(`-1 ${head.hash}`), undefined);
    assert.equal(headIn(`4711 ${'g'.repeat(64)}`), undefined);
    assert.equal(headIn(`${'9'.repeat(16)} ${head.hash}`), undefined);
  });
});
