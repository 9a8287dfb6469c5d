/** The device's files: durable, and every failure one that names the file. */

import { mkdir, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { plain } from '@sallyport/core';
import { hasErrorCode, removeFileDurably, replaceFileDurably, UNFINISHED_SUFFIX } from '@sallyport/files';
import { fail } from '../errors.ts';

/** @throws E_DEVICE_STORAGE */
export async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  await orStorageError(path, () => replaceFileDurably(path, content));
}

/** Makes a directory that its owner alone may look into, unless it is there. @throws E_DEVICE_STORAGE */
export async function ensureDirectory(path: string): Promise<void> {
  await orStorageError(path, () => mkdir(path, { recursive: true, mode: 0o700 }));
}

/** Removes what writes that never came to an end left in a directory. */
export async function removeUnfinished(directory: string): Promise<void> {
  await orStorageError(directory, async () => {
    for (const name of await readdir(directory))
      if (name.endsWith(UNFINISHED_SUFFIX)) await unlink(join(directory, name));
  });
}

/** Undefined when there is no such file. */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  return orStorageError(path, async () => {
    try {
      return plain(await readFile(path));
    } catch (error) {
      if (hasErrorCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  });
}

/** False when there was no such file. */
export async function removeDurably(path: string): Promise<boolean> {
  return orStorageError(path, async () => {
    try {
      await removeFileDurably(path);
      return true;
    } catch (error) {
      if (hasErrorCode(error, 'ENOENT')) return false;
      throw error;
    }
  });
}

/** @throws E_DEVICE_STORAGE for whatever the file system refuses */
export async function orStorageError<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw fail('E_DEVICE_STORAGE', `${path} cannot be used`, { cause });
  }
}
