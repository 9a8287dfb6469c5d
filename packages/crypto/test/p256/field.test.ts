import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { p256 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { invert, P256_B, P256_PRIME } from '../../src/p256/field.ts';

describe('the field of P-256', () => {
  it('is the one that @noble/curves knows', () => {
    assert.equal(P256_PRIME, p256.Point.Fp.ORDER);
    assert.equal(P256_B, p256.Point.CURVE().b);
  });

  it('inverts what is not 0, small and large, negative and above p', () => {
    const values = fc.oneof(
      fc.bigInt({ min: 1n, max: P256_PRIME - 1n }),
      fc.bigInt({ min: 1n, max: 100n }),
      fc.bigInt({ min: P256_PRIME - 100n, max: P256_PRIME - 1n }),
      // Quotients that are far apart, and those that the leading bits cannot decide.
      fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: -2, max: 2 })).map(([bits, off]) => {
        const value = (1n << BigInt(bits)) + BigInt(off);
        return value > 0n ? value : 1n;
      }),
      fc.bigInt({ min: 2n, max: P256_PRIME - 1n }).map((value) => P256_PRIME / value),
      fc.bigInt({ min: 1n, max: P256_PRIME - 1n }).map((value) => -value),
      fc.bigInt({ min: P256_PRIME + 1n, max: 2n * P256_PRIME - 1n }),
    );
    fc.assert(
      fc.property(values, (value) => {
        const product = (invert(value) * value) % P256_PRIME;
        assert.equal(product < 0n ? product + P256_PRIME : product, 1n);
      }),
      { numRuns: 5000 },
    );
  });
});
