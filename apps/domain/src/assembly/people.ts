/** The accounts of people, as a domain keeps them. */

import { DomainAccounts } from '../accounts/domain-accounts.ts';
import { vaultNamed } from '../identity.ts';
import type { Foundation } from './foundation.ts';
import type { Site } from './site.ts';

export function openAccounts(
  { options, timer, followOthers, keep }: Site,
  { store }: Pick<Foundation, 'store'>,
): DomainAccounts {
  const { owner, hosts, console, clock, random, onError } = options;
  return keep(
    new DomainAccounts({
      store,
      house: owner,
      hosts,
      options: options.accounts ?? {},
      ...(console?.origin === undefined ? {} : { origin: console.origin }),
      openVault: () => vaultNamed('accounts', options),
      clock,
      timer,
      random,
      ...followOthers,
      onError,
    }),
  );
}
