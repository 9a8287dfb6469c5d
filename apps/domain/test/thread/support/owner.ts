/** An owner's side of Thread on a log in memory. */

import type { TestContext } from 'node:test';
import { acceptListAuthorizer } from '@sallyport/assurance-accept-lists';
import type { OnboardingEvent } from '@sallyport/onboarding';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { AcceptRegister } from '../../../src/accept-register.ts';
import { JOINER_ACCEPTED } from '../../../src/events.ts';
import { domainRegister } from '../../../src/register.ts';
import { ThreadNetworks, type ThreadNetworksOptions } from '../../../src/thread/thread-networks.ts';
import { atEnd } from './at-end.ts';
import { PORTS } from './network.ts';

export interface OwnerOptions extends Partial<ThreadNetworksOptions> {
  /** Stands between the owner's side and its log. */
  readonly between?: (store: LogStore) => LogStore;
}

/** Closed at the end of the test. */
export async function openOwner(t: TestContext, { between = (store) => store, ...changes }: OwnerOptions = {}) {
  const log = await openSqliteStore({ path: ':memory:', projections: [domainRegister] });
  const store = between(log);
  const lists = await AcceptRegister.open(log);
  const events: OnboardingEvent[] = [];
  const errors: unknown[] = [];
  const thread = new ThreadNetworks({
    discovery: {},
    owner: 'Home',
    domainMark: '0123abcd',
    store,
    lists,
    authorizer: acceptListAuthorizer(() => lists.upToDate()),
    events: (event) => events.push(event),
    onError: (error) => errors.push(error),
    ...PORTS,
    ...changes,
  });
  atEnd(t, async () => {
    await thread.close();
    await log.close();
  });
  const codes = () => [...(lists.current().codes?.keys() ?? [])];
  const accepted = async () => {
    const found = [];
    for await (const event of log.read(1)) if (JOINER_ACCEPTED.is(event)) found.push(event.data);
    return found;
  };
  const steps = () => events.map(({ step, ok }) => `${step} ${ok ? 'ok' : 'failed'}`);
  return { thread, lists, log, events, errors, codes, accepted, steps };
}
