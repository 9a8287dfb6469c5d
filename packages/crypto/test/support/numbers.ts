import { fromHex, toHex } from '@sallyport/core';
import { P256_ORDER } from '@sallyport/crypto';
import fc from 'fast-check';

/** 32 bytes, big-endian. */
export function scalarOf(value: bigint): Uint8Array {
  return fromHex(value.toString(16).padStart(64, '0'));
}

export function numberOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

/** Numbers from 0 to n-1, those near the ends and near powers of two more often than chance would have them. */
export const residues = fc.oneof(
  fc.bigInt({ min: 0n, max: P256_ORDER - 1n }),
  fc.bigInt({ min: 0n, max: 40n }),
  fc.bigInt({ min: P256_ORDER - 40n, max: P256_ORDER - 1n }),
  fc.integer({ min: 1, max: 255 }).map((bits) => (1n << BigInt(bits)) - 1n),
);

/** Numbers from 1 to n-1, likewise. */
export const scalars = residues.map((value) => (value === 0n ? 1n : value));
