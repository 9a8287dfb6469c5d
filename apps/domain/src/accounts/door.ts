/** The door that people come in by: link, password or passkey, each with its limits. */

import { type Clock, isSallyportError, MINUTE, type Random } from '@sallyport/core';
import { type HttpRequest, PeerLimits, peerAddress } from '@sallyport/http';
import type { LogStore, Transaction } from '@sallyport/store';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { BackOff, requireNoWait } from './back-off.ts';
import { clientOf } from './client.ts';
import { fail } from './errors.ts';
import type { SignInWay } from './events.ts';
import { endingsOfEarlier, firstOwnerIn } from './first-owner.ts';
import { foldedName } from './names.ts';
import { once } from './passkey-proof.ts';
import type { Passkeys } from './passkeys.ts';
import type { Passwords } from './passwords.ts';
import { type People, requireAccount } from './people.ts';
import type { Refusals } from './refusals.ts';
import { ACCOUNTS, type AccountRow, type LinkRow } from './register/tables.ts';
import { mintId } from './secrets.ts';
import type { NewSession, SignIns } from './sign-ins.ts';

/** Tries at one address, of all three ways together. A household is one address. */
const TRIES = { requests: 30, span: 5 * MINUTE };

/** What is worth a line in the log; that somebody must wait, or has a name already, is not. */
const REFUSALS = ['E_ACCOUNT_SIGN_IN', 'E_ACCOUNT_LINK', 'E_ACCOUNT_PASSKEY', 'E_ACCOUNT_PASSKEY_COUNTER'] as const;

export interface DoorOptions {
  readonly store: LogStore;
  readonly people: People;
  readonly passwords: Passwords;
  readonly passkeys: Passkeys;
  readonly signIns: SignIns;
  readonly refusals: Refusals;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Entered {
  readonly account: AccountRow;
  readonly session: NewSession;
}

export class Door {
  readonly #options: DoorOptions;
  readonly #addresses: PeerLimits;
  readonly #names: BackOff;

  constructor(options: DoorOptions) {
    this.#options = options;
    this.#addresses = new PeerLimits(TRIES, options.clock);
    this.#names = new BackOff(options.clock);
  }

  /** What a link is for, without using it up. @throws E_ACCOUNT_LINK, E_ACCOUNT_TOO_OFTEN */
  async look(secret: string, request: HttpRequest): Promise<AccountRow | undefined> {
    this.#requireTurn(request);
    return this.#refusing('link', request, null, async () => {
      const link = await this.#options.people.linkOf(secret);
      return this.#accountOf(link, undefined);
    });
  }

  /**
   * Comes in by a link, which is then used up. Whoever opens the first link becomes an owner of this name, or the owner
   * who is there and has no way to come back.
   * @throws E_ACCOUNT_LINK, E_ACCOUNT_NAME_TAKEN, E_ACCOUNT_TOO_OFTEN
   */
  byLink(secret: string, name: string | undefined, request: HttpRequest): Promise<Entered> {
    this.#requireTurn(request);
    const { store, people, signIns } = this.#options;
    return this.#refusing('link', request, null, () =>
      store.transact(async (tx) => {
        const link = await people.linkOf(secret, tx);
        const known = await this.#accountOf(link, tx);
        const account = known ?? (await this.#firstOwner(name, tx));
        if (known !== undefined && link?.account === null) {
          await tx.append(await endingsOfEarlier(account.id, signIns, tx));
        }
        const client = clientOf(request);
        const used = link === undefined ? {} : { link: link.hash };
        return { account, session: await signIns.begin({ account: account.id, way: 'link', client, ...used }, tx) };
      }),
    );
  }

  /** @throws E_ACCOUNT_SIGN_IN, E_ACCOUNT_TOO_OFTEN, E_ACCOUNT_BUSY */
  async byPassword(name: string, password: string, request: HttpRequest): Promise<Entered> {
    this.#requireTurn(request);
    const { store, people, passwords, signIns } = this.#options;
    const folded = foldedName(name);
    // Before it is looked up: a name that nobody has waits like any other.
    requireNoWait(this.#names.take(folded));
    const found = await people.named(name);
    const entered = await this.#refusing('password', request, found?.id ?? null, async () => {
      const kept = found?.password ?? null;
      const isRight = await passwords.check(found?.id ?? '', kept, password);
      if (!isRight || found === undefined) throw fail('E_ACCOUNT_SIGN_IN', 'the name or the password is wrong');
      return store.transact(async (tx) => {
        const account = await tx.table(ACCOUNTS).get(found.id);
        // Removed, or given another password, while this one was checked.
        if (account?.password?.sealed !== kept?.sealed || account === undefined) {
          throw fail('E_ACCOUNT_SIGN_IN', 'the name or the password is wrong');
        }
        const client = clientOf(request);
        return { account, session: await signIns.begin({ account: account.id, way: 'password', client }, tx) };
      });
    });
    this.#names.succeeded(folded);
    return entered;
  }

  /** @throws E_ACCOUNT_PASSKEY, E_ACCOUNT_PASSKEY_COUNTER, E_ACCOUNT_PASSKEY_HOST, E_ACCOUNT_TOO_OFTEN */
  byPasskey(response: AuthenticationResponseJSON, origin: string, request: HttpRequest): Promise<Entered> {
    this.#requireTurn(request);
    const { store, passkeys, signIns } = this.#options;
    return this.#refusing('passkey', request, null, async () => {
      const proved = await passkeys.prove(origin, response);
      const { counter, uniqueKey, passkey } = proved;
      return once(() =>
        store.transact(async (tx) => {
          await passkeys.requireForward(proved, tx);
          const account = await requireAccount(passkey.account, tx);
          const begun = { account: account.id, way: 'passkey', client: clientOf(request), uniqueKey } as const;
          return { account, session: await signIns.begin({ ...begun, passkey: { id: passkey.id, counter } }, tx) };
        }),
      );
    });
  }

  /** Of whoever is signed in, to prove that it is still they. @throws E_ACCOUNT_SIGN_IN, E_ACCOUNT_TOO_OFTEN, E_ACCOUNT_BUSY */
  async requirePassword(account: AccountRow, given: string, request: HttpRequest): Promise<void> {
    this.#requireTurn(request);
    const folded = foldedName(account.name);
    requireNoWait(this.#names.take(folded));
    await this.#refusing('password', request, account.id, async () => {
      if (await this.#options.passwords.check(account.id, account.password, given)) return;
      throw fail('E_ACCOUNT_SIGN_IN', 'the password is wrong');
    });
    this.#names.succeeded(folded);
  }

  /** Whom a link is for, or undefined for the first one while there is no owner. @throws E_ACCOUNT_LINK */
  async #accountOf(link: LinkRow | undefined, tx: Transaction | undefined): Promise<AccountRow | undefined> {
    const none = () => fail('E_ACCOUNT_LINK', 'this link was used, or is too old, or there is none like it');
    if (link === undefined) throw none();
    const reader = tx ?? this.#options.store;
    if (link.account !== null) {
      const account = await reader.table(ACCOUNTS).get(link.account);
      if (account === undefined) throw none();
      return account;
    }
    const first = await firstOwnerIn(reader);
    if (first.state === 'owned') throw none();
    return first.state === 'known' ? first.account : undefined;
  }

  async #firstOwner(name: string | undefined, tx: Transaction): Promise<AccountRow> {
    if (name === undefined) throw fail('E_ACCOUNT_LINK', 'the first owner says what name they go by');
    const id = mintId(this.#options.random);
    return this.#options.people.make({ id, name, role: 'owner', by: 'nobody' }, tx);
  }

  #requireTurn(request: HttpRequest): void {
    requireNoWait(this.#addresses.take(peerAddress(request)));
  }

  /** What is refused is written down. */
  async #refusing<Result>(
    way: SignInWay,
    request: HttpRequest,
    account: string | null,
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work();
    } catch (thrown) {
      if (isSallyportError(thrown, ...REFUSALS))
        this.#options.refusals.tell(way, thrown.code, clientOf(request), account);
      throw thrown;
    }
  }
}
