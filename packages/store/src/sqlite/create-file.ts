/** Makes a new, empty file for a store, in directories made as needed, all of it durable. */

import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { reasonOf } from '@sallyport/core';
import { fail } from '../errors.ts';

/** A file shorter than the smallest page that SQLite knows is no database. */
const SMALLEST_PAGE = 512;

/**
 * A new file is readable to its owner alone. An existing file is not opened: closing any descriptor of it other than
 * SQLite's would drop the locks this process may hold on it.
 * @throws E_STORE_UNREACHABLE, E_STORE_FULL
 * @throws E_STORE_FOREIGN for a file too short to be a database, which SQLite would take for an empty one
 */
export function createFile(path: string): void {
  try {
    makeDirectory(dirname(resolve(path)));
    if (!existsSync(path)) {
      closeSync(openSync(path, 'a', 0o600));
      syncDirectory(dirname(path));
    }
  } catch (cause) {
    const code = hasCode(cause, 'ENOSPC') || hasCode(cause, 'EDQUOT') ? 'E_STORE_FULL' : 'E_STORE_UNREACHABLE';
    throw fail(code, `store ${path} cannot be made (${reasonOf(cause)})`, { cause, details: { path } });
  }
  checkSize(path);
}

function checkSize(path: string): void {
  const { size } = statSync(path);
  // With a journal beside it, the file is one that SQLite was interrupted in making, and knows how to mend.
  if (size > 0 && size < SMALLEST_PAGE && !existsSync(`${path}-journal`)) {
    throw fail('E_STORE_FOREIGN', `${path} is not a SQLite database`, { details: { path } });
  }
}

/**
 * Not `mkdirSync(…, { recursive: true })`, which never returns where a parent exists but takes no entries, as in
 * /proc or behind a dangling symbolic link.
 */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  makeDirectory(parent);
  mkdirSync(path, { mode: 0o700 });
  syncDirectory(parent);
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}
