import { KeyObject } from 'node:crypto';
import { fail } from './errors.ts';

/** The length of an AES key in bytes. @throws E_CRYPTO_KEY */
export function aesKeyLength(key: Uint8Array | KeyObject): 16 | 24 | 32 {
  const length = key instanceof KeyObject ? key.symmetricKeySize : key.length;
  if (length === 16 || length === 24 || length === 32) return length;
  throw fail('E_CRYPTO_KEY', length === undefined ? 'the key is not a secret key' : `an AES key of ${length} bytes`);
}
