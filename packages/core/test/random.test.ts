import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { concat, seededRandom, systemRandom, toHex } from '@sallyport/core';
import fc from 'fast-check';

describe('seededRandom', () => {
  it('repeats itself for one seed and differs for another', () => {
    assert.deepEqual(seededRandom('a').bytes(100), seededRandom('a').bytes(100));
    assert.notDeepEqual(seededRandom('a').bytes(16), seededRandom('b').bytes(16));
  });

  it('is SHA-256 of the seed and a counter, so that other implementations can follow', () => {
    const first = createHash('sha256').update('seed:0').digest('hex');
    const second = createHash('sha256').update('seed:1').digest('hex');
    assert.equal(toHex(seededRandom('seed').bytes(64)), first + second);
  });

  it('gives one stream however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 70 }), { maxLength: 12 }), (lengths) => {
        const random = seededRandom('cut');
        const pieces = lengths.map((length) => random.bytes(length));
        const total = lengths.reduce((sum, length) => sum + length, 0);
        assert.deepEqual(concat(...pieces), seededRandom('cut').bytes(total));
      }),
    );
  });

  it('hands out bytes that cannot be used to change what follows', () => {
    const random = seededRandom('own');
    random.bytes(8).fill(0);
    assert.deepEqual(random.bytes(8), seededRandom('own').bytes(16).subarray(8));
  });
});

describe('systemRandom', () => {
  it('gives as many bytes as asked for, and other ones each time', () => {
    assert.equal(systemRandom.bytes(0).length, 0);
    assert.equal(systemRandom.bytes(33).length, 33);
    assert.notDeepEqual(systemRandom.bytes(32), systemRandom.bytes(32));
  });
});
