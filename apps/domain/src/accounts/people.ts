/** The people of a domain: made, given roles, removed. There is always an owner who can come in. */

import { type Clock, MINUTE, type Milliseconds, type Random } from '@sallyport/core';
import type { Entry, LogStore, Transaction } from '@sallyport/store';
import { LOCAL_CALLER } from '../api/local-caller.ts';
import type { Role } from '../api/roles.ts';
import { fail } from './errors.ts';
import {
  ACCOUNT_MADE,
  ACCOUNT_REMOVED,
  ACCOUNT_ROLE_SET,
  ACCOUNTS_STREAM,
  type DoneBy,
  LINK_MADE,
  SIGN_INS_STREAM,
} from './events.ts';
import { foldedName, isName } from './names.ts';
import { ACCOUNTS, type AccountRow, LINKS, type LinkRow } from './register/tables.ts';
import { hashOf, mintId, mintSecret } from './secrets.ts';

export const FIRST_LINK_LIFETIME: Milliseconds = 15 * MINUTE;
const MAX_ACCOUNTS = 1000;

/** A one-time link. Its secret stands behind the `#`, which browsers send to nobody. */
export interface SignInLink {
  /** `/sign-in#…` at the console's origin. */
  readonly path: string;
  readonly expiresAt: Date;
}

export interface PeopleOptions {
  readonly store: LogStore;
  readonly clock: Clock;
  readonly random: Random;
}

export class People {
  readonly #options: PeopleOptions;

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  find(id: string): Promise<AccountRow | undefined> {
    return this.#options.store.table(ACCOUNTS).get(id);
  }

  /** Everybody, in the order of their names. */
  async all(): Promise<readonly AccountRow[]> {
    const { entries } = await this.#options.store.table(ACCOUNTS).page({ index: 'name', limit: MAX_ACCOUNTS });
    return entries.map(({ row }) => row);
  }

  async named(name: string): Promise<AccountRow | undefined> {
    if (!isName(name)) return undefined;
    const query = { index: 'name', equals: foldedName(name), limit: 1 } as const;
    const { entries } = await this.#options.store.table(ACCOUNTS).page(query);
    return entries[0]?.row;
  }

  /** Whether an owner can come in by something of their own. Until then the first link is given. */
  async hasOwner(): Promise<boolean> {
    for await (const { row } of this.#options.store.table(ACCOUNTS).scan({ index: 'role', equals: 'owner' })) {
      if (canSignIn(row)) return true;
    }
    return false;
  }

  /** Whether nobody at all has anything of their own to come in by. */
  async isNew(): Promise<boolean> {
    return !(await this.all()).some(canSignIn);
  }

  /** A link with which the first owner comes in; undefined once one can sign in. A link that was given before counts no more. */
  async firstLink(by: DoneBy): Promise<SignInLink | undefined> {
    if (await this.hasOwner()) return undefined;
    return this.#link(null, FIRST_LINK_LIFETIME, by);
  }

  /** An account for somebody, and the link with which they come in. @throws E_ACCOUNT_NAME_TAKEN, E_ACCOUNT_TOO_MANY */
  async invite(
    name: string,
    role: Role,
    lifetime: Milliseconds,
    by: DoneBy,
  ): Promise<{ readonly account: AccountRow; readonly link: SignInLink }> {
    const id = mintId(this.#options.random);
    const account = await this.#options.store.transact((tx) => this.make({ id, name, role, by }, tx));
    return { account, link: await this.#link(account.id, lifetime, by) };
  }

  /** Another link for somebody who lost what they came in by. @throws E_ACCOUNT_UNKNOWN */
  async linkFor(account: string, lifetime: Milliseconds, by: DoneBy): Promise<SignInLink> {
    const { id } = await this.#known(account);
    return this.#link(id, lifetime, by);
  }

  /** @throws E_ACCOUNT_NAME_TAKEN, E_ACCOUNT_TOO_MANY */
  async make(
    given: { readonly id: string; readonly name: string; readonly role: Role; readonly by: DoneBy },
    tx: Transaction,
  ): Promise<AccountRow> {
    const accounts = tx.table(ACCOUNTS);
    const { entries } = await accounts.page({ limit: MAX_ACCOUNTS });
    if (entries.length >= MAX_ACCOUNTS) throw fail('E_ACCOUNT_TOO_MANY', `there are ${MAX_ACCOUNTS} accounts already`);
    const isTaken = (name: string) => foldedName(name) === foldedName(given.name);
    if (isTaken(LOCAL_CALLER.name) || entries.some(({ row }) => isTaken(row.name))) {
      throw fail('E_ACCOUNT_NAME_TAKEN', 'somebody has this name already');
    }
    await tx.append([ACCOUNT_MADE.create(ACCOUNTS_STREAM, given)]);
    const row = await accounts.get(given.id);
    if (row === undefined) throw fail('E_ACCOUNT_UNKNOWN', 'the account was not made');
    return row;
  }

  /** @throws E_ACCOUNT_UNKNOWN, E_ACCOUNT_LAST_OWNER */
  setRole(id: string, role: Role, by: DoneBy): Promise<AccountRow> {
    return this.#options.store.transact(async (tx) => {
      const account = await requireAccount(id, tx);
      if (account.role === role) return account;
      if (role !== 'owner') await requireAnotherOwner(account, tx);
      await tx.append([ACCOUNT_ROLE_SET.create(ACCOUNTS_STREAM, { id, role, by })]);
      return { ...account, role };
    });
  }

  /** With all that they come in by. @throws E_ACCOUNT_UNKNOWN, E_ACCOUNT_LAST_OWNER */
  remove(id: string, by: DoneBy): Promise<AccountRow> {
    return this.#options.store.transact(async (tx) => {
      const account = await requireAccount(id, tx);
      await requireAnotherOwner(account, tx);
      await tx.append([ACCOUNT_REMOVED.create(ACCOUNTS_STREAM, { id, by })]);
      return account;
    });
  }

  /** The link of this secret, if it counts. */
  async linkOf(secret: string, tx?: Transaction): Promise<LinkRow | undefined> {
    const links = (tx ?? this.#options.store).table(LINKS);
    const row = await links.get(hashOf(secret));
    return row === undefined || row.expiresAt <= this.#options.clock.now().getTime() ? undefined : row;
  }

  async #known(id: string): Promise<AccountRow> {
    const row = await this.find(id);
    if (row === undefined) throw fail('E_ACCOUNT_UNKNOWN', 'there is no such account');
    return row;
  }

  async #link(account: string | null, lifetime: Milliseconds, by: DoneBy): Promise<SignInLink> {
    const { store, clock, random } = this.#options;
    const secret = mintSecret(random);
    const expiresAt = clock.now().getTime() + lifetime;
    await store.append([LINK_MADE.create(SIGN_INS_STREAM, { hash: hashOf(secret), account, expiresAt, by })]);
    return { path: `/sign-in#${secret}`, expiresAt: new Date(expiresAt) };
  }
}

export function canSignIn(row: AccountRow): boolean {
  return row.password !== null || row.passkeys > 0;
}

/** @throws E_ACCOUNT_UNKNOWN */
export async function requireAccount(id: string, tx: Transaction): Promise<AccountRow> {
  const row = await tx.table(ACCOUNTS).get(id);
  if (row === undefined) throw fail('E_ACCOUNT_UNKNOWN', 'there is no such account');
  return row;
}

/** Whoever goes or steps down must leave an owner who can come in. @throws E_ACCOUNT_LAST_OWNER */
async function requireAnotherOwner(account: AccountRow, tx: Transaction): Promise<void> {
  if (account.role !== 'owner' || !canSignIn(account)) return;
  const owners: Entry<AccountRow>[] = [];
  for await (const entry of tx.table(ACCOUNTS).scan({ index: 'role', equals: 'owner' })) owners.push(entry);
  if (owners.some(({ row }) => row.id !== account.id && canSignIn(row))) return;
  throw fail('E_ACCOUNT_LAST_OWNER', `${account.name} is the last owner who can sign in`);
}
