import { getSystemErrorMessage } from 'node:util';
import { reasonOf } from '@sallyport/core';

/** Why a file could not be read or written, without the name of the system call and without the path once more. */
export function fileReason(thrown: unknown): string {
  if (!(thrown instanceof Error) || !('errno' in thrown) || typeof thrown.errno !== 'number') return reasonOf(thrown);
  return getSystemErrorMessage(thrown.errno);
}
