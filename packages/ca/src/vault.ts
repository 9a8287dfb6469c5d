/**
 * Where one role keeps its keys and the certificates that go with them: opened when they are there, made when they are
 * not. Roles that must be kept apart (RFC 8995 §11.6.2: MASA and IDevID CA) have a vault each.
 */

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Milliseconds, type Random, reasonOf, type Secret, utf8 } from '@sallyport/core';
import { replaceFileDurably } from '@sallyport/files';
import { Certificate, type KeyType } from '@sallyport/pki';
import { EncryptedFileKeyStore, type KeyStore, MemoryKeyStore, type StoredKey } from '@sallyport/pki/keystore';
import { fail } from './errors.ts';

export interface CertificateUse {
  /** The key that the certificate must be for. */
  readonly key: StoredKey;
  readonly now: Date;
  /** Made anew when less than this is left of it, in milliseconds. Without it a certificate is kept to its end and beyond. */
  readonly renewBefore?: Milliseconds;
  /** Whether a kept certificate still fits, for example names the hosts that are served. Default: it does. */
  readonly fits?: (kept: Certificate) => boolean;
  readonly make: () => Promise<Certificate>;
}

export interface Vault {
  /** The key of this name, made when there is none. @throws E_CA_VAULT when it is of another type; E_KEYSTORE_… */
  key(name: string, type: KeyType): Promise<StoredKey>;
  /**
   * The certificate of this name, made (and on disk before it is returned) when there is none that will do.
   * @throws E_CA_VAULT when the kept one is damaged or for another key
   */
  certificate(name: string, use: CertificateUse): Promise<Certificate>;
  close(): Promise<void>;
}

interface CertificateShelf {
  get(name: string): Promise<Certificate | undefined>;
  put(name: string, certificate: Certificate): Promise<void>;
}

export interface FileVaultOptions {
  /** Made with mode 0700 if missing. Keys lie encrypted in `keys/`, certificates beside it as PEM. */
  readonly directory: string;
  readonly passphrase: Secret;
  readonly random: Random;
}

/** @throws E_KEYSTORE_PASSPHRASE, E_KEYSTORE_CORRUPT, E_KEYSTORE_IO, E_CA_VAULT */
export async function openFileVault({ directory, passphrase, random }: FileVaultOptions): Promise<Vault> {
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw fail('E_CA_VAULT', `${directory} cannot be made: ${reasonOf(cause)}`, { cause });
  });
  const keys = await EncryptedFileKeyStore.open({ directory: join(directory, 'keys'), passphrase, random });
  return vault(keys, fileShelf(directory));
}

/** A certificate out of a vault, for those who must not open its keys. @throws E_CA_VAULT when it is damaged */
export function readVaultCertificate(directory: string, name: string): Promise<Certificate | undefined> {
  return fileShelf(directory).get(name);
}

/** A vault that lasts as long as the process, for tests and simulations. */
export function memoryVault(): Vault {
  const kept = new Map<string, Certificate>();
  return vault(new MemoryKeyStore(), {
    get: async (name) => kept.get(name),
    put: async (name, certificate) => {
      kept.set(name, certificate);
    },
  });
}

function vault(keys: KeyStore, shelf: CertificateShelf): Vault {
  return {
    async key(name, type) {
      const known = (await keys.list()).includes(name);
      const key = known ? await keys.open(name) : await keys.generate(name, type);
      if (key.type !== type) throw fail('E_CA_VAULT', `key ${name} is ${key.type}, not ${type}`);
      return key;
    },
    async certificate(name, { key, now, renewBefore, fits, make }) {
      const kept = await shelf.get(name);
      if (kept !== undefined) {
        if (!kept.publicKey.equals(key.publicKey)) throw fail('E_CA_VAULT', `certificate ${name} is for another key`);
        const timeLeft = kept.notAfter.getTime() - now.getTime();
        if ((renewBefore === undefined || timeLeft > renewBefore) && (fits?.(kept) ?? true)) return kept;
      }
      const made = await make();
      await shelf.put(name, made);
      return made;
    },
    close: () => keys.close(),
  };
}

function fileShelf(directory: string): CertificateShelf {
  const pathOf = (name: string) => join(directory, `${name}.pem`);
  return {
    async get(name) {
      const pem = await readFile(pathOf(name), 'utf8').catch((cause: unknown) => {
        if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
        throw fail('E_CA_VAULT', `${pathOf(name)} cannot be read: ${reasonOf(cause)}`, { cause });
      });
      if (pem === undefined) return undefined;
      try {
        return Certificate.fromPem(pem);
      } catch (cause) {
        throw fail('E_CA_VAULT', `${pathOf(name)} is damaged: ${reasonOf(cause)}`, { cause });
      }
    },
    put: (name, certificate) => replaceFileDurably(pathOf(name), utf8(certificate.toPem())),
  };
}
