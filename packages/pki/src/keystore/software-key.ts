/** A stored key whose private part is in this process. */

import type { KeyObject } from 'node:crypto';
import { keyTypeOf } from '../algorithms.ts';
import { softwareSigner } from '../signer.ts';
import type { StoredKey } from './key-store.ts';

/** @throws E_PKI_KEY_UNSUPPORTED */
export function softwareKey(name: string, privateKey: KeyObject): StoredKey {
  const { publicKey, sign } = softwareSigner(privateKey);
  return { name, type: keyTypeOf(privateKey), publicKey, sign, privateKeyObject: () => privateKey };
}
