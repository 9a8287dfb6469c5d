import { open } from 'node:fs/promises';

/** Reads a whole file of at most `maxBytes`; undefined when it is larger. Rejects with the errors of node:fs. */
export async function readFileBounded(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const file = await open(path, 'r');
  try {
    const buffer = new Uint8Array(maxBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) return buffer.slice(0, length);
      length += bytesRead;
      if (length > maxBytes) return undefined;
    }
  } finally {
    await file.close();
  }
}
