import { constants, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file so that after a power cut the old or the new content is there, whole. Readable by its owner only. */
export async function replaceFileDurably(path: string, content: Uint8Array): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, constants.O_CREAT | constants.O_TRUNC | constants.O_WRONLY, 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const directory = await open(dirname(path), 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
