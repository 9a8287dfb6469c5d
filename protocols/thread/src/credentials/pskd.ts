/**
 * The PSKd: the code printed on a joining device (Thread 1.1.1 §8.4). 6 to 32 characters of base32-thread, the digits and the
 * capital letters without I, O, Q and Z, which look like others.
 *
 * The code is the password of the handshake character for character, and peers refuse small letters, so they are refused here too.
 */

import { Secret } from '@sallyport/core';
import { fail } from '../errors.ts';

export const PSKD_ALPHABET = '0123456789ABCDEFGHJKLMNPRSTUVWXY';
export const MIN_PSKD_LENGTH = 6;
export const MAX_PSKD_LENGTH = 32;

const IN_ALPHABET: ReadonlySet<number> = new Set(Buffer.from(PSKD_ALPHABET, 'latin1'));

/**
 * The code as a secret. The error says what is wrong without saying the code.
 * @throws E_THREAD_PSKD
 */
export function requirePskd(code: string | Secret): Secret {
  const secret = typeof code === 'string' ? Secret.of(code) : code;
  const { length } = secret;
  if (length < MIN_PSKD_LENGTH || length > MAX_PSKD_LENGTH) {
    throw fail('E_THREAD_PSKD', `a PSKd has 6 to 32 characters, not ${length}`);
  }
  if (!secret.expose().every((byte) => IN_ALPHABET.has(byte))) {
    throw fail('E_THREAD_PSKD', 'a character of the PSKd is none of 0-9 and A-Y without I, O and Q');
  }
  return secret;
}
