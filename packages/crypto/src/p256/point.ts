/**
 * Points of P-256 other than the point at infinity.
 *
 * node:crypto multiplies points fast and in constant time, but of what is not a multiple of the base point it gives only
 * the x coordinate. From x(k·P) and x((k+1)·P) the missing y follows by the addition law; the rest is a few
 * multiplications modulo p.
 */

import { bytesEqual } from '@sallyport/core';
import { fail } from '../errors.ts';
import {
  addPoints,
  type Coordinates,
  type FractionalPoint,
  isSum,
  recoverPoint,
  settle,
  subtractPoint,
} from './affine.ts';
import { COORDINATE_LENGTH, coordinateOf, invert, isOnCurve, P256_PRIME, writeCoordinate } from './field.ts';
import { nativeBaseMultiple, nativeMultipleX } from './native.ts';
import { isLast, isScalar, nextScalar } from './scalar.ts';

/** Bytes of an uncompressed point. */
export const POINT_LENGTH = 1 + 2 * COORDINATE_LENGTH;

const UNCOMPRESSED = 0x04;
let base: P256Point | undefined;

export class P256Point {
  readonly x: bigint;
  readonly y: bigint;
  readonly #bytes: Uint8Array;
  /** 1/2y, once a multiple of this point has asked for it. */
  #half: bigint | undefined;

  private constructor(bytes: Uint8Array, { x, y }: Coordinates) {
    this.x = x;
    this.y = y;
    this.#bytes = bytes;
  }

  /** G, the base point (SP 800-186 §3.2.1.3). */
  static get base(): P256Point {
    base ??= P256Point.#ofBytes(nativeBaseMultiple(ONE));
    return base;
  }

  /**
   * Reads an uncompressed point, `04 || X || Y`, and checks that it lies on the curve. P-256 has cofactor 1: every
   * point of the curve has order n.
   * @throws E_CRYPTO_POINT_FORM, E_CRYPTO_POINT_IDENTITY, E_CRYPTO_POINT_CURVE
   */
  static fromBytes(bytes: Uint8Array): P256Point {
    if (bytes.length === 1 && bytes[0] === 0) throw fail('E_CRYPTO_POINT_IDENTITY', 'the point at infinity');
    if (bytes.length !== POINT_LENGTH || bytes[0] !== UNCOMPRESSED) {
      throw fail('E_CRYPTO_POINT_FORM', `${bytes.length} bytes are not an uncompressed point`);
    }
    const point = P256Point.#ofBytes(Uint8Array.from(bytes));
    if (point.x >= P256_PRIME || point.y >= P256_PRIME || !isOnCurve(point.x, point.y)) {
      throw fail('E_CRYPTO_POINT_CURVE', 'the point is not on the curve');
    }
    return point;
  }

  /** scalar·G, for 32 bytes that stand for a number from 1 to n-1. @throws E_CRYPTO_SCALAR */
  static baseMultiple(scalar: Uint8Array): P256Point {
    return P256Point.#ofBytes(nativeBaseMultiple(checked(scalar)));
  }

  /** The sum, or undefined where it is the point at infinity. */
  static sum(...points: readonly P256Point[]): P256Point | undefined {
    const coordinates = addPoints(points);
    return coordinates === undefined ? undefined : P256Point.#of(coordinates);
  }

  /**
   * scalar·this, for 32 bytes that stand for a number from 1 to n-1. The scalar goes to OpenSSL only; the product's y
   * coordinate is worked out in time that depends on the product.
   * @throws E_CRYPTO_SCALAR
   */
  multiply(scalar: Uint8Array): P256Point {
    if (this === base) return P256Point.baseMultiple(scalar);
    if (isLast(checked(scalar))) return this.negate();
    this.#half ??= invert(2n * this.y);
    return P256Point.#of(settle(this.#multiple(scalar), this.#half));
  }

  /** The x coordinate of scalar·this, 32 bytes: half the cost of the whole point. @throws E_CRYPTO_SCALAR */
  multiplyX(scalar: Uint8Array): Uint8Array {
    return nativeMultipleX(checked(scalar), this.#bytes);
  }

  /**
   * Whether this is a·p + b·q, as proofs of knowledge ask; quicker than working the sum out.
   * @throws E_CRYPTO_SCALAR
   */
  isCombination(a: Uint8Array, p: P256Point, b: Uint8Array, q: P256Point): boolean {
    return isSum(this, p.#multiple(checked(a)), q.#multiple(checked(b)));
  }

  /** this - scalar·point, or undefined where it is the point at infinity. @throws E_CRYPTO_SCALAR */
  subtractMultiple(scalar: Uint8Array, point: P256Point): P256Point | undefined {
    const difference = subtractPoint(this, point.#multiple(checked(scalar)));
    return difference === undefined ? undefined : P256Point.#of(difference);
  }

  negate(): P256Point {
    return P256Point.#of({ x: this.x, y: P256_PRIME - this.y });
  }

  equals(other: P256Point): boolean {
    return bytesEqual(this.#bytes, other.#bytes);
  }

  /** `04 || X || Y`, 65 bytes. */
  toBytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #multiple(scalar: Uint8Array): FractionalPoint {
    if (this === base || isLast(scalar)) {
      const { x, y } = this.multiply(scalar);
      return { x, yNumerator: y, yDenominator: 1n };
    }
    const x1 = coordinateOf(nativeMultipleX(scalar, this.#bytes));
    return recoverPoint(this, x1, coordinateOf(nativeMultipleX(nextScalar(scalar), this.#bytes)));
  }

  static #of(coordinates: Coordinates): P256Point {
    const bytes = new Uint8Array(POINT_LENGTH);
    bytes[0] = UNCOMPRESSED;
    writeCoordinate(coordinates.x, bytes, 1);
    writeCoordinate(coordinates.y, bytes, 1 + COORDINATE_LENGTH);
    return new P256Point(bytes, coordinates);
  }

  static #ofBytes(bytes: Uint8Array): P256Point {
    const x = coordinateOf(bytes.subarray(1, 1 + COORDINATE_LENGTH));
    return new P256Point(bytes, { x, y: coordinateOf(bytes.subarray(1 + COORDINATE_LENGTH)) });
  }
}

const ONE = Uint8Array.from({ length: 32 }, (_, i) => (i === 31 ? 1 : 0));

function checked(scalar: Uint8Array): Uint8Array {
  if (!isScalar(scalar)) throw fail('E_CRYPTO_SCALAR', 'the scalar is not 32 bytes for a number from 1 to n-1');
  return scalar;
}
