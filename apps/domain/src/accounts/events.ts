/**
 * What the log records of people. Names and shapes are kept for ever. Secrets are in it as hashes of 256 random bits, passwords
 * as sealed scrypt hashes: whoever reads the log, or an export of it, can use none.
 */

import type { JsonObject } from '@sallyport/core';
import { eventType } from '@sallyport/store';
import type { Role } from '../api/roles.ts';

/** Who did it: the identifier of an account, `local` for the command line, or `nobody` for what a link or time did. */
export type DoneBy = string;

/** Everything that can take access away or give it: one stream, so that whoever must know looks at its version alone. */
export const ACCOUNTS_STREAM = 'accounts';
/** What strangers and people do at the door. */
export const SIGN_INS_STREAM = 'sign-ins';
export const CHANGES_STREAM = 'changes';

export const ACCOUNT_MADE = eventType<{
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly by: DoneBy;
}>('account.made');

export const ACCOUNT_ROLE_SET = eventType<{ readonly id: string; readonly role: Role; readonly by: DoneBy }>(
  'account.role-set',
);

/** With the account go its passkeys, password, links, open sign-ins and tokens. */
export const ACCOUNT_REMOVED = eventType<{ readonly id: string; readonly by: DoneBy }>('account.removed');

/** A scrypt hash with its parameters, encrypted under a key that is not in the log; base64. */
export type SealedPassword = { readonly nonce: string; readonly sealed: string };

export const PASSWORD_SET = eventType<{ readonly account: string; readonly password: SealedPassword }>(
  'account.password-set',
);
export const PASSWORD_REMOVED = eventType<{ readonly account: string }>('account.password-removed');

export const PASSKEY_ADDED = eventType<{
  readonly account: string;
  /** The credential's identifier, base64url. */
  readonly id: string;
  /** COSE key, base64url. */
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  /** What its owner calls it. */
  readonly name: string;
  /** The host name that it was made for (WebAuthn: RP ID). */
  readonly host: string;
  /** Whether it is kept in sync between devices. */
  readonly isSynced: boolean;
}>('account.passkey-added');
export const PASSKEY_REMOVED = eventType<{ readonly account: string; readonly id: string }>('account.passkey-removed');

/** A one-time link was made. `account` null: whoever opens it becomes the first owner, or comes in as the one there is. */
export const LINK_MADE = eventType<{
  /** Lower-case hex SHA-256 of the link's secret. */
  readonly hash: string;
  readonly account: string | null;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly by: DoneBy;
}>('sign-in.link-made');

export type SignInWay = 'link' | 'password' | 'passkey';

export const SIGN_IN_BEGUN = eventType<{
  readonly id: string;
  readonly account: string;
  readonly way: SignInWay;
  /** Lower-case hex SHA-256 of the cookie's secret, and of the page's. */
  readonly hash: string;
  readonly pageHash: string;
  /** Lower-case hex SHA-256 of what stays the same of a client through its updates. */
  readonly clientHash: string;
  /** As the client calls itself, cut short. */
  readonly client: string;
  readonly address: string;
  readonly expiresAt: number;
  /** The hash of the link that was used up. */
  readonly link: string | null;
  /** The passkey, and how far its counter is. */
  readonly passkey: { readonly id: string; readonly counter: number } | null;
}>('sign-in.begun');

/** Still in use; written now and then. */
export const SIGN_IN_SEEN = eventType<{ readonly hash: string }>('sign-in.seen');

/** `other-client`: its cookie was shown by a client that it was not given to. `replaced`: the owner came in by another first link. */
export type SignInEnd = 'signed-out' | 'ended' | 'other-client' | 'replaced' | 'credentials-changed' | 'too-many';

export const SIGN_IN_ENDED = eventType<{
  readonly hash: string;
  readonly reason: SignInEnd;
  readonly by: DoneBy;
}>('sign-in.ended');

/** Some of the tries that failed: the same one once in a while, and all of strangers within a budget. */
export const SIGN_IN_REFUSED = eventType<{
  readonly way: SignInWay | 'token';
  /** The account that was tried, where there is one. What was typed as a name is not kept: it may be a password. */
  readonly account: string | null;
  readonly code: string;
  readonly client: string;
  readonly address: string;
}>('sign-in.refused');

export const TOKEN_MADE = eventType<{
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly hash: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
  readonly by: DoneBy;
}>('token.made');
export const TOKEN_SEEN = eventType<{ readonly hash: string }>('token.seen');
export const TOKEN_REVOKED = eventType<{ readonly hash: string; readonly by: DoneBy }>('token.revoked');

/** The public half of the key that seals passwords and challenges, as SHA-256 in lower-case hex. */
export const HOUSE_KEY_MADE = eventType<{ readonly key: string }>('accounts.key-made');

/** Somebody is about to change something: written down before it is done. */
export const OPERATION_BEGUN = eventType<{
  readonly account: string;
  readonly name: string;
  readonly way: 'session' | 'token' | 'local';
  /** The sign-in or token, by its public identifier. */
  readonly credential: string | null;
  readonly operation: string;
  /** Without secrets, and cut short where it is long. */
  readonly input: JsonObject;
}>('operation.begun');

/** How it went. A change that was begun and has no end was cut off by a crash. */
export const OPERATION_ENDED = eventType<{
  /** The position in the log of its beginning. */
  readonly begun: number;
  /** The code of the error, or null when it was done. */
  readonly code: string | null;
}>('operation.ended');
