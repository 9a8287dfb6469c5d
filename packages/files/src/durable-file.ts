/**
 * Files that are there whole, old or new, whatever moment the power goes: written beside their place, flushed, put in
 * place at one stroke, and the directory flushed. Every file is readable by its owner only. Errors are those of node:fs.
 */

import { closeSync, constants, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { link, open, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What a write that never came to an end leaves behind. */
export const UNFINISHED_SUFFIX = '.new';

const OWNER_ONLY = 0o600;

/** Writes a file in place of the one there may be. One writer at a time for each path. */
export async function replaceFileDurably(path: string, content: Uint8Array): Promise<void> {
  const temporary = path + UNFINISHED_SUFFIX;
  await writeFlushed(temporary, constants.O_TRUNC, content);
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}

/** {@link replaceFileDurably} for where nothing else can happen meanwhile. */
export function replaceFileDurablySync(path: string, content: Uint8Array): void {
  const temporary = path + UNFINISHED_SUFFIX;
  withSync(openSync(temporary, 'w', OWNER_ONLY), (file) => {
    let written = 0;
    while (written < content.length) written += writeSync(file, content, written);
  });
  renameSync(temporary, path);
  withSync(openSync(dirname(path), 'r'), () => undefined);
}

/** Runs `work` on an open file, flushes it to the disk, and closes it. */
function withSync(file: number, work: (file: number) => void): void {
  try {
    work(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Writes a new file. Gives false, and changes nothing, when there is one already. `unique` tells the temporary files of
 * several writers apart.
 */
export async function createFileDurably(path: string, content: Uint8Array, unique: string): Promise<boolean> {
  const temporary = join(dirname(path), `.${basename(path)}.${unique}.tmp`);
  await writeFlushed(temporary, constants.O_EXCL, content);
  try {
    if (!(await claimName(temporary, path))) return false;
  } finally {
    await unlink(temporary).catch((error: unknown) => {
      if (!hasErrorCode(error, 'ENOENT')) throw error;
    });
  }
  await syncDirectory(dirname(path));
  return true;
}

/** Removes a file. Rejects with ENOENT when there is none. */
export async function removeFileDurably(path: string): Promise<void> {
  await unlink(path);
  await syncDirectory(dirname(path));
}

/** Makes the names in a directory outlive a loss of power. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function writeFlushed(path: string, flag: number, content: Uint8Array): Promise<void> {
  const file = await open(path, constants.O_CREAT | constants.O_WRONLY | flag, OWNER_ONLY);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A hard link never replaces a file; where there are none, a look before the rename has to do. */
async function claimName(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    if (!hasErrorCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
  }
  if (await exists(path)) return false;
  await rename(temporary, path);
  return true;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** True for an error of node:fs with one of these codes. */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code);
}
