/** PBKDF2 (RFC 8018 §5.2) with AES-CMAC-PRF-128, as Thread's PSKc is made. */

import { concat } from '@sallyport/core';
import { cmacPrf128 } from './cmac.ts';
import { fail } from './errors.ts';

const BLOCK = 16;
/** dkLen ≤ (2^32 - 1)·hLen says the RFC; more than this here is a mistake. */
const LENGTH_MAX = 1024;

/**
 * `length` bytes from a password and a salt.
 * @param iterations the count c, at least 1
 * @throws E_CRYPTO_LENGTH for a length outside 1 to 1024 or a count that is not a positive integer
 */
export function pbkdf2AesCmacPrf128(
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  length: number,
): Uint8Array {
  if (!Number.isInteger(length) || length < 1 || length > LENGTH_MAX) {
    throw fail('E_CRYPTO_LENGTH', `${length} bytes of key`);
  }
  if (!Number.isInteger(iterations) || iterations < 1) throw fail('E_CRYPTO_LENGTH', `${iterations} iterations`);
  const prf = cmacPrf128(password);
  const out = new Uint8Array(length);
  for (let at = 0; at < length; at += BLOCK) {
    let u = prf.tag(concat(salt, uint32(at / BLOCK + 1)));
    const block = Uint8Array.from(u);
    for (let i = 1; i < iterations; i++) {
      u = prf.tag(u);
      for (let j = 0; j < BLOCK; j++) block[j] = (block[j] ?? 0) ^ (u[j] ?? 0);
    }
    out.set(block.subarray(0, length - at), at);
  }
  return out;
}

/** INT(i): four bytes, most significant first. */
function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
