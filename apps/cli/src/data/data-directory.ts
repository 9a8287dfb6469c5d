/**
 * The one directory that holds everything: keys, logs and devices. A marker file says that it is ours and in which
 * format, so that a wrong path or a damaged directory is refused before anything is written.
 *
 *   sallyport.json    marker: format and birth date
 *   passphrase        protects the key stores, unless SALLYPORT_PASSPHRASE(_FILE) gives one
 *   manufacturer/     factory, MASA
 *   manufacturer.json the names and ports it last ran with
 *   domain/           registrar, domain CA
 *   domain.json       the names and ports it last ran with
 *   devices/SERIAL/   simulated devices
 *   thread-network.json  the lab's simulated Thread network, with its keys
 *   running.json      where the services of a running `sallyport up` listen
 */

import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, isSallyportError, type JsonValue, parseJson, utf8 } from '@sallyport/core';
import { replaceFileDurablySync } from '@sallyport/files';
import { fail } from '../errors.ts';
import { fileReason } from './file-reason.ts';

const MARKER = 'sallyport.json';
const FORMAT = 1;
const MARKER_LIMITS = { maxBytes: 4096, maxDepth: 4 };

export interface DataDirectory {
  readonly path: string;
  /** True when this call made it. */
  readonly isNew: boolean;
  readonly manufacturer: string;
  readonly domain: string;
  readonly devices: string;
  /** Path of a file directly in the directory. */
  file(name: string): string;
}

/**
 * Opens the data directory at `path`, making it when it does not exist or is empty.
 * @throws E_CLI_DATA_DIRECTORY when it is something else, damaged, or of a newer format; E_CLI_FILE when it cannot be made
 */
export function openDataDirectory(path: string, now: Date): DataDirectory {
  const isNew = !existsSync(path) || isEmptyDirectory(path);
  if (isNew) create(path, now);
  else checkMarker(path);
  return {
    path,
    isNew,
    manufacturer: join(path, 'manufacturer'),
    domain: join(path, 'domain'),
    devices: join(path, 'devices'),
    file: (name) => join(path, name),
  };
}

function isEmptyDirectory(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch (cause) {
    throw fail('E_CLI_DATA_DIRECTORY', `${path} is not a directory that can be read: ${fileReason(cause)}`, { cause });
  }
}

function create(path: string, now: Date): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    replaceFileDurablySync(
      join(path, MARKER),
      utf8(`${JSON.stringify({ format: FORMAT, createdAt: now.toISOString() })}\n`),
    );
  } catch (cause) {
    throw fail('E_CLI_FILE', `${path} cannot be made a data directory: ${fileReason(cause)}`, { cause });
  }
}

function checkMarker(path: string): void {
  const file = join(path, MARKER);
  if (!existsSync(file)) {
    throw fail('E_CLI_DATA_DIRECTORY', `${path} has other things in it and no ${MARKER}, so it is no data directory`);
  }
  const format = readFormat(file);
  if (typeof format !== 'number') {
    throw fail('E_CLI_DATA_DIRECTORY', `${file} is damaged, so the data directory cannot be trusted`);
  }
  if (format > FORMAT) {
    throw fail('E_CLI_DATA_DIRECTORY', `${path} has format ${format}; this sallyport knows formats up to ${FORMAT}`);
  }
}

function readFormat(file: string): JsonValue | undefined {
  try {
    const marker = parseJson(readFileSync(file), MARKER_LIMITS);
    return isJsonObject(marker) ? marker['format'] : undefined;
  } catch (thrown) {
    if (isSallyportError(thrown)) return undefined;
    throw fail('E_CLI_FILE', `${file} cannot be read: ${fileReason(thrown)}`, { cause: thrown });
  }
}

/** Leaves a note for other commands; losing it in a power cut is harmless. */
export function writeNote(directory: DataDirectory, name: string, value: unknown): void {
  writeFileSync(directory.file(name), `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}
