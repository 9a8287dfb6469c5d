/** Where the owner's Commissioner runs: in the domain that is running, else in one that this command opens and closes. */

import type { EventListener } from '@sallyport/onboarding';
import { askService, isServiceRunning } from './control/control-client.ts';
import { openDataDirectory } from './data/data-directory.ts';
import type { RunContext } from './run-context.ts';
import { type Ask, operateHere } from './services/ask.ts';
import { startDomain } from './services/domain.ts';
import { controlPath, openHouse } from './services/house.ts';

export interface ThreadSession {
  readonly ask: Ask;
  /** True when it ends with this command: then its events come to `events`. */
  readonly isOurs: boolean;
}

/**
 * Does work with a Commissioner's operations. A domain is made where there is none.
 * @param control whether other commands reach a session of ours, as long as the work goes on
 */
export async function withThreadSession<T>(
  dataDirectory: string,
  context: RunContext,
  { events, control }: { readonly events: EventListener; readonly control: boolean },
  work: (session: ThreadSession) => Promise<T>,
): Promise<T> {
  const directory = openDataDirectory(dataDirectory, context.clock.now());
  const path = controlPath(directory, 'domain');
  if (await isServiceRunning(path)) {
    return work({ ask: (name, input) => askService(path, name, input), isOurs: false });
  }
  const house = openHouse(dataDirectory, context);
  const { service, close } = await startDomain(house, { listen: false, control }, context, events);
  try {
    return await work({ ask: (name, input) => operateHere(service, name, input), isOurs: true });
  } finally {
    await close();
  }
}
