/** Files that the domain keeps as they came: denylists and bills of materials. */

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_DENYLIST_LIMITS } from '@sallyport/assurance-behaviour';
import { SBOM_LIMITS } from '@sallyport/assurance-posture';
import { isSallyportError, reasonOf } from '@sallyport/core';
import { hasErrorCode, readFileBounded, removeFileDurably, replaceFileDurably } from '@sallyport/files';
import { fail } from '../errors.ts';

export interface FileShelf {
  names(): Promise<readonly string[]>;
  /** Undefined when there is none of this name. @throws E_DOMAIN_FILE */
  get(name: string): Promise<Uint8Array | undefined>;
  /** On disk when it resolves. @throws E_DOMAIN_FILE */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** @throws E_DOMAIN_FILE */
  remove(name: string): Promise<void>;
}

export interface FileShelfOptions {
  /** Made with mode 0700 when the first file comes; undefined keeps them in memory. */
  readonly directory: string | undefined;
  /** Behind each name. */
  readonly suffix: string;
  /** Of one file. */
  readonly maxBytes: number;
}

/** Denylists, as they were imported. */
export function denylistFiles(directory: string | undefined): FileShelf {
  return shelfIn(directory, 'denylists', { suffix: '.txt', maxBytes: DEFAULT_DENYLIST_LIMITS.maxBytes });
}

/** Bills of materials, by their digest. */
export function sbomFiles(directory: string | undefined): FileShelf {
  return shelfIn(directory, 'sboms', { suffix: '.sbom', maxBytes: SBOM_LIMITS.maxBytes });
}

function shelfIn(directory: string | undefined, name: string, form: Omit<FileShelfOptions, 'directory'>): FileShelf {
  return fileShelf({ directory: directory === undefined ? undefined : join(directory, name), ...form });
}

/** Names must be ones that a file can have; the caller sees to that. */
export function fileShelf({ directory, ...form }: FileShelfOptions): FileShelf {
  return directory === undefined ? inMemory() : inDirectory({ directory, ...form });
}

function inMemory(): FileShelf {
  const kept = new Map<string, Uint8Array>();
  return {
    names: async () => [...kept.keys()],
    get: async (name) => kept.get(name),
    put: async (name, bytes) => void kept.set(name, bytes),
    remove: async (name) => void kept.delete(name),
  };
}

function inDirectory({ directory, suffix, maxBytes }: FileShelfOptions & { readonly directory: string }): FileShelf {
  const pathOf = (name: string) => join(directory, `${name}${suffix}`);
  return {
    names: () =>
      orFail(directory, async () => {
        const files = await unlessMissing(readdir(directory));
        return (files ?? []).filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length));
      }),
    get: (name) =>
      orFail(name, async () => {
        const bytes = await unlessMissing(readFileBounded(pathOf(name), maxBytes).then((read) => ({ read })));
        if (bytes === undefined) return undefined;
        if (bytes.read === undefined) throw fail('E_DOMAIN_FILE', `the file of ${name} is too large`);
        return bytes.read;
      }),
    put: (name, bytes) =>
      orFail(name, async () => {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await replaceFileDurably(pathOf(name), bytes);
      }),
    remove: (name) => orFail(name, async () => void (await unlessMissing(removeFileDurably(pathOf(name))))),
  };
}

async function unlessMissing<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (hasErrorCode(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
}

async function orFail<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (isSallyportError(cause, 'E_DOMAIN_FILE')) throw cause;
    throw fail('E_DOMAIN_FILE', `the file of ${name} cannot be kept or read: ${reasonOf(cause)}`, { cause });
  }
}
