/** Unsigned big-endian integers, the order of every number in MeshCoP (Thread 1.1.1 §8.10). */

import { fail } from '../errors.ts';

/** Reads `bytes` whole; at most six bytes, so that the number is exact. */
export function readUint(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value = value * 256 + byte;
  return value;
}

/** @throws E_THREAD_ARGUMENT for a number that `length` bytes cannot hold */
export function writeUint(what: string, value: number, length: 1 | 2 | 3 | 4 | 6): Uint8Array {
  requireUint(what, value, 2 ** (8 * length) - 1);
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let i = length - 1; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

/** @throws E_THREAD_ARGUMENT */
export function requireUint(what: string, value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw fail('E_THREAD_ARGUMENT', `${what} must be a whole number from 0 to ${max}`);
  }
  return value;
}
