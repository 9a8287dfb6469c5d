/** Whom the first link lets in: the owner who is there already and has no way to come back, else a new one. */

import type { NewEvent, Transaction } from '@sallyport/store';
import { ACCOUNTS_STREAM, TOKEN_REVOKED } from './events.ts';
import { canSignIn } from './people.ts';
import { ACCOUNTS, type AccountRow, TOKENS } from './register/tables.ts';
import type { SignIns } from './sign-ins.ts';

export type FirstOwner =
  /** An owner can sign in: first links count no more. */
  | { readonly state: 'owned' }
  /** They came by a first link before, or were invited as the only owner. */
  | { readonly state: 'known'; readonly account: AccountRow }
  /** There is none; or several were invited, of whom none is more the owner than the others. */
  | { readonly state: 'none' };

export async function firstOwnerIn(reader: Pick<Transaction, 'table'>): Promise<FirstOwner> {
  const owners: AccountRow[] = [];
  for await (const { row } of reader.table(ACCOUNTS).scan({ index: 'role', equals: 'owner' })) owners.push(row);
  if (owners.some(canSignIn)) return { state: 'owned' };
  const [only] = owners.length === 1 ? owners : owners.filter(({ madeBy }) => madeBy === 'nobody');
  return only === undefined ? { state: 'none' } : { state: 'known', account: only };
}

/**
 * What ends when an owner comes in by another first link: all that was begun in their name by an earlier one, which somebody
 * else may have opened.
 */
export async function endingsOfEarlier(account: string, signIns: SignIns, tx: Transaction): Promise<NewEvent[]> {
  const events = await signIns.endings(account, undefined, 'replaced', 'nobody', tx);
  for await (const { key: hash } of tx.table(TOKENS).scan({ index: 'account', equals: account })) {
    events.push(TOKEN_REVOKED.create(ACCOUNTS_STREAM, { hash, by: 'nobody' }));
  }
  return events;
}
