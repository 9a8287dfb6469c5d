/**
 * AES-CCM in one call (RFC 3610, SP 800-38C). CCM* of IEEE 802.15.4 is the same with the tag lengths 4, 8 and 16;
 * its level without a tag is not authenticated and therefore not here.
 */

import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { plain } from '@sallyport/core';
import { aesKeyLength } from './aes-key.ts';
import { fail } from './errors.ts';

/** Tag lengths M that RFC 3610 §2.1 allows, in bytes. */
const TAG_LENGTHS: readonly number[] = [4, 6, 8, 10, 12, 14, 16];
export type CcmTagLength = 4 | 6 | 8 | 10 | 12 | 14 | 16;

const CIPHERS = { 16: 'aes-128-ccm', 24: 'aes-192-ccm', 32: 'aes-256-ccm' } as const;

/**
 * Encrypts and authenticates. One nonce must never serve twice with one key.
 * @param nonce 7 to 13 bytes; it leaves 15 - N bytes to count the plaintext with
 * @returns ciphertext || tag, `plaintext.length + tagLength` bytes
 * @throws E_CRYPTO_KEY, E_CRYPTO_NONCE, E_CRYPTO_TAG_LENGTH, E_CRYPTO_LENGTH
 */
export function sealCcm(
  key: Uint8Array | KeyObject,
  nonce: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
  tagLength: CcmTagLength,
): Uint8Array {
  checkNonce(nonce, plaintext.length);
  checkTagLength(tagLength);
  const cipher = createCipheriv(CIPHERS[aesKeyLength(key)], key, nonce, { authTagLength: tagLength });
  cipher.setAAD(aad, { plaintextLength: plaintext.length });
  const out = new Uint8Array(plaintext.length + tagLength);
  out.set(cipher.update(plaintext));
  cipher.final();
  out.set(cipher.getAuthTag(), plaintext.length);
  return out;
}

/**
 * Decrypts what {@link sealCcm} made.
 * @returns the plaintext, or undefined when the tag is wrong or the input shorter than a tag
 * @throws E_CRYPTO_KEY, E_CRYPTO_NONCE, E_CRYPTO_TAG_LENGTH
 */
export function openCcm(
  key: Uint8Array | KeyObject,
  nonce: Uint8Array,
  aad: Uint8Array,
  sealed: Uint8Array,
  tagLength: CcmTagLength,
): Uint8Array | undefined {
  checkTagLength(tagLength);
  const length = sealed.length - tagLength;
  checkNonce(nonce, Math.max(0, length));
  const name = CIPHERS[aesKeyLength(key)];
  if (length < 0) return undefined;
  const decipher = createDecipheriv(name, key, nonce, { authTagLength: tagLength });
  decipher.setAuthTag(sealed.subarray(length));
  decipher.setAAD(aad, { plaintextLength: length });
  try {
    const plaintext = plain(decipher.update(sealed.subarray(0, length)));
    decipher.final();
    return plaintext;
  } catch {
    return undefined;
  }
}

function checkTagLength(tagLength: number): void {
  if (!TAG_LENGTHS.includes(tagLength)) throw fail('E_CRYPTO_TAG_LENGTH', `no CCM tag has ${tagLength} bytes`);
}

function checkNonce(nonce: Uint8Array, plaintextLength: number): void {
  if (nonce.length < 7 || nonce.length > 13) throw fail('E_CRYPTO_NONCE', `a nonce of ${nonce.length} bytes`);
  if (plaintextLength >= 256 ** (15 - nonce.length)) {
    throw fail('E_CRYPTO_LENGTH', `${plaintextLength} bytes under a nonce of ${nonce.length}`);
  }
}
