/** Two replicas over one log: what is said at one of them counts at the other with the next request. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Caller } from '@sallyport/api';
import { memoryVault, type Vault } from '@sallyport/ca';
import { MINUTE, SECOND, systemRandom, VirtualTime } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { refuses } from '@sallyport/testing';
import { DomainAccounts } from '../../src/accounts/domain-accounts.ts';
import { accountsRegister } from '../../src/accounts/register/projection.ts';
import type { NewSession } from '../../src/accounts/sign-ins.ts';
import type { Role } from '../../src/api/roles.ts';
import { ObservedStore } from '../../src/observed-store.ts';
import { Authenticator } from './support/authenticator.ts';
import { CHEAP, PASSWORD, tokenOf } from './support/house.ts';

const ORIGIN = 'https://home.local';
const FROM_PAGE = { host: 'home.local', origin: ORIGIN, 'x-sallyport': '1', 'user-agent': 'Browser' };
const ASKED = { name: 'me.show', changes: false, open: false };

let store: LogStore;
let vault: Vault;
let time: VirtualTime;
let here: DomainAccounts;
let there: DomainAccounts;
const opened: DomainAccounts[] = [];

function replica(openVault: () => Promise<Vault> = async () => vault): DomainAccounts {
  const accounts = new DomainAccounts({
    store: new ObservedStore(store),
    house: 'Home',
    hosts: ['home.local'],
    options: { passwordCost: CHEAP },
    openVault,
    clock: time,
    timer: time,
    random: systemRandom,
    lookEvery: SECOND / 2,
    onError: (error) => assert.fail(String(error)),
  });
  accounts.own.listensOn(443);
  opened.push(accounts);
  return accounts;
}

beforeEach(async () => {
  time = new VirtualTime();
  store = await openSqliteStore({ path: ':memory:', projections: [accountsRegister], clock: time });
  vault = memoryVault();
  here = replica();
  there = replica();
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await store.close();
});

const fromPage = () => buildRequest({ method: 'POST', headers: FROM_PAGE });

function shown({ cookie, pageKey }: NewSession) {
  return buildRequest({ headers: { ...FROM_PAGE, 'x-sallyport': pageKey, cookie: `__Host-sallyport=${cookie}` } });
}

async function firstOwner(at: DomainAccounts) {
  const token = tokenOf((await at.firstLink())?.path);
  const { account, session } = await at.door.byLink(token, 'Olga', fromPage());
  const caller: Caller<Role> = { ...account, by: 'session', credential: session.id };
  return { account, session, caller, token };
}

describe('what is said at one replica', () => {
  it('lets in at the other who signed in here, and not who signed out', async () => {
    const { session } = await firstOwner(here);
    assert.equal((await there.gate.authenticate(shown(session), ASKED))?.name, 'Olga');
    const row = await here.signIns.named(session.id);
    await here.signIns.end(row?.hash ?? '', 'signed-out', 'nobody');
    assert.equal(await there.gate.authenticate(shown(session), ASKED), undefined);
  });

  it('cuts streams at the other within the time in which it looks', async () => {
    const { caller, session } = await firstOwner(here);
    const { signal } = there.gate.watch(caller);
    await time.advance(MINUTE);
    assert.equal(signal.aborted, false);
    const row = await here.signIns.named(session.id);
    await here.signIns.end(row?.hash ?? '', 'signed-out', 'nobody');
    await time.advance(SECOND);
    assert.equal(signal.aborted, true);
  });

  it('uses up a link for both', async () => {
    const { token } = await firstOwner(here);
    await refuses(() => there.door.byLink(token, 'Eve', fromPage()), 'E_ACCOUNT_LINK');
  });

  it('takes a role, a person and a token away at both', async () => {
    const { account, caller, session } = await firstOwner(here);
    const { token } = await here.tokens.make({ account: account.id, name: 't', scopes: ['read'], days: 1 }, 'nobody');
    const withToken = () => buildRequest({ headers: { authorization: `Bearer ${token}` } });
    assert.equal((await there.gate.authenticate(withToken(), ASKED))?.role, 'owner');
    await here.people.setRole(account.id, 'auditor', 'nobody');
    assert.equal((await there.gate.authenticate(withToken(), ASKED))?.role, 'auditor');
    assert.equal((await there.gate.authenticate(shown(session), ASKED))?.role, 'auditor');
    await here.people.remove(account.id, caller.id);
    await refuses(() => there.gate.authenticate(withToken(), ASKED), 'E_API_SIGN_IN');
    assert.equal(await there.gate.authenticate(shown(session), ASKED), undefined);
  });

  it('lets in by a password that was set here, where the vault is the same', async () => {
    const { caller } = await firstOwner(here);
    const person = await here.credentials.requireFresh(caller, undefined, fromPage());
    await here.credentials.setPassword(person, PASSWORD);
    assert.equal((await there.door.byPassword('Olga', PASSWORD, fromPage())).account.name, 'Olga');
  });

  it('lets in by a passkey whose challenge came from the other, once over both', async () => {
    const { caller } = await firstOwner(here);
    const person = await here.credentials.requireFresh(caller, undefined, fromPage());
    const authenticator = new Authenticator();
    const making = JSON.parse(JSON.stringify(await there.credentials.passkeyOptions(person, ORIGIN)));
    await here.credentials.addPasskey(person, ORIGIN, 'phone', authenticator.create(making, ORIGIN));
    const asking = JSON.parse(JSON.stringify(await here.passkeys.optionsToSignIn(ORIGIN)));
    await there.door.byPasskey(authenticator.get(asking, ORIGIN), ORIGIN, fromPage());
    const again = authenticator.get(asking, ORIGIN);
    await refuses(() => here.door.byPasskey(again, ORIGIN, fromPage()), 'E_ACCOUNT_PASSKEY');
  });
});

describe('a replica with another vault', () => {
  it('says so instead of making a key that opens nothing', async () => {
    const { caller } = await firstOwner(here);
    const person = await here.credentials.requireFresh(caller, undefined, fromPage());
    await here.credentials.setPassword(person, PASSWORD);
    const stranger = replica(async () => memoryVault());
    await refuses(() => stranger.door.byPassword('Olga', PASSWORD, fromPage()), 'E_ACCOUNT_KEY');
    await refuses(() => stranger.passkeys.optionsToSignIn(ORIGIN), 'E_ACCOUNT_KEY');
  });
});

describe('the register of accounts', () => {
  it('is the same when it is made anew from the log', async () => {
    const { account, caller } = await firstOwner(here);
    const person = await here.credentials.requireFresh(caller, undefined, fromPage());
    await here.credentials.setPassword(person, PASSWORD);
    await here.tokens.make({ account: account.id, name: 't', scopes: ['read'], days: 1 }, 'nobody');
    const { link } = await here.people.invite('Ida', 'installer', MINUTE, account.id);
    const ida = await here.door.byLink(tokenOf(link.path), undefined, fromPage());
    await here.people.remove(ida.account.id, account.id);
    await (await here.gate.record(caller, 'lists.add', { list: 'refused' }))({ ok: false, code: 'E_X' });
    const before = await everything();
    await store.rebuild(accountsRegister.name);
    assert.deepEqual(await everything(), before);
  });
});

async function everything(): Promise<unknown> {
  const rows: unknown[] = [];
  for (const each of accountsRegister.tables) for await (const entry of store.table(each).scan()) rows.push(entry);
  return rows;
}
