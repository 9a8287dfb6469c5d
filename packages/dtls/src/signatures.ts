/** ECDSA signatures of handshakes (RFC 5246 §4.7, RFC 8422 §5.4, §5.8). */

import { type KeyObject, sign, verify } from 'node:crypto';
import { plain } from '@sallyport/core';
import { fail } from './errors.ts';
import type { DigitallySigned } from './messages/certificate.ts';
import { SIGNATURE_SCHEMES } from './registries.ts';

/** The first of ours that the other side takes. */
export function findScheme(offered: readonly number[]): number | undefined {
  return SIGNATURE_SCHEMES.find(({ id }) => offered.includes(id))?.id;
}

/** @throws E_DTLS_SIGNATURE_SCHEME */
export function signWith(key: KeyObject, scheme: number, data: Uint8Array): DigitallySigned {
  return { scheme, signature: plain(sign(hashOf(scheme), data, key)) };
}

/** @throws E_DTLS_SIGNATURE_SCHEME, E_DTLS_SIGNATURE */
export function verifyWith(key: KeyObject, data: Uint8Array, { scheme, signature }: DigitallySigned): void {
  if (!verify(hashOf(scheme), data, key, signature)) throw fail('E_DTLS_SIGNATURE', 'the signature does not verify');
}

function hashOf(scheme: number): string {
  const row = SIGNATURE_SCHEMES.find(({ id }) => id === scheme);
  if (row === undefined)
    throw fail('E_DTLS_SIGNATURE_SCHEME', `signature scheme 0x${scheme.toString(16)} was not offered`);
  return row.hash;
}
