/** Two replicas of a domain's people over one log, in virtual time. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe } from 'node:test';
import { memoryVault, type Vault } from '@sallyport/ca';
import { type Milliseconds, SECOND, systemRandom, VirtualTime } from '@sallyport/core';
import { type LogStore, openPostgresStore, openSqliteStore } from '@sallyport/store';
import { TestDatabase, WITHOUT_POSTGRES } from '@sallyport/testing/postgres';
import { DomainAccounts } from '../../../src/accounts/domain-accounts.ts';
import { accountsRegister } from '../../../src/accounts/register/projection.ts';
import { LiveEvents } from '../../../src/api/live/live-events.ts';
import { ObservedStore } from '../../../src/observed-store.ts';
import { CHEAP } from './house.ts';

/** How often each looks for what the other wrote. */
export const LOOK_EVERY: Milliseconds = SECOND / 2;

export interface Replica {
  readonly store: LogStore;
  readonly accounts: DomainAccounts;
  readonly live: LiveEvents;
}

export interface Replicas {
  readonly time: VirtualTime;
  readonly here: Replica;
  readonly there: Replica;
  /** Another, with a vault of its own. */
  stranger(): Promise<DomainAccounts>;
  close(): Promise<void>;
}

/** Opens the log once more, or gives the one that is open where there can be but one. */
type OpenLog = () => Promise<LogStore>;

export function onEveryLog(behaviour: string, declare: (open: () => Promise<Replicas>) => void): void {
  describe(`${behaviour}, over one log in memory`, () => {
    declare(async () => {
      const time = new VirtualTime();
      const log = await openSqliteStore({ path: ':memory:', projections: [accountsRegister], clock: time });
      return openReplicas(time, async () => log);
    });
  });
  describe(`${behaviour}, over one PostgreSQL`, { skip: WITHOUT_POSTGRES }, () => {
    let database: TestDatabase;
    before(async () => {
      database = await TestDatabase.make();
    });
    after(() => database.drop());
    declare(async () => {
      const time = new VirtualTime();
      const where = { connectionString: database.url, schema: `t_${randomBytes(8).toString('hex')}` };
      return openReplicas(time, () => openPostgresStore({ ...where, projections: [accountsRegister], clock: time }));
    });
  });
}

async function openReplicas(time: VirtualTime, openLog: OpenLog): Promise<Replicas> {
  const vault = memoryVault();
  // The key that replicas share is made once, and copied with its vault.
  await vault.key('accounts', 'Ed25519');
  const opened: Replica[] = [];
  const open = async (openVault: () => Promise<Vault>): Promise<Replica> => {
    const store = await openLog();
    const observed = new ObservedStore(store);
    const shared = {
      store: observed,
      timer: time,
      lookEvery: LOOK_EVERY,
      onError: (error: unknown) => assert.fail(String(error)),
    };
    const accounts = new DomainAccounts({
      ...shared,
      house: 'Home',
      hosts: ['home.local'],
      options: { passwordCost: CHEAP },
      openVault,
      clock: time,
      random: systemRandom,
    });
    accounts.own.listensOn(443);
    const live = new LiveEvents(shared);
    const replica = { store, accounts, live };
    opened.push(replica);
    return replica;
  };
  const sameVault = async () => vault;
  return {
    time,
    here: await open(sameVault),
    there: await open(sameVault),
    stranger: async () => (await open(async () => memoryVault())).accounts,
    async close() {
      for (const { accounts, live } of opened) {
        await live.close();
        await accounts.close();
      }
      for (const { store } of opened) await store.close();
    },
  };
}
