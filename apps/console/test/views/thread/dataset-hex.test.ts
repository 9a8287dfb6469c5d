import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KEY_TYPES, valueIn } from '../../../src/views/thread/dataset-hex.ts';

/** A channel, a network key and a PSKc. */
const HEX = `000300000f0510${'ab'.repeat(16)}0410${'cd'.repeat(16)}`;

describe('a dataset in hexadecimal', () => {
  it('gives the value of a type', () => {
    assert.equal(valueIn(HEX, KEY_TYPES.networkKey), 'ab'.repeat(16));
    assert.equal(valueIn(HEX, KEY_TYPES.pskc), 'cd'.repeat(16));
    assert.equal(valueIn(HEX, 0), '00000f');
  });

  it('gives nothing of a type that is not there, nor of a text that is cut off or none', () => {
    assert.equal(valueIn(HEX, 7), undefined);
    assert.equal(valueIn(HEX.slice(0, -2), KEY_TYPES.pskc), undefined);
    assert.equal(valueIn('', 5), undefined);
    assert.equal(valueIn('05', 5), undefined);
    assert.equal(valueIn('zzzzzz', 5), undefined);
  });
});
