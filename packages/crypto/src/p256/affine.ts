/** The addition law of P-256 on coordinates. Not constant in time, as all that is built on `field.ts`. */

import { invert, mod, P256_B, P256_PRIME } from './field.ts';

/** A point's coordinates, both from 0 to p-1. */
export interface Coordinates {
  readonly x: bigint;
  readonly y: bigint;
}

/** (X/Z², Y/Z³): several additions then cost one inversion. */
interface Jacobian {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
}

/** The sum of points, or undefined where it is the point at infinity. */
export function addPoints(points: readonly Coordinates[]): Coordinates | undefined {
  let total: Jacobian | undefined;
  for (const point of points) total = total === undefined ? { ...point, z: 1n } : addMixed(total, point);
  if (total === undefined) return undefined;
  const inverse = invert(total.z);
  const square = (inverse * inverse) % P256_PRIME;
  return { x: (total.x * square) % P256_PRIME, y: (((total.y * square) % P256_PRIME) * inverse) % P256_PRIME };
}

/** A Jacobian point and an affine one: slope h/r as in any textbook, cleared of denominators. */
function addMixed(a: Jacobian, b: Coordinates): Jacobian | undefined {
  const zSquare = (a.z * a.z) % P256_PRIME;
  const h = mod(b.x * zSquare - a.x);
  const r = mod(b.y * ((zSquare * a.z) % P256_PRIME) - a.y);
  if (h === 0n) return r === 0n ? double(a) : undefined;
  const hSquare = (h * h) % P256_PRIME;
  const hCube = (hSquare * h) % P256_PRIME;
  const v = (a.x * hSquare) % P256_PRIME;
  const x = mod(r * r - hCube - 2n * v);
  return { x, y: mod(r * (v - x) - a.y * hCube), z: (a.z * h) % P256_PRIME };
}

/** No point of P-256 has y = 0 (its order is prime), so that doubling never gives infinity. */
function double({ x, y, z }: Jacobian): Jacobian {
  const ySquare = (y * y) % P256_PRIME;
  const s = (4n * x * ySquare) % P256_PRIME;
  const zSquare = (z * z) % P256_PRIME;
  const m = mod(3n * (x - zSquare) * (x + zSquare));
  const doubled = mod(m * m - 2n * s);
  return { x: doubled, y: mod(m * (s - doubled) - 8n * ySquare * ySquare), z: (2n * y * z) % P256_PRIME };
}

/** A point whose y coordinate is a fraction not yet worked out. */
export interface FractionalPoint {
  readonly x: bigint;
  readonly yNumerator: bigint;
  /** Not a multiple of p. */
  readonly yDenominator: bigint;
}

/**
 * k·P from P, x(k·P) and x((k+1)·P), for k from 1 to n-2.
 *
 * With (x1, y1) = k·P, the addition law for k·P + P = (x2, …) reads x2·(x - x1)² = (y1 - y)² - (x + x1)·(x - x1)².
 * Both curve equations take y² and y1² out of it, and 2·y·y1 is what remains:
 * y1 = (2b + (a + x·x1)·(x + x1) - x2·(x - x1)²) / 2y. For k = 1 both sides hold as well.
 */
export function recoverPoint(p: Coordinates, x1: bigint, x2: bigint): FractionalPoint {
  const difference = p.x - x1;
  const numerator = 2n * P256_B + ((((p.x * x1 - 3n) % P256_PRIME) * (p.x + x1)) % P256_PRIME);
  return { x: x1, yNumerator: mod(numerator - x2 * ((difference * difference) % P256_PRIME)), yDenominator: 2n * p.y };
}

export function settle(point: FractionalPoint, inverse: bigint = invert(point.yDenominator)): Coordinates {
  return { x: point.x, y: (point.yNumerator * inverse) % P256_PRIME };
}

/** a - b, or undefined where it is the point at infinity. */
export function subtractPoint(a: Coordinates, b: FractionalPoint): Coordinates | undefined {
  const run = mod(a.x - b.x);
  if (run === 0n) {
    const { x, y } = settle(b);
    return addPoints([a, { x, y: P256_PRIME - y }]);
  }
  // The line through a and -b, whose y is -yNumerator/yDenominator: one inversion serves slope and fraction.
  const rise = a.y * b.yDenominator + b.yNumerator;
  const slope = mod(rise * invert(run * b.yDenominator));
  const x = mod(slope * slope - a.x - b.x);
  return { x, y: mod(slope * (a.x - x) - a.y) };
}

/** Whether a + b = sum, by multiplications alone: fractions are compared crosswise. */
export function isSum(sum: Coordinates, a: FractionalPoint, b: FractionalPoint): boolean {
  const run = mod(sum.x - a.x);
  if (run === 0n) return isSumAffine(sum, settle(a), settle(b));
  // b must be sum - a: the line through sum and -a has slope rise/run over a's denominator.
  const rise = mod(sum.y * a.yDenominator + a.yNumerator);
  const scaledRun = (a.yDenominator * run) % P256_PRIME;
  const xHolds = mod(rise * rise - ((scaledRun * scaledRun) % P256_PRIME) * (a.x + sum.x + b.x)) === 0n;
  const y = mod(rise * (sum.x - b.x) - sum.y * scaledRun);
  return xHolds && mod(y * b.yDenominator - b.yNumerator * scaledRun) === 0n;
}

function isSumAffine(sum: Coordinates, a: Coordinates, b: Coordinates): boolean {
  const total = addPoints([a, b]);
  return total !== undefined && total.x === sum.x && total.y === sum.y;
}
