/** Where the owner's Commissioner runs: in the domain that is running, else in one that this command opens and closes. */

import type { EventListener } from '@sallyport/onboarding';
import { isServiceRunning } from './control/control-client.ts';
import { openDataDirectory } from './data/data-directory.ts';
import type { RunContext } from './run-context.ts';
import type { DomainAsk } from './services/ask.ts';
import { startDomain } from './services/domain.ts';
import { controlPath, openHouse } from './services/house.ts';
import { domainAsk, socketAsk } from './services/reach.ts';
import type { Where } from './services/where.ts';

export interface ThreadSession {
  readonly ask: DomainAsk;
  /** True when it ends with this command: then its events come to `events`. */
  readonly isOurs: boolean;
}

/**
 * Does work with a Commissioner's operations. A domain is made where there is none.
 * @param control whether other commands reach a session of ours, as long as the work goes on
 */
export async function withThreadSession<T>(
  { dataDir }: Where,
  context: RunContext,
  { events, control }: { readonly events: EventListener; readonly control: boolean },
  work: (session: ThreadSession) => Promise<T>,
): Promise<T> {
  const directory = openDataDirectory(dataDir, context.clock.now());
  const path = controlPath(directory, 'domain');
  if (await isServiceRunning(path)) {
    return work({ ask: socketAsk(path), isOurs: false });
  }
  const house = openHouse(dataDir, context);
  const { service, close } = await startDomain(house, { listen: false, control }, context, events);
  try {
    return await work({ ask: domainAsk(service), isOurs: true });
  } finally {
    await close();
  }
}
