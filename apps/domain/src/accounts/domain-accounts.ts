/** The people of a domain, put together: who they are, how they come in, what they did. */

import type { Gate } from '@sallyport/api';
import type { Vault } from '@sallyport/ca';
import { type Clock, DAY, type Milliseconds, type Random, type Timer } from '@sallyport/core';
import type { Role } from '../api/roles.ts';
import type { ObservedStore } from '../observed-store.ts';
import { Challenges } from './challenges.ts';
import { Changes } from './changes.ts';
import { Credentials } from './credentials.ts';
import { Door } from './door.ts';
import { AccountsGate } from './gate.ts';
import { HouseKey } from './house-key.ts';
import type { AccountsOptions } from './options.ts';
import { OwnOrigin } from './own-origin.ts';
import { Passkeys } from './passkeys.ts';
import { Passwords } from './passwords.ts';
import { People, type SignInLink } from './people.ts';
import { Refusals } from './refusals.ts';
import { ScryptQueue } from './scrypt-queue.ts';
import { SignIns } from './sign-ins.ts';
import { Tokens } from './tokens.ts';
import { Watchers } from './watchers.ts';

export interface DomainAccountsOptions {
  readonly store: ObservedStore;
  /** The owner's name. */
  readonly house: string;
  /** Names and addresses under which the domain is reached. */
  readonly hosts: readonly string[];
  /** Where the console is reached when something stands before it. */
  readonly origin?: string;
  readonly options: AccountsOptions;
  readonly openVault: () => Promise<Vault>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  /** How often to look for what other replicas wrote; undefined where there are none. */
  readonly lookEvery?: Milliseconds;
  readonly onError: (error: unknown) => void;
}

export class DomainAccounts {
  readonly people: People;
  readonly signIns: SignIns;
  readonly tokens: Tokens;
  readonly changes: Changes;
  readonly passkeys: Passkeys;
  readonly door: Door;
  readonly credentials: Credentials;
  readonly own: OwnOrigin;
  /** For the API: who asks, and what is written down of it. */
  readonly gate: Gate<Role>;
  readonly #key: HouseKey;
  readonly #watchers: Watchers;

  constructor(given: DomainAccountsOptions) {
    const { store, house, hosts, origin, options, openVault, clock, timer, random, lookEvery, onError } = given;
    this.own = new OwnOrigin({ hosts, ...(origin === undefined ? {} : { origin }) });
    this.#key = new HouseKey({ store, random, openVault });
    this.#watchers = new Watchers({ store, timer, onError, ...(lookEvery === undefined ? {} : { lookEvery }) });
    const cost = options.passwordCost === undefined ? {} : { cost: options.passwordCost };
    const passwords = new Passwords({ key: this.#key, queue: new ScryptQueue(), random, ...cost });
    const challenges = new Challenges({ key: this.#key, random, clock });
    const refusals = new Refusals({ store, clock, onError });
    this.people = new People({ store, clock, random });
    this.signIns = new SignIns({ store, clock, random, onError });
    this.tokens = new Tokens({ store, clock, random, onError });
    this.changes = new Changes(store);
    this.passkeys = new Passkeys({ store, challenges, house, own: this.own });
    const { people, signIns, tokens, changes, passkeys, own } = this;
    this.door = new Door({ store, people, passwords, passkeys, signIns, refusals, clock, random });
    this.credentials = new Credentials({ store, people, passwords, passkeys, signIns, door: this.door, clock });
    this.gate = new AccountsGate({ people, signIns, tokens, changes, refusals, watchers: this.#watchers, own, clock });
  }

  /** The link with which the first owner comes in, until there is one. @throws E_STORE_… */
  firstLink(): Promise<SignInLink | undefined> {
    return this.people.firstLink('local');
  }

  /** An account for somebody, and the link with which they come in. @throws E_ACCOUNT_NAME_TAKEN, E_ACCOUNT_TOO_MANY */
  async invite(role: Role, name: string): Promise<SignInLink> {
    return (await this.people.invite(name, role, DAY, 'local')).link;
  }

  async close(): Promise<void> {
    await this.#watchers.close();
    await this.#key.close();
  }
}
