/**
 * Arithmetic modulo p, the prime of P-256, on BigInt. Not constant in time: what passes through here is public, or a
 * value that is used once and then hashed.
 */

/** The prime of P-256 (SP 800-186 §3.2.1.3). */
export const P256_PRIME = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;

/** b of y² = x³ - 3x + b. */
export const P256_B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** Bytes of a coordinate. */
export const COORDINATE_LENGTH = 32;

/** The remainder from 0 to p-1, for negative numbers too. */
export function mod(value: bigint): bigint {
  const rest = value % P256_PRIME;
  return rest < 0n ? rest + P256_PRIME : rest;
}

/** 1/value, for a value that is not a multiple of p: the extended Euclidean algorithm. */
export function invert(value: bigint): bigint {
  let [low, high] = [mod(value), P256_PRIME];
  let [factor, before] = [1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [low, high] = [high - quotient * low, low];
    [factor, before] = [before - quotient * factor, factor];
  }
  return mod(factor);
}

/** Whether (x, y) with both coordinates below p is a point of the curve: y² = x³ - 3x + b. */
export function isOnCurve(x: bigint, y: bigint): boolean {
  return (y * y - (x * x - 3n) * x - P256_B) % P256_PRIME === 0n;
}

export function coordinateOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`);
}

/** Writes `value`, from 0 to p-1, into 32 bytes of `target`. */
export function writeCoordinate(value: bigint, target: Uint8Array, at: number): void {
  target.set(Buffer.from(value.toString(16).padStart(2 * COORDINATE_LENGTH, '0'), 'hex'), at);
}
