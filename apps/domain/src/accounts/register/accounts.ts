/** People, and what they prove themselves by: the part of the projection that follows their events. */

import type { ProjectionTables, StoredEvent } from '@sallyport/store';
import {
  ACCOUNT_MADE,
  ACCOUNT_REMOVED,
  ACCOUNT_ROLE_SET,
  HOUSE_KEY_MADE,
  LINK_MADE,
  PASSKEY_ADDED,
  PASSKEY_REMOVED,
  PASSWORD_REMOVED,
  PASSWORD_SET,
} from '../events.ts';
import { endSignIns } from './sign-ins.ts';
import { ACCOUNTS, type AccountRow, FIRST, HOUSE_KEY, HOUSE_KEYS, LINKS, PASSKEYS, TOKENS } from './tables.ts';

export async function applyAccount(event: StoredEvent, tables: ProjectionTables): Promise<void> {
  const accounts = tables.table(ACCOUNTS);
  if (ACCOUNT_MADE.is(event)) {
    const { id, name, role, by } = event.data;
    accounts.put(id, { id, name, role, password: null, passkeys: 0, madeAt: event.at.getTime(), madeBy: by });
  } else if (ACCOUNT_ROLE_SET.is(event)) {
    await changeAccount(event.data.id, () => ({ role: event.data.role }), tables);
  } else if (ACCOUNT_REMOVED.is(event)) {
    const { id, by } = event.data;
    accounts.delete(id);
    await dropAll(id, tables);
    await endSignIns(id, { at: event.at.getTime(), reason: 'ended', by, code: null }, tables);
  } else if (LINK_MADE.is(event)) {
    const { hash, account, expiresAt } = event.data;
    // A new link for the same account takes the place of the one before.
    await dropLinks(account ?? FIRST, tables);
    tables.table(LINKS).put(hash, { hash, account, expiresAt });
  } else if (HOUSE_KEY_MADE.is(event)) {
    tables.table(HOUSE_KEYS).put(HOUSE_KEY, event.data);
  }
}

export async function applyCredential(event: StoredEvent, tables: ProjectionTables): Promise<void> {
  const passkeys = tables.table(PASSKEYS);
  if (PASSWORD_SET.is(event)) {
    const { account, password } = event.data;
    await changeAccount(account, () => ({ password }), tables);
  } else if (PASSWORD_REMOVED.is(event)) {
    await changeAccount(event.data.account, () => ({ password: null }), tables);
  } else if (PASSKEY_ADDED.is(event)) {
    passkeys.put(event.data.id, { ...event.data, madeAt: event.at.getTime(), usedAt: null });
    await changeAccount(event.data.account, (row) => ({ passkeys: row.passkeys + 1 }), tables);
  } else if (PASSKEY_REMOVED.is(event)) {
    passkeys.delete(event.data.id);
    await changeAccount(event.data.account, (row) => ({ passkeys: row.passkeys - 1 }), tables);
  }
}

async function changeAccount(
  id: string,
  change: (row: AccountRow) => Partial<AccountRow>,
  tables: ProjectionTables,
): Promise<void> {
  const row = await tables.table(ACCOUNTS).get(id);
  if (row !== undefined) tables.table(ACCOUNTS).put(id, { ...row, ...change(row) });
}

async function dropLinks(account: string, tables: ProjectionTables): Promise<void> {
  const links = tables.table(LINKS);
  for await (const { key } of links.scan({ index: 'account', equals: account })) links.delete(key);
}

/** What goes with an account, but for the history of its sign-ins. */
async function dropAll(account: string, tables: ProjectionTables): Promise<void> {
  const [passkeys, tokens] = [tables.table(PASSKEYS), tables.table(TOKENS)];
  for await (const { key } of passkeys.scan({ index: 'account', equals: account })) passkeys.delete(key);
  for await (const { key } of tokens.scan({ index: 'account', equals: account })) tokens.delete(key);
  await dropLinks(account, tables);
}
