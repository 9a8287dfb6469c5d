/**
 * The KEK: the key of the one frame in which a Joiner Router entrusts a joiner. Commissioner and joiner make it of the key block of
 * their DTLS session (Thread 1.1.1 §8.4.4): the first 16 bytes of its SHA-256.
 */

import { createHash } from 'node:crypto';
import { Secret } from '@sallyport/core';
import { fail } from '../errors.ts';

/** TLS_ECJPAKE_WITH_AES_128_CCM_8: two keys of 16 bytes and two implicit nonces of 4 (RFC 6655 §3). */
const KEY_BLOCK_BYTES = 40;
const KEK_BYTES = 16;

/** @throws E_THREAD_KEY_LENGTH for a key block that is not of 40 bytes */
export function kekOf(keyBlock: Secret): Secret {
  if (keyBlock.length !== KEY_BLOCK_BYTES) {
    throw fail('E_THREAD_KEY_LENGTH', `a key block has ${KEY_BLOCK_BYTES} bytes, not ${keyBlock.length}`);
  }
  const digest = createHash('sha256').update(keyBlock.expose()).digest();
  const kek = Secret.of(digest.subarray(0, KEK_BYTES));
  digest.fill(0);
  return kek;
}
