import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { base64Of, sizeText } from '../../src/kit/file-bytes.ts';

describe('the bytes of a file', () => {
  for (const length of [0, 1, 2, 3, 24_575, 24_576, 24_577, 100_000]) {
    it(`are base64 with padding: ${length} of them`, () => {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 7) & 255);
      assert.equal(base64Of(bytes), Buffer.from(bytes).toString('base64'));
    });
  }
});

describe('the size of a file', () => {
  it('is told in units that people know', () => {
    assert.deepEqual(
      [900, 1_500_000, 48 << 20].map((size) => sizeText(size, 'en')),
      ['0.9 kB', '1.5 MB', '50 MB'],
    );
    assert.equal(sizeText(1_500_000, 'de'), '1,5 MB');
  });
});
