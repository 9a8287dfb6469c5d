/**
 * Numbers modulo n, the order of P-256, as 32 bytes big-endian.
 *
 * Private keys and proof nonces pass through here, so nothing branches on a number's value or uses it as an index:
 * sixteen limbs of sixteen bits, Montgomery multiplication, and a last subtraction that is always made and then
 * chosen by a mask. A just-in-time compiler gives no promise beyond that, and neither does this file.
 */

import type { Random } from '@sallyport/core';
import { fail } from '../errors.ts';

/** The order of P-256 (SP 800-186 §3.2.1.3). */
export const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Bytes of a scalar. */
export const SCALAR_LENGTH = 32;

const LIMBS = 16;
const ORDER = limbsOfNumber(P256_ORDER);
/** R² mod n with R = 2^256: brings a product back from Montgomery's form. */
const R_SQUARED = limbsOfNumber(2n ** 512n % P256_ORDER);
/** -1/n mod 2^16. */
const ORDER_INVERSE = 0xbc4f;
const ORDER_BYTES = bytesOf(ORDER);
const ORDER_LESS_ONE = bytesOf(limbsOfNumber(P256_ORDER - 1n));
/** How often a source of randomness may give a number out of range; a good one does so once in 2^32. */
const TRIES = 16;

/** A secret number from 1 to n-1, each as likely as any other. @throws E_CRYPTO_RANDOM */
export function randomScalar(random: Random): Uint8Array {
  for (let i = 0; i < TRIES; i++) {
    const candidate = random.bytes(SCALAR_LENGTH);
    if (isScalar(candidate)) return candidate;
  }
  throw fail('E_CRYPTO_RANDOM', `${TRIES} random numbers in a row are 0 or not below the order of P-256`);
}

/** True for 32 bytes that stand for a number from 1 to n-1. */
export function isScalar(bytes: Uint8Array): boolean {
  return bytes.length === SCALAR_LENGTH && !isZero(bytes) && isBelow(bytes, ORDER_BYTES);
}

/** Compares every byte, whatever the first ones say. */
export function isZero(bytes: Uint8Array): boolean {
  let seen = 0;
  for (const byte of bytes) seen |= byte;
  return seen === 0;
}

/** True for n-1, the one scalar that has no successor below n. */
export function isLast(scalar: Uint8Array): boolean {
  let difference = 0;
  for (let i = 0; i < SCALAR_LENGTH; i++) difference |= (scalar[i] ?? 0) ^ (ORDER_LESS_ONE[i] ?? 0);
  return difference === 0;
}

/** `bytes`, a big-endian number of any length, modulo n. */
export function reduceScalar(bytes: Uint8Array): Uint8Array {
  let rest: Int32Array = new Int32Array(LIMBS);
  const head = bytes.length % SCALAR_LENGTH;
  if (head > 0) {
    const padded = new Uint8Array(SCALAR_LENGTH);
    padded.set(bytes.subarray(0, head), SCALAR_LENGTH - head);
    rest = reduceOnce(limbsOf(padded), 0);
  }
  for (let at = head; at < bytes.length; at += SCALAR_LENGTH) {
    // Montgomery multiplication by R² multiplies by R = 2^256: Horner's rule, 32 bytes at a time.
    const next = reduceOnce(limbsOf(bytes.subarray(at, at + SCALAR_LENGTH)), 0);
    rest = addLimbs(montgomery(rest, R_SQUARED), next);
  }
  return bytesOf(rest);
}

/** a + 1, for a from 0 to n-2. */
export function nextScalar(a: Uint8Array): Uint8Array {
  const out = Uint8Array.from(a);
  let carry = 1;
  for (let i = SCALAR_LENGTH - 1; i >= 0; i--) {
    const sum = (out[i] ?? 0) + carry;
    out[i] = sum;
    carry = sum >>> 8;
  }
  return out;
}

/** a·b mod n, for a and b below n. */
export function multiplyScalars(a: Uint8Array, b: Uint8Array): Uint8Array {
  return bytesOf(montgomery(montgomery(limbsOf(a), limbsOf(b)), R_SQUARED));
}

/** a + b mod n, for a and b below n. */
export function addScalars(a: Uint8Array, b: Uint8Array): Uint8Array {
  return bytesOf(addLimbs(limbsOf(a), limbsOf(b)));
}

/** a - b mod n, for a and b below n. */
export function subtractScalars(a: Uint8Array, b: Uint8Array): Uint8Array {
  return addScalars(a, negateScalar(b));
}

/** -a mod n, for a below n. */
export function negateScalar(a: Uint8Array): Uint8Array {
  const limbs = limbsOf(a);
  const difference = new Int32Array(LIMBS);
  let borrow = 0;
  for (let i = 0; i < LIMBS; i++) {
    const value = (ORDER[i] ?? 0) - (limbs[i] ?? 0) + borrow;
    difference[i] = value & 0xffff;
    borrow = value >> 16;
  }
  // n - 0 is n, which is 0.
  return bytesOf(reduceOnce(difference, 0));
}

/** a·b/R mod n, limb by limb (HAC 14.36). Every product is below 2^32 and every column below 2^38: exact in a double. */
function montgomery(a: Int32Array, b: Int32Array): Int32Array {
  const columns = new Float64Array(2 * LIMBS + 1);
  for (let i = 0; i < LIMBS; i++) {
    const factor = a[i] ?? 0;
    for (let j = 0; j < LIMBS; j++) columns[i + j] = (columns[i + j] ?? 0) + factor * (b[j] ?? 0);
  }
  for (let i = 0; i < LIMBS; i++) {
    const low = (columns[i] ?? 0) & 0xffff;
    const factor = Math.imul(low, ORDER_INVERSE) & 0xffff;
    for (let j = 0; j < LIMBS; j++) columns[i + j] = (columns[i + j] ?? 0) + factor * (ORDER[j] ?? 0);
    columns[i + 1] = (columns[i + 1] ?? 0) + (columns[i] ?? 0) / 65536;
  }
  const out = new Int32Array(LIMBS);
  let carry = 0;
  for (let i = 0; i < LIMBS; i++) {
    const value = (columns[LIMBS + i] ?? 0) + carry;
    carry = Math.floor(value / 65536);
    out[i] = value - carry * 65536;
  }
  return reduceOnce(out, carry);
}

function addLimbs(a: Int32Array, b: Int32Array): Int32Array {
  const sum = new Int32Array(LIMBS);
  let carry = 0;
  for (let i = 0; i < LIMBS; i++) {
    const value = (a[i] ?? 0) + (b[i] ?? 0) + carry;
    sum[i] = value & 0xffff;
    carry = value >>> 16;
  }
  return reduceOnce(sum, carry);
}

/** `limbs` and a carry above them, less n if they are n or more; for numbers below 2n. */
function reduceOnce(limbs: Int32Array, carry: number): Int32Array {
  const less = new Int32Array(LIMBS);
  let borrow = 0;
  for (let i = 0; i < LIMBS; i++) {
    const value = (limbs[i] ?? 0) - (ORDER[i] ?? 0) + borrow;
    less[i] = value & 0xffff;
    borrow = value >> 16;
  }
  // All ones where the subtraction went below zero, and the number as it came is the one to keep.
  const keep = (carry + borrow) >> 31;
  for (let i = 0; i < LIMBS; i++) less[i] = ((limbs[i] ?? 0) & keep) | ((less[i] ?? 0) & ~keep);
  return less;
}

function isBelow(a: Uint8Array, b: Uint8Array): boolean {
  let borrow = 0;
  for (let i = SCALAR_LENGTH - 1; i >= 0; i--) borrow = ((a[i] ?? 0) - (b[i] ?? 0) + borrow) >> 8;
  return borrow !== 0;
}

function limbsOf(bytes: Uint8Array): Int32Array {
  const limbs = new Int32Array(LIMBS);
  for (let i = 0; i < LIMBS; i++) limbs[i] = ((bytes[30 - 2 * i] ?? 0) << 8) | (bytes[31 - 2 * i] ?? 0);
  return limbs;
}

function bytesOf(limbs: Int32Array): Uint8Array {
  const bytes = new Uint8Array(SCALAR_LENGTH);
  for (let i = 0; i < LIMBS; i++) {
    bytes[30 - 2 * i] = (limbs[i] ?? 0) >>> 8;
    bytes[31 - 2 * i] = limbs[i] ?? 0;
  }
  return bytes;
}

function limbsOfNumber(value: bigint): Int32Array {
  return Int32Array.from({ length: LIMBS }, (_, i) => Number((value >> BigInt(16 * i)) & 0xffffn));
}
