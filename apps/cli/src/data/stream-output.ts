/** What comes in pieces, written as it comes: a log may be larger than the memory. */

import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isSallyportError } from '@sallyport/core';
import { syncDirectory } from '@sallyport/files';
import type { HttpResponse } from '@sallyport/http';
import { fail } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { fileReason } from './file-reason.ts';

type Content = Pick<HttpResponse, 'body' | 'stream'>;

/**
 * To a file, which is there only when it is whole and on the disk, or to standard output. Gives how many bytes there were.
 * @param progress told how many bytes there are so far
 * @throws E_CLI_FILE, and what reading throws
 */
export async function writeStream(
  path: string | undefined,
  content: Content,
  terminal: Terminal,
  progress: (bytes: number) => void = () => undefined,
): Promise<number> {
  let bytes = 0;
  const chunks = passing(content, (length) => {
    bytes += length;
    progress(bytes);
  });
  if (path === undefined) {
    const decoder = new TextDecoder();
    for await (const chunk of chunks) terminal.out(decoder.decode(chunk, { stream: true }));
  } else {
    await toFile(path, chunks);
  }
  return bytes;
}

async function toFile(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  // A name that nobody could have put something under, such as a link to elsewhere or a file that others may read.
  const part = `${path}.${randomUUID()}.part`;
  try {
    const file = await open(part, 'wx', 0o600);
    // Flushed before it is closed: the name must never stand for less than the whole.
    await pipeline(chunks, file.createWriteStream({ flush: true }));
    await rename(part, path);
    await syncDirectory(dirname(path));
  } catch (cause) {
    await rm(part, { force: true });
    if (isSallyportError(cause)) throw cause;
    throw fail('E_CLI_FILE', `${path} cannot be written: ${fileReason(cause)}`, { cause });
  }
}

async function* passing({ body, stream }: Content, tell: (length: number) => void): AsyncGenerator<Uint8Array> {
  if (body.length > 0) {
    tell(body.length);
    yield body;
  }
  for await (const chunk of stream ?? []) {
    tell(chunk.length);
    yield chunk;
  }
}
