/**
 * The PSKc: what a Commissioner proves to a Border Agent that it knows, stretched from the Commissioning Credential
 * (Thread 1.1.1 §8.4.1.2.2): PBKDF2 with AES-CMAC-PRF-128, 16384 iterations, salted with `Thread`, the extended PAN ID and the name.
 */

import { isUtf8 } from 'node:buffer';
import { concat, Secret, utf8 } from '@sallyport/core';
import { pbkdf2AesCmacPrf128 } from '@sallyport/crypto';
import { fail } from '../errors.ts';
import { requireNetworkName } from '../network/network-name.ts';

const ITERATIONS = 16_384;
const PSKC_BYTES = 16;
const SALT_PREFIX = utf8('Thread');
export const MIN_PASSPHRASE_BYTES = 6;
export const MAX_PASSPHRASE_BYTES = 255;

/**
 * Takes a few hundredths of a second, by design. The passphrase is used as given: nothing is trimmed or normalized.
 * @throws E_THREAD_PASSPHRASE, E_THREAD_NETWORK_NAME, E_THREAD_ARGUMENT
 */
export function derivePskc(passphrase: Secret, network: { networkName: string; extendedPanId: Uint8Array }): Secret {
  const { length } = passphrase;
  if (length < MIN_PASSPHRASE_BYTES || length > MAX_PASSPHRASE_BYTES) {
    throw fail('E_THREAD_PASSPHRASE', `a Commissioning Credential has 6 to 255 bytes, not ${length}`);
  }
  if (!isUtf8(passphrase.expose())) throw fail('E_THREAD_PASSPHRASE', 'a Commissioning Credential is UTF-8');
  if (network.extendedPanId.length !== 8) throw fail('E_THREAD_ARGUMENT', 'an extended PAN ID has 8 bytes');
  const salt = concat(SALT_PREFIX, network.extendedPanId, utf8(requireNetworkName(network.networkName)));
  return Secret.of(pbkdf2AesCmacPrf128(passphrase.expose(), salt, ITERATIONS, PSKC_BYTES));
}
