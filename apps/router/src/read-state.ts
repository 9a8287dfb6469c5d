/** What a router has heard, for people who ask while the agent runs or not. */

import { join } from 'node:path';
import { type KeptState, readKeptState } from '@sallyport/assurance-ca-commands';
import { fileStore } from './file-store.ts';
import { STATE } from './identity.ts';

/** Undefined when nothing was heard yet. @throws E_ROUTER_FILE, E_CA_COMMANDS_STATE */
export async function readRouterState(directory: string): Promise<KeptState | undefined> {
  const document = await fileStore(join(directory, STATE)).load();
  return document === undefined ? undefined : readKeptState(document);
}
