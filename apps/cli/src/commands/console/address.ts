/** Where the console is, as it was when the service last opened it. */

import { isSocketListening } from '@sallyport/http';
import { openDataDirectory } from '../../data/data-directory.ts';
import { keptSettings } from '../../data/kept-settings.ts';
import { fail } from '../../errors.ts';
import type { RunContext } from '../../run-context.ts';
import { controlPath } from '../../services/house.ts';
import type { Where } from '../../services/where.ts';

/** @throws E_CLI_NOT_RUNNING when nothing serves it, or it was never opened */
export async function consoleAddress({ api, dataDir }: Where, context: RunContext): Promise<string> {
  if (api !== undefined) return api;
  const directory = openDataDirectory(dataDir, context.clock.now());
  const { consoleUrl } = keptSettings(directory, 'domain');
  if (consoleUrl === undefined) throw fail('E_CLI_NOT_RUNNING', `no console was ever opened on ${dataDir}`);
  if (!(await isSocketListening(controlPath(directory, 'domain')))) {
    throw fail('E_CLI_NOT_RUNNING', `the console of ${dataDir} is not running`);
  }
  return consoleUrl;
}
