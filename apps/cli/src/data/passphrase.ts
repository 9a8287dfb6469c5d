/** The passphrase that protects the key stores: from the environment, or made once and kept beside them. */

import { existsSync, readFileSync } from 'node:fs';
import { type Random, Secret, toBase64Url, utf8 } from '@sallyport/core';
import { replaceFileDurablySync } from '@sallyport/files';
import { fail } from '../errors.ts';
import type { DataDirectory } from './data-directory.ts';
import { fileReason } from './file-reason.ts';

const FILE = 'passphrase';
const MADE_BYTES = 24;
const SHORTEST = 8;

export interface Passphrase {
  readonly secret: Secret;
  /** True when it lies in the data directory, where whoever has the files has the keys. */
  readonly besideTheKeys: boolean;
}

/** Environment variables that are read. `_FILE` names a file whose first line is the passphrase. */
export const PASSPHRASE_VARIABLES = ['SALLYPORT_PASSPHRASE', 'SALLYPORT_PASSPHRASE_FILE'] as const;

/** @throws E_CLI_FILE, E_CLI_USAGE when the passphrase given is shorter than 8 bytes */
export function obtainPassphrase(directory: DataDirectory, environment: NodeJS.ProcessEnv, random: Random): Passphrase {
  const given = environment['SALLYPORT_PASSPHRASE'] ?? readFirstLine(environment['SALLYPORT_PASSPHRASE_FILE']);
  if (given !== undefined) {
    if (utf8(given).length < SHORTEST) throw fail('E_CLI_USAGE', `the passphrase is shorter than ${SHORTEST} bytes`);
    return { secret: Secret.of(given), besideTheKeys: false };
  }
  const file = directory.file(FILE);
  if (!existsSync(file)) {
    // A new one would open none of the keys that are there.
    if ([directory.manufacturer, directory.domain, directory.devices].some((each) => existsSync(each))) {
      throw fail('E_CLI_USAGE', `the passphrase is not in ${directory.path}: set ${PASSPHRASE_VARIABLES.join(' or ')}`);
    }
    replaceFileDurablySync(file, utf8(`${toBase64Url(random.bytes(MADE_BYTES))}\n`));
  }
  const kept = readFirstLine(file);
  if (kept === undefined || kept.length < SHORTEST) {
    throw fail('E_CLI_DATA_DIRECTORY', `${file} is damaged, so the key stores cannot be opened`);
  }
  return { secret: Secret.of(kept), besideTheKeys: true };
}

function readFirstLine(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0];
  } catch (cause) {
    throw fail('E_CLI_FILE', `the passphrase file ${path} cannot be read: ${fileReason(cause)}`, { cause });
  }
}
