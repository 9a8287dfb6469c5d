/** A file for as long as something reads it that reads files alone. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonOf } from '@sallyport/core';
import { fail } from '../../errors.ts';

/** In a folder that nobody else may look into; both are gone when it settles. @throws E_DOMAIN_FILE, and what the work throws */
export async function withTemporaryFile<Result>(
  bytes: Uint8Array,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = await orFail(mkdtemp(join(tmpdir(), 'sallyport-sent-')));
  try {
    const path = join(folder, 'file');
    await orFail(writeFile(path, bytes, { mode: 0o600 }));
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function orFail<Result>(making: Promise<Result>): Promise<Result> {
  try {
    return await making;
  } catch (cause) {
    throw fail('E_DOMAIN_FILE', `a place for what was sent cannot be made: ${reasonOf(cause)}`, { cause });
  }
}
