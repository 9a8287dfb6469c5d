/** Where the owner's Commissioner runs: in the domain that is running, else in one that this command opens and closes. */

import { isSocketListening } from '@sallyport/http';
import type { EventListener } from '@sallyport/onboarding';
import { overSocket } from './control/transports.ts';
import { openDataDirectory } from './data/data-directory.ts';
import { withRemoteDomain } from './remote/remote-domain.ts';
import type { RunContext } from './run-context.ts';
import { type DomainAsk, domainClient } from './services/ask.ts';
import { startDomain } from './services/domain.ts';
import { controlPath, openHouse } from './services/house.ts';
import { domainAsk } from './services/reach.ts';
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
  where: Where,
  context: RunContext,
  { events, control }: { readonly events: EventListener; readonly control: boolean },
  work: (session: ThreadSession) => Promise<T>,
): Promise<T> {
  const { api, dataDir } = where;
  if (api !== undefined) return withRemoteDomain({ ...where, api }, context, (ask) => work({ ask, isOurs: false }));
  const directory = openDataDirectory(dataDir, context.clock.now());
  const path = controlPath(directory, 'domain');
  if (await isSocketListening(path)) {
    return work({ ask: domainClient(overSocket(path, context.signal)), isOurs: false });
  }
  const house = openHouse(dataDir, context);
  const { service, close } = await startDomain(house, { listen: false, control }, context, events);
  try {
    return await work({ ask: domainAsk(service), isOurs: true });
  } finally {
    await close();
  }
}
