/** What comes in pieces, written as it comes: a log may be larger than the memory. */

import { renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { isSallyportError } from '@sallyport/core';
import type { HttpResponse } from '@sallyport/http';
import { fail } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { fileReason } from './file-reason.ts';

type Content = Pick<HttpResponse, 'body' | 'stream'>;

/**
 * To a file, which is there only when it is whole, or to standard output. Gives how many bytes there were.
 * @throws E_CLI_FILE, and what reading throws
 */
export async function writeStream(path: string | undefined, content: Content, terminal: Terminal): Promise<number> {
  const counted = { bytes: 0 };
  const chunks = counting(content, counted);
  if (path === undefined) {
    const decoder = new TextDecoder();
    for await (const chunk of chunks) terminal.out(decoder.decode(chunk, { stream: true }));
  } else {
    await toFile(path, chunks);
  }
  return counted.bytes;
}

async function toFile(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const part = `${path}.part`;
  try {
    // Open before anything is asked for: a file that comes into being after a failure would stay.
    const file = await open(part, 'w', 0o600);
    await pipeline(chunks, file.createWriteStream());
    renameSync(part, path);
  } catch (cause) {
    rmSync(part, { force: true });
    if (isSallyportError(cause)) throw cause;
    throw fail('E_CLI_FILE', `${path} cannot be written: ${fileReason(cause)}`, { cause });
  }
}

async function* counting({ body, stream }: Content, counted: { bytes: number }): AsyncGenerator<Uint8Array> {
  counted.bytes += body.length;
  if (body.length > 0) yield body;
  for await (const chunk of stream ?? []) {
    counted.bytes += chunk.length;
    yield chunk;
  }
}
