import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { p256 } from '@noble/curves/nist.js';
import { type Random, seededRandom } from '@sallyport/core';
import {
  addScalars,
  isScalar,
  multiplyScalars,
  negateScalar,
  P256_ORDER,
  randomScalar,
  reduceScalar,
  subtractScalars,
} from '@sallyport/crypto';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { numberOf, residues, scalarOf } from '../support/numbers.ts';

const N = P256_ORDER;

describe('numbers modulo the order of P-256', () => {
  it('are modulo the order that @noble/curves knows', () => {
    assert.equal(N, p256.Point.Fn.ORDER);
  });

  it('add, subtract, multiply and change sign as BigInt does', () => {
    fc.assert(
      fc.property(residues, residues, (a, b) => {
        const [left, right] = [scalarOf(a), scalarOf(b)];
        assert.equal(numberOf(addScalars(left, right)), (a + b) % N);
        assert.equal(numberOf(subtractScalars(left, right)), (a - b + N) % N);
        assert.equal(numberOf(multiplyScalars(left, right)), (a * b) % N);
        assert.equal(numberOf(negateScalar(left)), (N - a) % N);
      }),
      { numRuns: 2000 },
    );
  });

  it('are reduced from numbers of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        assert.equal(numberOf(reduceScalar(bytes)), numberOf(bytes) % N);
      }),
      { numRuns: 1000 },
    );
    for (const edge of [0n, N - 1n, N, N + 1n, 2n ** 256n - 1n]) {
      assert.equal(numberOf(reduceScalar(scalarOf(edge))), edge % N);
    }
  });

  it('are scalars from 1 to n-1, in 32 bytes', () => {
    assert.equal(isScalar(scalarOf(1n)), true);
    assert.equal(isScalar(scalarOf(N - 1n)), true);
    assert.equal(isScalar(scalarOf(0n)), false);
    assert.equal(isScalar(scalarOf(N)), false);
    assert.equal(isScalar(scalarOf(2n ** 256n - 1n)), false);
    assert.equal(isScalar(scalarOf(1n).subarray(1)), false);
    assert.equal(isScalar(new Uint8Array(33).fill(1)), false);
  });
});

describe('a random scalar', () => {
  it('takes the first number in range', () => {
    const drawn = [scalarOf(0n), scalarOf(N), scalarOf(2n ** 256n - 1n), scalarOf(N - 1n), scalarOf(5n)];
    const random: Random = { bytes: () => drawn.shift() ?? new Uint8Array(32) };
    assert.equal(numberOf(randomScalar(random)), N - 1n);
    assert.equal(drawn.length, 1);
  });

  it('differs every time', () => {
    const random = seededRandom('scalars');
    assert.equal(new Set(Array.from({ length: 100 }, () => numberOf(randomScalar(random)))).size, 100);
  });

  it('is refused by a source that only gives what cannot be used', () => {
    assert.throws(() => randomScalar({ bytes: (length) => new Uint8Array(length) }), withCode('E_CRYPTO_RANDOM'));
    assert.throws(
      () => randomScalar({ bytes: (length) => new Uint8Array(length).fill(255) }),
      withCode('E_CRYPTO_RANDOM'),
    );
    assert.throws(() => randomScalar({ bytes: () => new Uint8Array(31).fill(1) }), withCode('E_CRYPTO_RANDOM'));
  });
});
