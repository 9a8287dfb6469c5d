/** Feed files as they are published: JSON, JSON lines, gzipped or in an archive, or a folder of them. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, opendir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isSallyportError, reasonOf } from '@sallyport/core';
import { openPromise } from 'yauzl';
import { fail } from '../errors.ts';

/** One file of a feed, or one in its archive or folder. */
export interface FeedFile {
  /** Its name in the archive or folder, or of the file itself. */
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

const JSON_NAME = /\.(json|jsonl|ndjson)(\.gz)?$/i;

/**
 * The files of a feed at a path, each to be read before the next is asked for.
 * @throws E_POSTURE_FEED_FILE
 */
export async function* feedFiles(path: string): AsyncGenerator<FeedFile> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) yield* folderFiles(path);
    else
      yield* (await startsWith(path, 'PK\u0003\u0004')) ? archiveFiles(path) : [await plainFile(path, basename(path))];
  } catch (cause) {
    throw fileFailure(cause);
  }
}

/** SHA-256 in hexadecimal: of a file, or over a folder's names and digests in the order of the names. */
export async function digestOf(path: string): Promise<string> {
  try {
    if (!(await stat(path)).isDirectory()) return await fileDigest(path);
    const lines: string[] = [];
    for await (const file of jsonFilesIn(path)) lines.push(`${relative(path, file)} ${await fileDigest(file)}`);
    return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
  } catch (cause) {
    throw fileFailure(cause);
  }
}

async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  if ((await stat(path)).size <= SMALL) return hash.update(await readFile(path)).digest('hex');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function* folderFiles(path: string): AsyncGenerator<FeedFile> {
  for await (const file of jsonFilesIn(path)) yield await plainFile(file, relative(path, file));
}

async function* jsonFilesIn(path: string): AsyncGenerator<string> {
  const folder = await opendir(path, { recursive: true });
  for await (const entry of folder) {
    if (entry.isFile() && JSON_NAME.test(entry.name)) yield join(entry.parentPath, entry.name);
  }
}

/** Files up to this size, as the thousands of a folder are, are read at once, which is much cheaper than as a stream. */
const SMALL = 256 * 1024;

async function plainFile(path: string, name: string): Promise<FeedFile> {
  if ((await stat(path)).size <= SMALL) return { name, chunks: smallFile(path) };
  const isZipped = await startsWith(path, '\u001f\u008b');
  const stream = createReadStream(path);
  const unzipped = isZipped ? createGunzip() : undefined;
  if (unzipped === undefined) return { name, chunks: bytesOf(stream) };
  stream.on('error', (error) => unzipped.destroy(error));
  return { name, chunks: bytesOf(stream.pipe(unzipped)) };
}

async function* smallFile(path: string): AsyncGenerator<Uint8Array> {
  const bytes = await readFile(path);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) yield bytes;
  else yield* bytesOf(Readable.from([bytes]).pipe(createGunzip()));
}

async function* archiveFiles(path: string): AsyncGenerator<FeedFile> {
  const archive = await openPromise(path);
  try {
    for await (const entry of archive.eachEntry()) {
      if (!JSON_NAME.test(entry.fileName)) continue;
      yield { name: entry.fileName, chunks: bytesOf(await archive.openReadStreamPromise(entry)) };
    }
  } finally {
    archive.close();
  }
}

/** Chunks with the errors of reading them in our own words. */
async function* bytesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
  } catch (cause) {
    throw fileFailure(cause);
  }
}

async function startsWith(path: string, magic: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(magic.length), 0, magic.length, 0);
    return bytesRead === magic.length && buffer.toString('latin1') === magic;
  } finally {
    await file.close();
  }
}

function fileFailure(cause: unknown) {
  if (isSallyportError(cause)) return cause;
  return fail('E_POSTURE_FEED_FILE', `feed cannot be read (${reasonOf(cause)})`, { cause });
}
