import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { p256 } from '@noble/curves/nist.js';
import { concat, fromHex, isSallyportError, seededRandom, toHex } from '@sallyport/core';
import { P256_ORDER, P256Point, randomScalar } from '@sallyport/crypto';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { scalarOf, scalars } from '../support/numbers.ts';
import { bytes, text, vectors } from '../support/vectors.ts';

const N = P256_ORDER;
const PRIME = p256.Point.Fp.ORDER;
const random = seededRandom('points of P-256');
const somePoint = (): P256Point => P256Point.baseMultiple(randomScalar(random));
const oracle = (point: P256Point) => p256.Point.fromHex(toHex(point.toBytes()));
const uncompressed = (x: bigint, y: bigint): Uint8Array => concat(Uint8Array.of(4), scalarOf(x), scalarOf(y));

describe('reading a point', () => {
  const G = P256Point.base.toBytes();

  it('takes the base point as the standard prints it', () => {
    assert.equal(
      toHex(G),
      '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
    );
    assert.deepEqual(P256Point.fromBytes(G).toBytes(), G);
    assert.equal(P256Point.fromBytes(G).equals(P256Point.base), true);
  });

  it('keeps no hold on the bytes it read or gave', () => {
    const copy = Uint8Array.from(G);
    const point = P256Point.fromBytes(copy);
    copy.fill(0);
    point.toBytes().fill(0);
    assert.deepEqual(point.toBytes(), G);
  });

  for (const [what, encoding] of [
    ['nothing', ''],
    ['a compressed point', `03${toHex(G).slice(2, 66)}`],
    ['a hybrid point', `07${toHex(G).slice(2)}`],
    ['a point without its form', toHex(G).slice(2)],
    ['a byte too few', toHex(G).slice(0, -2)],
    ['a byte too many', `${toHex(G)}00`],
    ['a padded point at infinity', '00'.repeat(65)],
    ['an unknown form', `05${toHex(G).slice(2)}`],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => P256Point.fromBytes(fromHex(encoding)), withCode('E_CRYPTO_POINT_FORM'));
    });
  }

  it('refuses the point at infinity', () => {
    assert.throws(() => P256Point.fromBytes(Uint8Array.of(0)), withCode('E_CRYPTO_POINT_IDENTITY'));
  });

  it('refuses a point off the curve, its coordinates 0 and coordinates from p on', () => {
    const { x, y } = P256Point.base;
    // 5 + p and p itself would be points if they were reduced first; x = 5 is on the curve.
    const root = p256.Point.fromHex(`02${toHex(scalarOf(5n))}`);
    for (const [badX, badY] of [
      [x, y + 1n],
      [x + 1n, y],
      [y, x],
      [0n, 0n],
      [x, 0n],
      [5n + PRIME, root.y],
      [x, PRIME],
      [2n ** 256n - 1n, 2n ** 256n - 1n],
    ] as const) {
      assert.throws(() => P256Point.fromBytes(uncompressed(badX, badY)), withCode('E_CRYPTO_POINT_CURVE'));
    }
    assert.equal(P256Point.fromBytes(uncompressed(5n, root.y)).x, 5n);
  });

  it('never throws anything but typed errors', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (noise) => {
        assert.throws(
          () => P256Point.fromBytes(noise),
          (error) => isSallyportError(error) && error.code.startsWith('E_CRYPTO_POINT_'),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('multiplying', () => {
  it('gives the known multiples of the base point, from n-20 to 20', () => {
    for (const vector of vectors('p256-base-multiples')) {
      const scalar = bytes(vector, 'scalar');
      if (text(vector, 'x') === '0'.repeat(64)) {
        assert.throws(() => P256Point.baseMultiple(scalar), withCode('E_CRYPTO_SCALAR'));
        continue;
      }
      const wanted = `04${text(vector, 'x')}${text(vector, 'y')}`;
      assert.equal(toHex(P256Point.baseMultiple(scalar).toBytes()), wanted);
      assert.equal(toHex(P256Point.base.multiply(scalar).toBytes()), wanted);
      // The base point as it came off the wire takes the way of any other point.
      const read = P256Point.fromBytes(P256Point.base.toBytes());
      assert.equal(toHex(read.multiply(scalar).toBytes()), wanted);
      assert.equal(toHex(read.multiplyX(scalar)), text(vector, 'x'));
    }
  });

  it('gives the shared secrets of Wycheproof, and reads none of its invalid points', () => {
    for (const vector of vectors('wycheproof-ecdh-secp256r1')) {
      const encoded = bytes(vector, 'public');
      if (text(vector, 'result') !== 'valid') {
        const code = encoded.length === 65 ? 'E_CRYPTO_POINT_CURVE' : 'E_CRYPTO_POINT_FORM';
        assert.throws(() => P256Point.fromBytes(encoded), withCode(code), text(vector, 'comment'));
        continue;
      }
      const point = P256Point.fromBytes(encoded);
      const scalar = scalarOf(BigInt(`0x${text(vector, 'private')}`));
      assert.equal(toHex(point.multiplyX(scalar)), text(vector, 'shared'), text(vector, 'comment'));
      const product = point.multiply(scalar);
      assert.equal(toHex(product.toBytes().subarray(1, 33)), text(vector, 'shared'), text(vector, 'comment'));
      assert.equal(product.equals(P256Point.fromBytes(product.toBytes())), true);
    }
  });

  it('agrees with @noble/curves on any point and scalar, those at the ends too', () => {
    fc.assert(
      fc.property(scalars, (k) => {
        const point = somePoint();
        assert.equal(toHex(point.multiply(scalarOf(k)).toBytes()), oracle(point).multiply(k).toHex(false));
        assert.equal(P256Point.baseMultiple(scalarOf(k)).equals(P256Point.base.multiply(scalarOf(k))), true);
      }),
      { numRuns: 150 },
    );
  });

  it('by 1 and by n-1 gives the point and its negative', () => {
    const point = somePoint();
    assert.equal(point.multiply(scalarOf(1n)).equals(point), true);
    assert.equal(point.multiply(scalarOf(N - 1n)).equals(point.negate()), true);
    assert.equal(point.negate().negate().equals(point), true);
    assert.equal(point.negate().equals(point), false);
  });

  for (const [what, scalar] of [
    ['0', scalarOf(0n)],
    ['n', scalarOf(N)],
    ['more than n', scalarOf(2n ** 256n - 1n)],
    ['31 bytes', scalarOf(1n).subarray(1)],
    ['33 bytes', concat(Uint8Array.of(0), scalarOf(1n))],
  ] as const) {
    it(`by ${what} is refused`, () => {
      const point = somePoint();
      assert.throws(() => point.multiply(scalar), withCode('E_CRYPTO_SCALAR'));
      assert.throws(() => point.multiplyX(scalar), withCode('E_CRYPTO_SCALAR'));
      assert.throws(() => P256Point.baseMultiple(scalar), withCode('E_CRYPTO_SCALAR'));
      assert.throws(() => point.isCombination(scalar, point, scalarOf(1n), point), withCode('E_CRYPTO_SCALAR'));
      assert.throws(() => point.isCombination(scalarOf(1n), point, scalar, point), withCode('E_CRYPTO_SCALAR'));
    });
  }
});

describe('adding', () => {
  it('agrees with @noble/curves, doublings, negatives and detours over infinity included', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 }).filter(Boolean), { maxLength: 6 }), (multiples) => {
        const points = multiples.map((k) => {
          const point = P256Point.baseMultiple(scalarOf(BigInt(Math.abs(k))));
          return k < 0 ? point.negate() : point;
        });
        const wanted = points.reduce((sum, point) => sum.add(oracle(point)), p256.Point.ZERO);
        const sum = P256Point.sum(...points);
        if (wanted.is0()) assert.equal(sum, undefined);
        else assert.equal(sum && toHex(sum.toBytes()), wanted.toHex(false));
      }),
      { numRuns: 500 },
    );
  });

  it('gives nothing where a point meets its negative, and where there are no points', () => {
    const point = somePoint();
    assert.equal(P256Point.sum(point, point.negate()), undefined);
    assert.equal(P256Point.sum(), undefined);
  });
});

describe('subtracting a multiple', () => {
  it('agrees with @noble/curves', () => {
    fc.assert(
      fc.property(scalars, fc.boolean(), (k, ofBase) => {
        const [from, point] = [somePoint(), ofBase ? P256Point.base : somePoint()];
        const wanted = oracle(from).subtract(oracle(point).multiply(k));
        const difference = from.subtractMultiple(scalarOf(k), point);
        assert.equal(difference && toHex(difference.toBytes()), wanted.toHex(false));
      }),
      { numRuns: 60 },
    );
  });

  it('gives nothing where nothing is left, and doubles where the multiple is the negative', () => {
    const point = somePoint();
    const three = point.multiply(scalarOf(3n));
    assert.equal(three.subtractMultiple(scalarOf(3n), point), undefined);
    assert.equal(point.subtractMultiple(scalarOf(1n), point), undefined);
    assert.equal(point.negate().subtractMultiple(scalarOf(N - 1n), point), undefined);
    const six = point.multiply(scalarOf(6n));
    assert.equal(three.subtractMultiple(scalarOf(N - 3n), point)?.equals(six), true);
    assert.throws(() => three.subtractMultiple(scalarOf(0n), point), withCode('E_CRYPTO_SCALAR'));
  });
});

describe('asking for a combination', () => {
  it('says yes to a·p + b·q and no to everything near it', () => {
    fc.assert(
      fc.property(scalars, scalars, fc.boolean(), (a, b, ofBase) => {
        const [left, right] = [scalarOf(a), scalarOf(b)];
        const p = ofBase ? P256Point.base : somePoint();
        const q = somePoint();
        const sum = P256Point.sum(p.multiply(left), q.multiply(right));
        assert.ok(sum !== undefined);
        assert.equal(sum.isCombination(left, p, right, q), true);
        assert.equal(sum.isCombination(right, q, left, p), true);
        assert.equal(sum.negate().isCombination(left, p, right, q), false);
        assert.equal(sum.isCombination(left, p.negate(), right, q), false);
        assert.equal(sum.isCombination(left, p, right, q.negate()), false);
        assert.equal(sum.isCombination(left, p, right, somePoint()), false);
        assert.equal(somePoint().isCombination(left, p, right, q), false);
      }),
      { numRuns: 40 },
    );
  });

  it('holds where the line it is checked by is upright or a tangent', () => {
    const p = somePoint();
    const multiple = (k: bigint): P256Point => p.multiply(scalarOf(k));
    const ask = (sum: P256Point, a: bigint, b: bigint) => sum.isCombination(scalarOf(a), p, scalarOf(b), p);
    assert.equal(ask(multiple(2n), 1n, 1n), true);
    // 3p - 2·3p = -3p: the sum is the negative of the first part.
    assert.equal(ask(multiple(3n).negate(), 3n, N - 6n), true);
    assert.equal(ask(multiple(3n), 3n, N - 6n), false);
    // The parts add up to infinity, which no point is.
    assert.equal(ask(multiple(3n), 3n, N - 3n), false);
    assert.equal(ask(multiple(3n), N - 3n, 3n), false);
    // The sum is the first part, so that the second would have to be infinity.
    assert.equal(ask(multiple(3n), 3n, 5n), false);
    assert.equal(ask(multiple(N - 2n), N - 1n, N - 1n), true);
  });
});
