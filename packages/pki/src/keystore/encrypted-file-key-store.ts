/**
 * Private keys in files, one a key, encrypted under a passphrase (see `key-file.ts` for the form).
 *
 * The keys of a directory share a salt, so that scrypt runs once however many are opened.
 */

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSallyportError, type Random, type Secret, toHex } from '@sallyport/core';
import { createFileDurably, hasErrorCode, readFileBounded, removeFileDurably } from '@sallyport/files';
import { generateKeyPair, type KeyType, keyTypeOf } from '../algorithms.ts';
import { fail } from './errors.ts';
import {
  DEFAULT_SCRYPT,
  isAcceptableScrypt,
  KeyDerivation,
  SALT_OCTETS,
  type ScryptParameters,
} from './key-derivation.ts';
import {
  decodeKeyFile,
  encodeKeyFile,
  type KeyFile,
  MAX_KEY_FILE,
  NONCE_OCTETS,
  openKeyFile,
  sealKeyFile,
} from './key-file.ts';
import { checkKeyName, isKeyName, type KeyStore, type StoredKey } from './key-store.ts';
import { softwareKey } from './software-key.ts';

export interface EncryptedFileKeyStoreOptions {
  /** Created, with mode 0700, if missing. */
  readonly directory: string;
  /** Copied; the caller may wipe its own. */
  readonly passphrase: Secret;
  readonly random: Random;
  /** For new keys; default 128 MiB. Files say what they were stored with. */
  readonly scrypt?: ScryptParameters;
}

interface Sealing {
  readonly scrypt: ScryptParameters;
  readonly salt: Uint8Array;
}

const SUFFIX = '.key';

export class EncryptedFileKeyStore implements KeyStore {
  readonly #directory: string;
  readonly #derivation: KeyDerivation;
  readonly #random: Random;
  readonly #scrypt: ScryptParameters;
  /** What new keys are sealed with, once known. */
  #sealing: Sealing | undefined;
  #closed = false;

  private constructor(options: EncryptedFileKeyStoreOptions) {
    this.#directory = options.directory;
    this.#derivation = new KeyDerivation(options.passphrase);
    this.#random = options.random;
    this.#scrypt = options.scrypt ?? DEFAULT_SCRYPT;
  }

  /**
   * Opens the store. The passphrase is tried on a key that is there, if there is one.
   * @throws E_KEYSTORE_PASSPHRASE, E_KEYSTORE_CORRUPT, E_KEYSTORE_IO
   */
  static async open(options: EncryptedFileKeyStoreOptions): Promise<EncryptedFileKeyStore> {
    if (options.scrypt !== undefined && !isAcceptableScrypt(options.scrypt)) {
      throw fail('E_KEYSTORE_IO', 'scrypt parameters out of bounds');
    }
    const store = new EncryptedFileKeyStore(options);
    await orIoError(mkdir(options.directory, { recursive: true, mode: 0o700 }));
    const [first] = await store.list();
    if (first !== undefined) await store.open(first);
    return store;
  }

  async generate(name: string, type: KeyType): Promise<StoredKey> {
    this.#check(name);
    return this.import(name, generateKeyPair(type).privateKey);
  }

  /** Keeps a key made elsewhere. @throws E_KEYSTORE_EXISTS, E_KEYSTORE_IO, E_PKI_KEY_UNSUPPORTED */
  async import(name: string, privateKey: KeyObject): Promise<StoredKey> {
    this.#check(name);
    this.#sealing ??= { scrypt: this.#scrypt, salt: this.#random.bytes(SALT_OCTETS) };
    const { scrypt, salt } = this.#sealing;
    const key = await this.#derivation.key(salt, scrypt);
    this.#check();
    const plaintext = privateKey.export({ format: 'der', type: 'pkcs8' });
    const header = { name, type: keyTypeOf(privateKey), scrypt, salt };
    const file = sealKeyFile(header, key, this.#random.bytes(NONCE_OCTETS), plaintext);
    plaintext.fill(0);
    const unique = toHex(this.#random.bytes(8));
    const created = await createFileDurably(this.#path(name), encodeKeyFile(file), unique).catch((cause: unknown) => {
      throw fail('E_KEYSTORE_IO', `key ${name} cannot be written`, { cause });
    });
    if (!created) throw fail('E_KEYSTORE_EXISTS', `there is a key ${name} already`);
    return softwareKey(name, privateKey);
  }

  async open(name: string): Promise<StoredKey> {
    this.#check(name);
    const file = await this.#read(name);
    const key = await this.#derivation.key(file.header.salt, file.header.scrypt);
    this.#check();
    const opened = openKeyFile(file, key);
    const plaintext = Buffer.from(opened.buffer, opened.byteOffset, opened.byteLength);
    try {
      const stored = softwareKey(name, createPrivateKey({ key: plaintext, format: 'der', type: 'pkcs8' }));
      if (stored.type !== file.header.type) throw fail('E_KEYSTORE_CORRUPT', `key ${name} is of another type`);
      this.#sealing ??= { scrypt: file.header.scrypt, salt: file.header.salt };
      return stored;
    } catch (cause) {
      if (isSallyportError(cause)) throw cause;
      throw fail('E_KEYSTORE_CORRUPT', `key ${name} is not PKCS #8`, { cause });
    } finally {
      plaintext.fill(0);
    }
  }

  async list(): Promise<readonly string[]> {
    this.#check();
    const files = await orIoError(readdir(this.#directory));
    return files
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => file.slice(0, -SUFFIX.length))
      .filter(isKeyName)
      .sort();
  }

  async remove(name: string): Promise<void> {
    this.#check(name);
    try {
      await removeFileDurably(this.#path(name));
    } catch (cause) {
      throw notFoundOrIo(name, cause);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#derivation.wipe();
  }

  async #read(name: string): Promise<KeyFile> {
    const bytes = await readFileBounded(this.#path(name), MAX_KEY_FILE).catch((cause: unknown) => {
      throw notFoundOrIo(name, cause);
    });
    if (bytes === undefined) throw fail('E_KEYSTORE_CORRUPT', `the file of key ${name} is too large`);
    const file = decodeKeyFile(bytes);
    if (file.header.name !== name) throw fail('E_KEYSTORE_CORRUPT', `the file of key ${name} holds another key`);
    return file;
  }

  #path(name: string): string {
    return join(this.#directory, name + SUFFIX);
  }

  #check(name?: string): void {
    if (this.#closed) throw fail('E_KEYSTORE_CLOSED', 'the key store is closed');
    if (name !== undefined) checkKeyName(name);
  }
}

function notFoundOrIo(name: string, cause: unknown) {
  return hasErrorCode(cause, 'ENOENT')
    ? fail('E_KEYSTORE_NOT_FOUND', `there is no key ${name}`, { cause })
    : fail('E_KEYSTORE_IO', `key ${name} cannot be reached`, { cause });
}

async function orIoError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw fail('E_KEYSTORE_IO', 'the directory of the key store cannot be used', { cause });
  }
}
