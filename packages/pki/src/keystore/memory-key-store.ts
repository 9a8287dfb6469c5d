/** A key store that forgets everything with the process: for tests and simulations. */

import type { KeyObject } from 'node:crypto';
import { generateKeyPair, type KeyType } from '../algorithms.ts';
import { fail } from './errors.ts';
import { checkKeyName, type KeyStore, type StoredKey } from './key-store.ts';
import { softwareKey } from './software-key.ts';

export class MemoryKeyStore implements KeyStore {
  readonly #keys = new Map<string, StoredKey>();
  #closed = false;

  async generate(name: string, type: KeyType): Promise<StoredKey> {
    return this.import(name, generateKeyPair(type).privateKey);
  }

  /** Keeps a key made elsewhere. @throws E_KEYSTORE_EXISTS, E_PKI_KEY_UNSUPPORTED */
  async import(name: string, privateKey: KeyObject): Promise<StoredKey> {
    this.#check(name);
    if (this.#keys.has(name)) throw fail('E_KEYSTORE_EXISTS', `there is a key ${name} already`);
    const key = softwareKey(name, privateKey);
    this.#keys.set(name, key);
    return key;
  }

  async open(name: string): Promise<StoredKey> {
    this.#check(name);
    const key = this.#keys.get(name);
    if (key === undefined) throw fail('E_KEYSTORE_NOT_FOUND', `there is no key ${name}`);
    return key;
  }

  async list(): Promise<readonly string[]> {
    this.#check();
    return [...this.#keys.keys()].sort();
  }

  async remove(name: string): Promise<void> {
    this.#check(name);
    if (!this.#keys.delete(name)) throw fail('E_KEYSTORE_NOT_FOUND', `there is no key ${name}`);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#keys.clear();
  }

  #check(name?: string): void {
    if (this.#closed) throw fail('E_KEYSTORE_CLOSED', 'the key store is closed');
    if (name !== undefined) checkKeyName(name);
  }
}
