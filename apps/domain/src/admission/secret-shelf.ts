/** Where shared secrets are kept: a file each, encrypted under the domain's passphrase, and never in the log. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Random, reasonOf, Secret, toHex } from '@sallyport/core';
import { hasErrorCode, readFileBounded, removeFileDurably, replaceFileDurably } from '@sallyport/files';
import { fail } from '../errors.ts';
import {
  decodeSealed,
  deriveKey,
  encodeSealed,
  MAX_SEALED_FILE,
  NONCE_OCTETS,
  SALT_OCTETS,
  seal,
  unseal,
} from './sealed-secret.ts';

export interface SecretShelf {
  /** @throws E_DOMAIN_SECRET */
  get(name: string): Promise<Secret | undefined>;
  /** On disk when it resolves. @throws E_DOMAIN_SECRET */
  put(name: string, secret: Secret): Promise<void>;
  /** @throws E_DOMAIN_SECRET */
  remove(name: string): Promise<void>;
  close(): void;
}

/** For a domain in memory. */
export function memoryShelf(): SecretShelf {
  const kept = new Map<string, Secret>();
  return {
    get: async (name) => kept.get(name),
    put: async (name, secret) => void kept.set(name, Secret.of(secret.expose())),
    remove: async (name) => void kept.delete(name),
    close: () => kept.clear(),
  };
}

export interface FileShelfOptions {
  /** Made with mode 0700 when the first secret comes. */
  readonly directory: string;
  readonly passphrase: Secret;
  readonly random: Random;
}

export function fileShelf({ directory, passphrase, random }: FileShelfOptions): SecretShelf {
  const own = Secret.of(passphrase.expose());
  /** Keys by their salt: all secrets share one where they can, so that scrypt runs once. */
  const keys = new Map<string, Promise<Secret>>();
  let sharedSalt: Uint8Array | undefined;
  const pathOf = (name: string) => join(directory, `${name}.secret`);
  const keyFor = (salt: Uint8Array): Promise<Secret> => {
    const known = keys.get(toHex(salt)) ?? deriveKey(own, salt);
    keys.set(toHex(salt), known);
    sharedSalt ??= salt;
    return known;
  };
  return {
    async get(name) {
      const bytes = await read(pathOf(name), name);
      if (bytes === undefined) return undefined;
      const file = decodeSealed(name, bytes);
      return unseal(name, file, await keyFor(file.salt));
    },
    async put(name, secret) {
      const salt = sharedSalt ?? random.bytes(SALT_OCTETS);
      const file = seal(name, secret, await keyFor(salt), salt, random.bytes(NONCE_OCTETS));
      await orFail(name, async () => {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await replaceFileDurably(pathOf(name), encodeSealed(file));
      });
    },
    remove: (name) =>
      orFail(name, () =>
        removeFileDurably(pathOf(name)).catch((thrown: unknown) => {
          if (!hasErrorCode(thrown, 'ENOENT')) throw thrown;
        }),
      ),
    close: () => {
      own.wipe();
      for (const key of keys.values()) key.then((each) => each.wipe()).catch(() => undefined);
      keys.clear();
    },
  };
}

async function read(path: string, name: string): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readFileBounded(path, MAX_SEALED_FILE);
    if (bytes !== undefined) return bytes;
  } catch (cause) {
    if (hasErrorCode(cause, 'ENOENT')) return undefined;
    throw fail('E_DOMAIN_SECRET', `the secret of ${name} cannot be read: ${reasonOf(cause)}`, { cause });
  }
  throw fail('E_DOMAIN_SECRET', `the file with the secret of ${name} is too large`);
}

async function orFail(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw fail('E_DOMAIN_SECRET', `the secret of ${name} cannot be kept: ${reasonOf(cause)}`, { cause });
  }
}
