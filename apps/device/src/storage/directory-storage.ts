/** A device's memory as a directory: `device.json` and `keys/`. One process at a time. */

import { join } from 'node:path';
import { type Random, type Secret, systemRandom } from '@sallyport/core';
import { EncryptedFileKeyStore } from '@sallyport/pki/keystore';
import type { DeviceStorage } from './device-storage.ts';
import { ensureDirectory, readIfThere, removeUnfinished, writeDurably } from './durable-file.ts';
import { PlainKeyStore } from './plain-key-store.ts';

export interface DirectoryStorageOptions {
  /** Created with mode 0700 if missing. */
  readonly directory: string;
  /** Encrypts the keys; without one they are plain files that only their owner may read. */
  readonly passphrase?: Secret;
  readonly random?: Random;
}

/** @throws E_DEVICE_STORAGE, E_KEYSTORE_PASSPHRASE, E_KEYSTORE_CORRUPT */
export async function directoryStorage(options: DirectoryStorageOptions): Promise<DeviceStorage> {
  const { directory, passphrase, random = systemRandom } = options;
  const keyDirectory = join(directory, 'keys');
  await ensureDirectory(keyDirectory);
  for (const each of [directory, keyDirectory]) await removeUnfinished(each);
  const keys =
    passphrase === undefined
      ? new PlainKeyStore(keyDirectory)
      : await EncryptedFileKeyStore.open({ directory: keyDirectory, passphrase, random });
  const path = join(directory, 'device.json');
  return {
    keys,
    readState: () => readIfThere(path),
    writeState: (document) => writeDurably(path, document),
    close: () => keys.close(),
  };
}
