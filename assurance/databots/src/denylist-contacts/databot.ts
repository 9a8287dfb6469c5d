/**
 * Counts with how many denylisted destinations each device had to do of late. A rule that asks for a single contact reads
 * the observed facts themselves and is quicker; this is for rules and people that ask how much.
 */

import type { ClaimSigner, SubjectOf } from '@sallyport/assurance-claims';
import { MINUTE, type Milliseconds, SECOND } from '@sallyport/core';
import type { Databot } from '../databot.ts';
import type { DatabotLimits } from '../limits.ts';
import { ownModule } from '../own-module.ts';

export interface DenylistContactsOptions {
  /** Needs the rights query and state-facts. */
  readonly signer: ClaimSigner;
  /** URI of a claim of {@link DENYLIST_CONTACTS_SCHEMA} by somebody with the right write-rules. */
  readonly schema: string;
  /** How far it looks back. Default 2 minutes (NIST SP 1800-36 Vol. D). */
  readonly lookBack?: Milliseconds;
  readonly limits?: Partial<DatabotLimits>;
}

/** `denylist_contacts(Device, Destinations, Lists, First, Last, By)` */
export const DENYLIST_CONTACTS_SCHEMA: SubjectOf<'Schema'> = {
  relation: 'denylist_contacts',
  fields: [
    { name: 'device', kind: 'entity' },
    { name: 'destinations', kind: 'integer', minimum: 1 },
    { name: 'lists', kind: 'text' },
    { name: 'first', kind: 'integer' },
    { name: 'last', kind: 'integer' },
  ],
  about: 'With how many denylisted destinations a device had to do, on which lists, and when first and last.',
};

const LOOK_BACK: Milliseconds = 2 * MINUTE;
/** A flood of contacts leads to few runs. */
const QUIET: Milliseconds = 2 * SECOND;

export function denylistContacts({ signer, schema, lookBack = LOOK_BACK, limits }: DenylistContactsOptions): Databot {
  return {
    name: 'denylist-contacts',
    about: 'Counts with how many denylisted destinations each device had to do of late.',
    module: ownModule('./run', import.meta.url),
    settings: { schema, lookBack },
    inputs: [
      'contact(Name, _Destination, _At), recent(_At, {seconds}), denylisted(_Destination, _)',
      'member(Name, [{devices}]), contact(Name, Destination, At), recent(At, {seconds}), denylisted(Destination, List)',
    ],
    trigger: { onChange: ['contact', 'denylisted'], staleAfter: 30 * SECOND },
    quiet: QUIET,
    signer,
    outputs: [
      {
        type: 'Fact',
        relation: DENYLIST_CONTACTS_SCHEMA.relation,
        about: ({ values }) => of(values, 'device'),
        // That a contact goes on changes nothing of how much it is; the claim is made again before it lapses.
        content: ({ values }) => [of(values, 'destinations'), of(values, 'lists')],
        ended: 'lapse',
      },
    ],
    ...(limits === undefined ? {} : { limits }),
  };
}

function of(values: unknown, name: string) {
  const found = Object.entries(values ?? {}).find(([key]) => key === name)?.[1];
  return typeof found === 'string' || typeof found === 'number' ? found : null;
}
