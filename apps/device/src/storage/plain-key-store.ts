/**
 * Private keys as PKCS #8 PEM files that only their owner may read: what a device without a secret to encrypt them
 * with can do. A device with a TPM puts its own `KeyStore` in this place.
 */

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fromUtf8, utf8 } from '@sallyport/core';
import { generateKeyPair, type KeyType, keyTypeOf, softwareSigner } from '@sallyport/pki';
import type { KeyStore, StoredKey } from '@sallyport/pki/keystore';
import { fail } from '../errors.ts';
import { orStorageError, readIfThere, removeDurably, writeDurably } from './durable-file.ts';

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const SUFFIX = '.key.pem';

export class PlainKeyStore implements KeyStore {
  readonly #directory: string;

  /** @param directory must exist */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async generate(name: string, type: KeyType): Promise<StoredKey> {
    const path = this.#path(name);
    if ((await readIfThere(path)) !== undefined) throw fail('E_DEVICE_STORAGE', `there is a key ${name} already`);
    const { privateKey } = generateKeyPair(type);
    await writeDurably(path, utf8(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()));
    return storedKey(name, privateKey);
  }

  async open(name: string): Promise<StoredKey> {
    const pem = await readIfThere(this.#path(name));
    if (pem === undefined) throw fail('E_DEVICE_STATE', `the key ${name} is missing`);
    try {
      return storedKey(name, createPrivateKey(fromUtf8(pem)));
    } catch (cause) {
      throw fail('E_DEVICE_STATE', `the key ${name} cannot be read`, { cause });
    }
  }

  async list(): Promise<readonly string[]> {
    const files = await orStorageError(this.#directory, () => readdir(this.#directory));
    return files
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => file.slice(0, -SUFFIX.length))
      .filter((name) => NAME.test(name))
      .sort();
  }

  async remove(name: string): Promise<void> {
    if (!(await removeDurably(this.#path(name)))) throw fail('E_DEVICE_STATE', `the key ${name} is missing`);
  }

  async close(): Promise<void> {}

  #path(name: string): string {
    if (!NAME.test(name)) throw fail('E_DEVICE_OPTIONS', 'the key name is not allowed');
    return join(this.#directory, name + SUFFIX);
  }
}

function storedKey(name: string, privateKey: KeyObject): StoredKey {
  return {
    ...softwareSigner(privateKey),
    publicKey: createPublicKey(privateKey),
    name,
    type: keyTypeOf(privateKey),
    privateKeyObject: () => privateKey,
  };
}
