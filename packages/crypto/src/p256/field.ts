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

/**
 * 1/value, for a value that is not a multiple of p: Euclid's algorithm with a cofactor. As long as the leading 52 bits
 * decide the quotients, steps are taken on them alone and applied at once (Lehmer; Knuth, TAOCP 2, 4.5.2, algorithm L).
 */
export function invert(value: bigint): bigint {
  let [high, low] = [P256_PRIME, mod(value)];
  // high = before·value and low = factor·value modulo p.
  let [before, factor] = [0n, 1n];
  while (low > 0n) {
    const { a, b, c, d } = leadingSteps(high, low);
    if (b === 0n) {
      const quotient = high / low;
      [high, low] = [low, high - quotient * low];
      [before, factor] = [factor, before - quotient * factor];
    } else {
      [high, low] = [a * high + b * low, c * high + d * low];
      [before, factor] = [a * before + b * factor, c * before + d * factor];
    }
  }
  return mod(before);
}

/** As many steps as leading bits decide: new high = a·high + b·low, new low = c·high + d·low; b = 0 for none. */
function leadingSteps(high: bigint, low: bigint): { a: bigint; b: bigint; c: bigint; d: bigint } {
  const shift = BigInt(Math.max(0, Math.floor(Math.log2(Number(high))) - 51));
  let [x, y] = [Number(high >> shift), Number(low >> shift)];
  let [a, b, c, d] = [1, 0, 0, 1];
  while (y + c !== 0 && y + d !== 0) {
    const quotient = Math.floor((x + a) / (y + c));
    // The bits left out could lead to either of two quotients: no further.
    if (quotient !== Math.floor((x + b) / (y + d))) break;
    [a, c] = [c, a - quotient * c];
    [b, d] = [d, b - quotient * d];
    [x, y] = [y, x - quotient * y];
  }
  return { a: BigInt(a), b: BigInt(b), c: BigInt(c), d: BigInt(d) };
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
