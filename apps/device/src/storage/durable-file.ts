/** Files that are there whole, old or new, whatever moment the power goes. */

import { open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { plain } from '@sallyport/core';
import { fail } from '../errors.ts';

const UNFINISHED = '.new';

/** Writes beside the file, flushes, renames over it, and flushes the directory. Readable by the owner only. */
export async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const temporary = path + UNFINISHED;
  await orStorageError(path, async () => {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await flushDirectory(dirname(path));
  });
}

/** Removes what writes that never came to an end left in a directory. */
export async function removeUnfinished(directory: string): Promise<void> {
  await orStorageError(directory, async () => {
    for (const name of await readdir(directory)) if (name.endsWith(UNFINISHED)) await unlink(join(directory, name));
  });
}

/** Undefined when there is no such file. */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  return orStorageError(path, async () => {
    try {
      return plain(await readFile(path));
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  });
}

/** False when there was no such file. */
export async function removeDurably(path: string): Promise<boolean> {
  return orStorageError(path, async () => {
    try {
      await unlink(path);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return false;
      throw error;
    }
    await flushDirectory(dirname(path));
    return true;
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

async function flushDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
