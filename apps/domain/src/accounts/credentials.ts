/** What people come in by, changed by themselves: only soon after they proved who they are. */

import type { Caller } from '@sallyport/api';
import { type Clock, MINUTE, type Milliseconds } from '@sallyport/core';
import type { HttpRequest } from '@sallyport/http';
import type { LogStore, NewEvent, Transaction } from '@sallyport/store';
import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Role } from '../api/roles.ts';
import type { Door } from './door.ts';
import { fail } from './errors.ts';
import { ACCOUNTS_STREAM, PASSKEY_REMOVED, PASSWORD_REMOVED, PASSWORD_SET } from './events.ts';
import type { Passkeys } from './passkeys.ts';
import type { Passwords } from './passwords.ts';
import { type People, requireAccount } from './people.ts';
import { type AccountRow, PASSKEYS } from './register/tables.ts';
import type { SignIns } from './sign-ins.ts';

export interface CredentialsOptions {
  readonly store: LogStore;
  readonly people: People;
  readonly passwords: Passwords;
  readonly passkeys: Passkeys;
  readonly signIns: SignIns;
  readonly door: Door;
  readonly clock: Clock;
}

/** How long after a sign-in nobody is asked again who they are. */
const FRESH: Milliseconds = 10 * MINUTE;

/** Somebody who has just proved who they are. */
export interface FreshPerson {
  readonly account: AccountRow;
  /** The session that goes on where the others are ended. */
  readonly session: string;
}

export class Credentials {
  readonly #options: CredentialsOptions;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /**
   * A page that was left open is not enough to make or take a way in.
   * @throws E_ACCOUNT_SESSION for tokens and the command line, E_ACCOUNT_FRESH, E_ACCOUNT_SIGN_IN
   */
  async requireFresh(
    caller: Caller<Role>,
    current: string | undefined,
    request: HttpRequest | undefined,
  ): Promise<FreshPerson> {
    const { people, signIns, door, clock } = this.#options;
    const { id, by, credential } = caller;
    if (by !== 'session' || credential === undefined || request === undefined) {
      throw fail('E_ACCOUNT_SESSION', 'only a person who is signed in can do this');
    }
    const [account, session] = [await people.find(id), await signIns.named(credential)];
    if (account === undefined || session === undefined) throw fail('E_ACCOUNT_UNKNOWN', 'there is no such account');
    if (current !== undefined) await door.requirePassword(account, current, request);
    else if (clock.now().getTime() - session.row.begunAt > FRESH) {
      throw fail('E_ACCOUNT_FRESH', 'it is some time since you proved who you are');
    }
    return { account, session: credential };
  }

  /** Ends the account's other sessions. @throws E_ACCOUNT_BUSY, E_ACCOUNT_KEY */
  async setPassword({ account, session }: FreshPerson, password: string): Promise<void> {
    const sealed = await this.#options.passwords.keep(account.id, password);
    await this.#change(account.id, session, async () => [
      PASSWORD_SET.create(ACCOUNTS_STREAM, { account: account.id, password: sealed }),
    ]);
  }

  /** @throws E_ACCOUNT_LAST_CREDENTIAL */
  async removePassword({ account, session }: FreshPerson): Promise<void> {
    await this.#change(account.id, session, async (row) => {
      if (row.password === null) return [];
      if (row.passkeys === 0) throw fail('E_ACCOUNT_LAST_CREDENTIAL', 'without a password there would be no way in');
      return [PASSWORD_REMOVED.create(ACCOUNTS_STREAM, { account: row.id })];
    });
  }

  /** @throws E_ACCOUNT_PASSKEY_HOST, E_ACCOUNT_KEY */
  passkeyOptions({ account }: FreshPerson, origin: string): Promise<PublicKeyCredentialCreationOptionsJSON> {
    return this.#options.passkeys.optionsToAdd(account, origin);
  }

  /** @throws E_ACCOUNT_PASSKEY, E_ACCOUNT_PASSKEY_HOST, E_ACCOUNT_TOO_MANY */
  addPasskey(
    { account }: FreshPerson,
    origin: string,
    name: string,
    response: RegistrationResponseJSON,
  ): Promise<string> {
    return this.#options.passkeys.add(account, origin, name, response);
  }

  /** Ends the account's other sessions. @throws E_ACCOUNT_UNKNOWN, E_ACCOUNT_LAST_CREDENTIAL */
  async removePasskey({ account, session }: FreshPerson, id: string): Promise<void> {
    await this.#change(account.id, session, async (row, tx) => {
      const passkey = await tx.table(PASSKEYS).get(id);
      if (passkey?.account !== row.id) throw fail('E_ACCOUNT_UNKNOWN', 'you have no such passkey');
      if (row.password === null && row.passkeys === 1) {
        throw fail('E_ACCOUNT_LAST_CREDENTIAL', 'without this passkey there would be no way in');
      }
      return [PASSKEY_REMOVED.create(ACCOUNTS_STREAM, { account: row.id, id })];
    });
  }

  /** Whoever came in by what is changed goes out. */
  async #change(
    id: string,
    session: string,
    decide: (row: AccountRow, tx: Transaction) => Promise<readonly NewEvent[]>,
  ): Promise<void> {
    const { store, signIns } = this.#options;
    await store.transact(async (tx) => {
      const events = await decide(await requireAccount(id, tx), tx);
      if (events.length === 0) return;
      await tx.append([...events, ...(await signIns.endings(id, session, 'credentials-changed', id, tx))]);
    });
  }
}
