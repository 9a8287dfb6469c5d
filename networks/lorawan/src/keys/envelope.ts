/** Keys on their way to another server (TS002 §22, §23.4 KeyEnvelope): wrapped by RFC 3394, or in clear where both agreed to that. */

import { createCipheriv } from 'node:crypto';
import { concat, type JsonObject, type Secret, toHex } from '@sallyport/core';
import { fail } from '../errors.ts';

/** A key encryption key that both sides have, and its name. */
export interface KeyEncryptionKey {
  readonly label: string;
  /** 16, 24 or 32 octets. */
  readonly key: Secret;
}

const CIPHERS: ReadonlyMap<number, string> = new Map([
  [16, 'id-aes128-wrap'],
  [24, 'id-aes192-wrap'],
  [32, 'id-aes256-wrap'],
]);
/** RFC 3394 §2.2.3.1. */
const INITIAL_VALUE = new Uint8Array(8).fill(0xa6);

/** @throws E_LORAWAN_ARGUMENT for a key encryption key of another length */
export function wrapKey(kek: Secret, key: Secret): Uint8Array {
  const name = CIPHERS.get(kek.length);
  if (name === undefined) throw fail('E_LORAWAN_ARGUMENT', 'a key encryption key has 16, 24 or 32 octets');
  const cipher = createCipheriv(name, kek.expose(), INITIAL_VALUE);
  return concat(cipher.update(key.expose()), cipher.final());
}

/** The KeyEnvelope of a message. */
export function sealKey(kek: KeyEncryptionKey | 'in-clear', key: Secret): JsonObject {
  return kek === 'in-clear'
    ? { KEKLabel: '', AESKey: toHex(key.expose()).toUpperCase() }
    : { KEKLabel: kek.label, AESKey: toHex(wrapKey(kek.key, key)).toUpperCase() };
}
