/** Links that wait to be followed, mailboxes that were mailed to lately, and keys that are bound. */

import { HOUR, type Milliseconds } from '@sallyport/core';
import { type Projection, type ProjectionTables, table } from '@sallyport/store';
import { IDENTITIES_SWEPT, IDENTITY_BOUND, IDENTITY_REQUESTED } from './events.ts';

export type PendingRow = {
  readonly key: string;
  readonly keyName: string;
  readonly mailbox: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
};

/** By the hash of the token. */
export const PENDING = table<PendingRow>('pending')
  .textIndex('key', (row) => row.keyName)
  .numberIndex('expires', (row) => row.expires);
/** By address: when mails were sent to it, milliseconds since 1970, the newest last. */
export const MAILED = table<{ readonly times: readonly number[] }>('mailed').numberIndex('last', (row) =>
  row.times.at(-1),
);
/** By the key's `ni` name. */
export const BOUND = table<{ readonly mailbox: string; readonly claim: string }>('bound');
export const TOTALS = table<{ readonly pending: number }>('totals');
export const ALL = 'all';

/** Over which span mails to a mailbox are counted, and most that can be counted. */
export const MAILBOX_SPAN: Milliseconds = HOUR;
export const MAX_MAILS = 32;

/** Open the store with it; {@link AuthenticationServer} reads its tables. */
export const identitiesProjection: Projection = {
  name: 'identities',
  version: 1,
  tables: [PENDING, MAILED, BOUND, TOTALS],
  async apply(event, tables) {
    if (IDENTITY_REQUESTED.is(event)) {
      const { tokenHash, key, keyName, mailbox, expires } = event.data;
      tables.table(PENDING).put(tokenHash, { key, keyName, mailbox, expires });
      await count(tables, 1);
      const times = (await tables.table(MAILED).get(mailbox))?.times ?? [];
      tables.table(MAILED).put(mailbox, { times: [...times, event.at.getTime()].slice(-MAX_MAILS) });
    } else if (IDENTITY_BOUND.is(event)) {
      const { keyName, mailbox, claim } = event.data;
      tables.table(BOUND).put(keyName, { mailbox, claim });
      await forget(tables, { index: 'key', equals: keyName });
    } else if (IDENTITIES_SWEPT.is(event)) {
      await forget(tables, { index: 'expires', below: event.data.upTo + 1 });
      const mailed = tables.table(MAILED);
      for await (const { key } of mailed.scan({ index: 'last', below: event.data.upTo - MAILBOX_SPAN }))
        mailed.delete(key);
    }
  },
};

type Which = { readonly index: 'key'; readonly equals: string } | { readonly index: 'expires'; readonly below: number };

async function forget(tables: ProjectionTables, which: Which): Promise<void> {
  const pending = tables.table(PENDING);
  let forgotten = 0;
  for await (const { key } of pending.scan(which)) {
    pending.delete(key);
    forgotten++;
  }
  await count(tables, -forgotten);
}

async function count(tables: ProjectionTables, change: number): Promise<void> {
  const { pending } = (await tables.table(TOTALS).get(ALL)) ?? { pending: 0 };
  tables.table(TOTALS).put(ALL, { pending: pending + change });
}
