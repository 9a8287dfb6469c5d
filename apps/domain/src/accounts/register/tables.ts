/** What is kept of accounts, in tables that can be dropped and rebuilt from the log. */

import type { JsonObject } from '@sallyport/core';
import { table } from '@sallyport/store';
import type { Role } from '../../api/roles.ts';
import type { DoneBy, SealedPassword, SignInEnd, SignInWay } from '../events.ts';
import { foldedName } from '../names.ts';

export type AccountRow = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly password: SealedPassword | null;
  /** How many passkeys it has. */
  readonly passkeys: number;
  /** Milliseconds since 1970, as all times here. */
  readonly madeAt: number;
  readonly madeBy: DoneBy;
};

export type PasskeyRow = {
  readonly account: string;
  readonly id: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly name: string;
  readonly host: string;
  readonly isSynced: boolean;
  readonly madeAt: number;
  readonly usedAt: number | null;
};

export type LinkRow = { readonly hash: string; readonly account: string | null; readonly expiresAt: number };

/** By the hash of its cookie; a try that was refused by its position in the log. */
export type SignInRow = {
  /** Null where nobody came in. */
  readonly id: string | null;
  readonly account: string | null;
  readonly way: SignInWay | 'token';
  readonly pageHash: string | null;
  readonly clientHash: string | null;
  readonly client: string;
  readonly address: string;
  readonly begunAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
  readonly ended: {
    readonly at: number;
    readonly reason: SignInEnd | 'expired' | 'refused';
    readonly by: DoneBy;
    /** Why it was refused. */
    readonly code: string | null;
  } | null;
};

export type TokenRow = {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly madeAt: number;
  readonly expiresAt: number;
  readonly usedAt: number | null;
};

/** A change that somebody made, or began to; by the position of its beginning in the log, written with sixteen digits. */
export type ChangeRow = {
  readonly account: string;
  readonly name: string;
  readonly way: 'session' | 'token' | 'local';
  readonly credential: string | null;
  readonly operation: string;
  readonly input: JsonObject;
  readonly at: number;
  /** Null while it runs, and for ever where it was cut off. */
  readonly ended: { readonly at: number; readonly code: string | null } | null;
};

/** Stands for the account that the first link will make. */
export const FIRST = 'first';
/** The one row of {@link HOUSE_KEYS}. */
export const HOUSE_KEY = 'house';

export const ACCOUNTS = table<AccountRow>('accounts')
  .textIndex('name', (row) => foldedName(row.name))
  .textIndex('role', (row) => row.role);

export const PASSKEYS = table<PasskeyRow>('passkeys').textIndex('account', (row) => row.account);

export const LINKS = table<LinkRow>('sign_in_links').textIndex('account', (row) => row.account ?? FIRST);

export const HOUSE_KEYS = table<{ readonly key: string }>('account_keys');

export const SIGN_INS = table<SignInRow>('sign_ins')
  .textIndex('name', (row) => row.id ?? undefined)
  .textIndex('history', ({ account, begunAt }) => (account === null ? undefined : `${account}/${keyAt(begunAt)}`))
  .textIndex('open', (row) => (row.ended === null ? (row.account ?? undefined) : undefined))
  .numberIndex('begun', (row) => row.begunAt);

export const TOKENS = table<TokenRow>('api_tokens')
  .textIndex('name', (row) => row.id)
  .textIndex('account', (row) => row.account);

export const CHANGES = table<ChangeRow>('changes')
  .textIndex('account', (row) => row.account)
  .textIndex('operation', (row) => row.operation)
  .textIndex('both', ({ account, operation }) => bothOf(account, operation));

/** An index over who did what: an identifier of an account holds no slash. */
export function bothOf(account: string, operation: string): string {
  return `${account}/${operation}`;
}

/** Keys in the order of the log. */
export function keyAt(position: number): string {
  return String(position).padStart(16, '0');
}
