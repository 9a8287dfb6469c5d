/** The port through which private keys are made, kept and used: files today, PKCS #11 or a TPM behind the same face. */

import type { KeyObject } from 'node:crypto';
import type { KeyType } from '../algorithms.ts';
import type { Signer } from '../signer.ts';
import { fail } from './errors.ts';

/** A private key in a store. It signs; whether it can leave the store is up to the store. */
export interface StoredKey extends Signer {
  readonly name: string;
  readonly type: KeyType;
  /** The key itself, for what only takes one, such as node:tls. @throws E_KEYSTORE_NOT_EXPORTABLE when it cannot leave its hardware */
  privateKeyObject(): KeyObject;
}

/** Every method throws E_KEYSTORE_CLOSED after `close`, and E_KEYSTORE_NAME for a name out of bounds. */
export interface KeyStore {
  /** Makes a key and keeps it; resolves when it would survive a loss of power. @throws E_KEYSTORE_EXISTS, E_KEYSTORE_IO */
  generate(name: string, type: KeyType): Promise<StoredKey>;
  /** @throws E_KEYSTORE_NOT_FOUND, E_KEYSTORE_PASSPHRASE, E_KEYSTORE_CORRUPT, E_KEYSTORE_IO */
  open(name: string): Promise<StoredKey>;
  /** Names of the keys, sorted. @throws E_KEYSTORE_IO */
  list(): Promise<readonly string[]>;
  /** Forgets a key for good. @throws E_KEYSTORE_NOT_FOUND, E_KEYSTORE_IO */
  remove(name: string): Promise<void>;
  /** Wipes what the store holds in memory. */
  close(): Promise<void>;
}

/** Lower case only, so that names stay distinct on file systems that fold case. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export function isKeyName(name: string): boolean {
  return NAME.test(name);
}

/** @throws E_KEYSTORE_NAME */
export function checkKeyName(name: string): void {
  if (!isKeyName(name)) throw fail('E_KEYSTORE_NAME', 'the key name is not allowed');
}
