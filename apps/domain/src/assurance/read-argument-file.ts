/** A file that an operation was told to read. */

import { reasonOf } from '@sallyport/core';
import { readFileBounded } from '@sallyport/files';
import { fail } from '../errors.ts';

/** @throws E_DOMAIN_ARGUMENT */
export async function readArgumentFile(path: string, maxBytes: number): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readFileBounded(path, maxBytes);
  } catch (cause) {
    throw fail('E_DOMAIN_ARGUMENT', `${path} cannot be read: ${reasonOf(cause)}`, { cause });
  }
  if (bytes === undefined) throw fail('E_DOMAIN_ARGUMENT', `${path} is larger than ${maxBytes} bytes`);
  return bytes;
}
