/** A data directory with what opens its keys. */

import { type DataDirectory, openDataDirectory } from '../data/data-directory.ts';
import type { KeptService } from '../data/kept-settings.ts';
import { obtainPassphrase, type Passphrase } from '../data/passphrase.ts';
import type { RunContext } from '../run-context.ts';

export interface House {
  readonly directory: DataDirectory;
  readonly passphrase: Passphrase;
}

export function openHouse(path: string, context: RunContext): House {
  const directory = openDataDirectory(path, context.clock.now());
  return { directory, passphrase: obtainPassphrase(directory, context.environment, context.random) };
}

/** Where a service takes operations while it runs. */
export function controlPath(directory: DataDirectory, service: KeptService): string {
  return directory.file(`${service}.sock`);
}
