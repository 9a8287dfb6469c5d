import { existsSync, readFileSync } from 'node:fs';
import { Secret, utf8 } from '@sallyport/core';
import { replaceFileDurablySync } from '@sallyport/files';
import { fail } from '../errors.ts';
import { fileReason } from './file-reason.ts';

/** The secret in the first line of a file, made and kept there when there is none. @throws E_CLI_FILE */
export function keepSecret(path: string, make: () => string): Secret {
  try {
    if (!existsSync(path)) replaceFileDurablySync(path, utf8(`${make()}\n`));
    return Secret.of(readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] ?? '');
  } catch (cause) {
    throw fail('E_CLI_FILE', `${path} cannot be read or made: ${fileReason(cause)}`, { cause });
  }
}
