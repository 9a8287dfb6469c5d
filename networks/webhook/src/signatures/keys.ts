/** Keys and algorithms (RFC 9421 §3.3), each in one row. */

import { createHmac, type KeyObject, sign, timingSafeEqual, verify } from 'node:crypto';
import type { Secret } from '@sallyport/core';
import { fail } from '../errors.ts';

export type SignatureKey =
  /** A private key signs and verifies, a public key verifies. */
  | { readonly id: string; readonly algorithm: 'ed25519'; readonly key: KeyObject }
  /** Both sides have it: either can have signed. Of 32 octets or more. */
  | { readonly id: string; readonly algorithm: 'hmac-sha256'; readonly key: Secret };

const MIN_SECRET = 32;

/** @throws E_WEBHOOK_ARGUMENT */
export function checkKey(key: SignatureKey, use: 'sign' | 'verify'): SignatureKey {
  if (!/^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/.test(key.id)) {
    throw fail('E_WEBHOOK_ARGUMENT', 'the name of a key is 1 to 256 printable characters');
  }
  if (key.algorithm === 'hmac-sha256') {
    if (key.key.length < MIN_SECRET) throw fail('E_WEBHOOK_ARGUMENT', `a shared key has ${MIN_SECRET} octets or more`);
    return key;
  }
  if (key.key.asymmetricKeyType !== 'ed25519') throw fail('E_WEBHOOK_ARGUMENT', 'not an Ed25519 key');
  if (use === 'sign' && key.key.type !== 'private') throw fail('E_WEBHOOK_ARGUMENT', 'a public key signs nothing');
  return key;
}

export function signBase(key: SignatureKey, base: Uint8Array): Uint8Array {
  return key.algorithm === 'ed25519' ? sign(null, base, key.key) : hmac(key.key, base);
}

export function verifiesBase(key: SignatureKey, base: Uint8Array, signature: Uint8Array): boolean {
  if (key.algorithm === 'ed25519') return verify(null, base, key.key, signature);
  const expected = hmac(key.key, base);
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}

function hmac(key: Secret, base: Uint8Array): Uint8Array {
  return createHmac('sha256', key.expose()).update(base).digest();
}
