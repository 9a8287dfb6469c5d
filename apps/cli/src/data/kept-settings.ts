/**
 * Who and where a service was when it last ran. A restart goes on with the same names and ports, and so does work on the
 * books while it is down: a hand-over file names the MASA where it will be, and certificates go on naming the hosts
 * they are reached under. Choices of policy are not kept: they are said anew at each start. Whom claims are believed from is
 * kept for work on the books alone.
 */

import { existsSync, readFileSync } from 'node:fs';
import { parseJson, utf8 } from '@sallyport/core';
import { replaceFileDurablySync } from '@sallyport/files';
import { z } from 'zod';
import { fail } from '../errors.ts';
import type { DataDirectory } from './data-directory.ts';

const text = z.string().min(1);
const port = z.number().int().min(1).max(65_535);
/** True when the log is in PostgreSQL. Where that is may hold a password and is not kept. */
const postgres = z.boolean();

const believes = z
  .object({ roots: z.array(text), authenticationServers: z.array(text), threshold: z.number() })
  .partial()
  .extend({ hasAuthenticationServer: z.boolean() });

const SHAPES = {
  manufacturer: z
    .object({ name: text, host: text, masaHosts: z.array(text), masaPort: port, stationPort: port, postgres })
    .partial(),
  domain: z
    .object({
      ...{ owner: text, host: text, hosts: z.array(text), port, network: text, postgres },
      ...{ revocationPort: port, revocationUrl: text, crlDays: z.number().int().min(1), believes },
      ...{ consolePort: port, consoleUrl: text, consoleOrigin: text },
    })
    .partial(),
};

export interface KeptSettings {
  manufacturer: z.infer<(typeof SHAPES)['manufacturer']>;
  domain: z.infer<(typeof SHAPES)['domain']>;
}

export type KeptService = keyof KeptSettings;

const LIMITS = { maxBytes: 1 << 16, maxDepth: 4 };

/** Empty when the service never ran here. @throws E_CLI_DATA_DIRECTORY when they are damaged */
export function keptSettings<Service extends KeptService>(
  directory: DataDirectory,
  service: Service,
): KeptSettings[Service] {
  const path = fileOf(directory, service);
  const shape: z.ZodType<KeptSettings[Service]> = SHAPES[service];
  try {
    return shape.parse(existsSync(path) ? parseJson(readFileSync(path), LIMITS) : {});
  } catch (cause) {
    throw fail('E_CLI_DATA_DIRECTORY', `${path} is damaged`, { cause });
  }
}

/** On disk before this returns. */
export function keepSettings<Service extends KeptService>(
  directory: DataDirectory,
  service: Service,
  settings: KeptSettings[Service],
): void {
  replaceFileDurablySync(fileOf(directory, service), utf8(`${JSON.stringify(settings, null, 2)}\n`));
}

function fileOf(directory: DataDirectory, service: KeptService): string {
  return directory.file(`${service}.json`);
}
