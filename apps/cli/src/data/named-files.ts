/** Files that a command line names. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail } from '../errors.ts';
import { fileReason } from './file-reason.ts';

/** `-` is standard input. @throws E_CLI_FILE */
export function readInput(path: string): Uint8Array {
  try {
    return Uint8Array.from(readFileSync(path === '-' ? 0 : path));
  } catch (cause) {
    throw fail('E_CLI_FILE', `${path} cannot be read: ${fileReason(cause)}`, { cause });
  }
}

/** @throws E_CLI_FILE */
export function writeOutput(path: string, content: Uint8Array | string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  } catch (cause) {
    throw fail('E_CLI_FILE', `${path} cannot be written: ${fileReason(cause)}`, { cause });
  }
}
