/** Two replicas over one log: what is said at one of them counts at the other with the next request. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Caller } from '@sallyport/api';
import { isSallyportError, MINUTE, SECOND } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';
import { refuses } from '@sallyport/testing';
import type { DomainAccounts } from '../../src/accounts/domain-accounts.ts';
import { accountsRegister } from '../../src/accounts/register/projection.ts';
import type { NewSession } from '../../src/accounts/sign-ins.ts';
import { TOPICS } from '../../src/api/live/topics.ts';
import type { Role } from '../../src/api/roles.ts';
import { EventReader } from '../api/support.ts';
import { Authenticator } from './support/authenticator.ts';
import { PASSWORD, tokenOf } from './support/house.ts';
import { LOOK_EVERY, onEveryLog, type Replica, type Replicas } from './support/replicas.ts';

const ORIGIN = 'https://home.local';
const FROM_PAGE = { host: 'home.local', origin: ORIGIN, 'x-sallyport': '1', 'user-agent': 'Browser' };
const ASKED = { name: 'me.show', changes: false, open: false };

const fromPage = () => buildRequest({ method: 'POST', headers: FROM_PAGE });
const withToken = (token: string) => buildRequest({ headers: { authorization: `Bearer ${token}` } });

function shown({ cookie, pageKey }: NewSession) {
  return buildRequest({ headers: { ...FROM_PAGE, 'x-sallyport': pageKey, cookie: `__Host-sallyport=${cookie}` } });
}

/** Resolves when it is: in virtual time nothing else can make it so but what is read of the log. */
async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

/** The codes of refusals, of several tries that begin together; undefined for what was not refused. */
async function codesOf(...tries: readonly Promise<unknown>[]): Promise<readonly (string | undefined)[]> {
  const outcomes = await Promise.allSettled(tries);
  return outcomes.map((outcome) => {
    if (outcome.status === 'fulfilled') return undefined;
    if (isSallyportError(outcome.reason)) return outcome.reason.code;
    throw outcome.reason;
  });
}

onEveryLog('two replicas', (open) => {
  let replicas: Replicas;
  let here: DomainAccounts;
  let there: DomainAccounts;

  beforeEach(async () => {
    replicas = await open();
    here = replicas.here.accounts;
    there = replicas.there.accounts;
  });
  afterEach(() => replicas.close());

  async function firstOwner(at: DomainAccounts) {
    const token = tokenOf((await at.firstLink())?.path);
    const { account, session } = await at.door.byLink(token, 'Olga', fromPage());
    const caller: Caller<Role> = { ...account, by: 'session', credential: session.id };
    return { account, session, caller, token };
  }

  async function setPassword(at: DomainAccounts, caller: Caller<Role>, password: string): Promise<void> {
    await at.credentials.setPassword(await at.credentials.requireFresh(caller, undefined, fromPage()), password);
  }

  /** An owner beside the first, who has a password. */
  async function secondOwner(by: string) {
    const { link } = await here.people.invite('Bert', 'owner', MINUTE, by);
    const { account, session } = await here.door.byLink(tokenOf(link.path), undefined, fromPage());
    const caller: Caller<Role> = { ...account, by: 'session', credential: session.id };
    await setPassword(here, caller, PASSWORD);
    return { account, session, caller };
  }

  describe('what is said at one replica', () => {
    it('lets in at the other who signed in here, and not who signed out', async () => {
      const { session } = await firstOwner(here);
      assert.equal((await there.gate.authenticate(shown(session), ASKED))?.name, 'Olga');
      const row = await here.signIns.named(session.id);
      await here.signIns.end(row?.hash ?? '', 'signed-out', 'nobody');
      assert.equal(await there.gate.authenticate(shown(session), ASKED), undefined);
    });

    it('uses up a link for both', async () => {
      const { token } = await firstOwner(here);
      await refuses(() => there.door.byLink(token, 'Eve', fromPage()), 'E_ACCOUNT_LINK');
    });

    it('takes a role and a person away at both', async () => {
      const { account, caller, session } = await firstOwner(here);
      const { token } = await here.tokens.make({ account: account.id, name: 't', scopes: ['read'], days: 1 }, 'nobody');
      assert.equal((await there.gate.authenticate(withToken(token), ASKED))?.role, 'owner');
      await here.people.setRole(account.id, 'auditor', 'nobody');
      assert.equal((await there.gate.authenticate(withToken(token), ASKED))?.role, 'auditor');
      assert.equal((await there.gate.authenticate(shown(session), ASKED))?.role, 'auditor');
      await here.people.remove(account.id, caller.id);
      await refuses(() => there.gate.authenticate(withToken(token), ASKED), 'E_API_SIGN_IN');
      assert.equal(await there.gate.authenticate(shown(session), ASKED), undefined);
    });

    it('revokes a token at both', async () => {
      const { account } = await firstOwner(here);
      const { token } = await here.tokens.make({ account: account.id, name: 't', scopes: ['read'], days: 1 }, 'nobody');
      const known = await there.tokens.find(token);
      await there.tokens.revoke(known?.hash ?? '', account.id);
      await refuses(() => here.gate.authenticate(withToken(token), ASKED), 'E_API_SIGN_IN');
      await refuses(() => there.gate.authenticate(withToken(token), ASKED), 'E_API_SIGN_IN');
    });

    it('lets in by a password that was set here, where the vault is the same', async () => {
      const { caller } = await firstOwner(here);
      await setPassword(here, caller, PASSWORD);
      assert.equal((await there.door.byPassword('Olga', PASSWORD, fromPage())).account.name, 'Olga');
    });

    it('changes a password for both, and ends what was begun with the old one at either', async () => {
      const { caller, session } = await firstOwner(here);
      await setPassword(here, caller, PASSWORD);
      const [one, other] = [
        await here.door.byPassword('Olga', PASSWORD, fromPage()),
        await there.door.byPassword('Olga', PASSWORD, fromPage()),
      ];
      await setPassword(there, caller, 'another password');
      await refuses(() => here.door.byPassword('Olga', PASSWORD, fromPage()), 'E_ACCOUNT_SIGN_IN');
      assert.equal((await here.door.byPassword('Olga', 'another password', fromPage())).account.name, 'Olga');
      for (const ended of [one, other]) {
        assert.equal(await here.gate.authenticate(shown(ended.session), ASKED), undefined);
        assert.equal(await there.gate.authenticate(shown(ended.session), ASKED), undefined);
      }
      assert.equal((await here.gate.authenticate(shown(session), ASKED))?.name, 'Olga');
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

    it('takes a passkey away at both', async () => {
      const { caller } = await firstOwner(here);
      await setPassword(here, caller, PASSWORD);
      const person = await here.credentials.requireFresh(caller, undefined, fromPage());
      const authenticator = new Authenticator();
      const making = JSON.parse(JSON.stringify(await here.credentials.passkeyOptions(person, ORIGIN)));
      const id = await here.credentials.addPasskey(person, ORIGIN, 'phone', authenticator.create(making, ORIGIN));
      const asking = JSON.parse(JSON.stringify(await there.passkeys.optionsToSignIn(ORIGIN)));
      await here.credentials.removePasskey(person, id);
      const shownLate = authenticator.get(asking, ORIGIN);
      await refuses(() => there.door.byPasskey(shownLate, ORIGIN, fromPage()), 'E_ACCOUNT_PASSKEY');
    });
  });

  describe('at the same moment at two replicas', () => {
    it('an invitation lets in one', async () => {
      const { account } = await firstOwner(here);
      const { link } = await here.people.invite('Ida', 'installer', MINUTE, account.id);
      const token = tokenOf(link.path);
      const codes = await codesOf(
        ...[here, there, here, there].map((at) => at.door.byLink(token, undefined, fromPage())),
      );
      assert.deepEqual(codes.toSorted(), ['E_ACCOUNT_LINK', 'E_ACCOUNT_LINK', 'E_ACCOUNT_LINK', undefined]);
    });

    it('the first link makes one owner', async () => {
      const token = tokenOf((await here.firstLink())?.path);
      const codes = await codesOf(
        here.door.byLink(token, 'Olga', fromPage()),
        there.door.byLink(token, 'Eve', fromPage()),
      );
      assert.deepEqual(codes.toSorted(), ['E_ACCOUNT_LINK', undefined]);
      assert.equal((await here.people.all()).length, 1);
    });

    it('one person is called by a name', async () => {
      const { account } = await firstOwner(here);
      const invite = (at: DomainAccounts) => at.people.invite('Ida', 'installer', MINUTE, account.id);
      assert.deepEqual((await codesOf(invite(here), invite(there))).toSorted(), ['E_ACCOUNT_NAME_TAKEN', undefined]);
    });

    it('an answer of an authenticator lets in once', async () => {
      const { caller } = await firstOwner(here);
      const person = await here.credentials.requireFresh(caller, undefined, fromPage());
      const authenticator = new Authenticator();
      const making = JSON.parse(JSON.stringify(await here.credentials.passkeyOptions(person, ORIGIN)));
      await here.credentials.addPasskey(person, ORIGIN, 'phone', authenticator.create(making, ORIGIN, { counter: 0 }));
      const asking = JSON.parse(JSON.stringify(await here.passkeys.optionsToSignIn(ORIGIN)));
      // Of those that count nothing, the challenge alone tells that an answer was shown before.
      const answer = authenticator.get(asking, ORIGIN, { counter: 0 });
      const codes = await codesOf(
        here.door.byPasskey(answer, ORIGIN, fromPage()),
        there.door.byPasskey(answer, ORIGIN, fromPage()),
      );
      assert.deepEqual(codes.toSorted(), ['E_ACCOUNT_PASSKEY', undefined]);
    });

    it('two owners do not both step down', async () => {
      const olga = await firstOwner(here);
      await setPassword(here, olga.caller, PASSWORD);
      const bert = await secondOwner(olga.account.id);
      const codes = await codesOf(
        here.people.setRole(olga.account.id, 'auditor', olga.account.id),
        there.people.remove(bert.account.id, bert.account.id),
      );
      assert.deepEqual(codes.toSorted(), ['E_ACCOUNT_LAST_OWNER', undefined]);
      assert.equal(await there.people.hasOwner(), true);
    });

    it('nobody comes in by a password that is taken away meanwhile', async () => {
      const { caller } = await firstOwner(here);
      await setPassword(here, caller, PASSWORD);
      const [changed, entered] = await Promise.allSettled([
        setPassword(here, caller, 'another password'),
        there.door.byPassword('Olga', PASSWORD, fromPage()),
      ]);
      assert.equal(changed.status, 'fulfilled');
      // Whichever was first: the session was not begun, or is ended.
      if (entered.status === 'fulfilled') {
        assert.equal(await here.gate.authenticate(shown(entered.value.session), ASKED), undefined);
      } else {
        assert.ok(isSallyportError(entered.reason, 'E_ACCOUNT_SIGN_IN'));
      }
    });

    it('both make the key of the house, and it is one', async () => {
      const { caller, session } = await firstOwner(here);
      await Promise.all([here.passkeys.optionsToSignIn(ORIGIN), there.passkeys.optionsToSignIn(ORIGIN)]);
      await setPassword(there, caller, PASSWORD);
      assert.equal((await here.door.byPassword('Olga', PASSWORD, fromPage())).account.name, 'Olga');
      assert.notEqual(await here.gate.authenticate(shown(session), ASKED), undefined);
    });
  });

  describe('within the time in which a replica looks', () => {
    it('streams are cut there whose session was ended here', async () => {
      const { caller, session } = await firstOwner(here);
      const { signal } = there.gate.watch(caller);
      await replicas.time.advance(MINUTE);
      assert.equal(signal.aborted, false);
      const row = await here.signIns.named(session.id);
      await here.signIns.end(row?.hash ?? '', 'signed-out', 'nobody');
      await replicas.time.advance(LOOK_EVERY);
      await aborted(signal);
    });

    for (const [why, take] of [
      ['was given another role', (id: string) => here.people.setRole(id, 'auditor', 'nobody')],
      ['was removed', (id: string) => here.people.remove(id, 'nobody')],
    ] as const) {
      it(`streams are cut there whose person ${why} here`, async () => {
        const olga = await firstOwner(here);
        await setPassword(here, olga.caller, PASSWORD);
        const bert = await secondOwner(olga.account.id);
        const [his, hers] = [there.gate.watch(bert.caller), there.gate.watch(olga.caller)];
        await replicas.time.advance(MINUTE);
        await take(bert.account.id);
        await replicas.time.advance(LOOK_EVERY);
        await aborted(his.signal);
        assert.equal(hers.signal.aborted, false);
      });
    }

    it('streams are cut there whose token was revoked here', async () => {
      const { account } = await firstOwner(here);
      const made = await here.tokens.make({ account: account.id, name: 't', scopes: ['read'], days: 1 }, 'nobody');
      const { signal } = there.gate.watch({ ...account, by: 'token', credential: made.id });
      await replicas.time.advance(SECOND);
      const known = await here.tokens.find(made.token);
      await here.tokens.revoke(known?.hash ?? '', 'nobody');
      await replicas.time.advance(LOOK_EVERY);
      await aborted(signal);
    });

    it('pages there are told of what people did here, once and in order', async () => {
      const { account, caller } = await firstOwner(here);
      const reader = await listen(replicas.there, caller);
      const { link } = await here.people.invite('Ida', 'installer', MINUTE, account.id);
      await here.door.byLink(tokenOf(link.path), undefined, fromPage());
      await here.people.setRole(account.id, 'owner', account.id);
      await (await here.gate.record(caller, 'lists.add', { list: 'refused' }))({ ok: true });
      await replicas.time.advance(LOOK_EVERY);
      const head = await replicas.there.store.head();
      const told: string[] = [];
      for (let at = ''; at !== String(head); ) {
        const event = await reader.next('account', 'log');
        at = String(event?.['id']);
        told.push(at);
      }
      assert.deepEqual(
        told.map(Number),
        told.map(Number).toSorted((one, other) => one - other),
      );
      assert.equal(new Set(told.slice(0, -1)).size, told.length - 1);
      await reader.stop();
    });
  });

  async function listen({ live, accounts }: Replica, caller: Caller<Role>): Promise<EventReader> {
    return new EventReader(await live.open(caller, new Set(TOPICS), undefined, accounts.gate.watch(caller)));
  }

  describe('a replica with another vault', () => {
    it('says so instead of making a key that opens nothing', async () => {
      const { caller } = await firstOwner(here);
      await setPassword(here, caller, PASSWORD);
      const stranger = await replicas.stranger();
      await refuses(() => stranger.door.byPassword('Olga', PASSWORD, fromPage()), 'E_ACCOUNT_KEY');
      await refuses(() => stranger.passkeys.optionsToSignIn(ORIGIN), 'E_ACCOUNT_KEY');
    });
  });

  describe('the register of accounts', () => {
    it('is the same when it is made anew from the log', async () => {
      const { account, caller } = await firstOwner(here);
      await setPassword(here, caller, PASSWORD);
      await here.tokens.make({ account: account.id, name: 't', scopes: ['read'], days: 1 }, 'nobody');
      const { link } = await here.people.invite('Ida', 'installer', MINUTE, account.id);
      const ida = await here.door.byLink(tokenOf(link.path), undefined, fromPage());
      await here.people.remove(ida.account.id, account.id);
      await (await here.gate.record(caller, 'lists.add', { list: 'refused' }))({ ok: false, code: 'E_X' });
      const before = await everything(replicas.there);
      await replicas.here.store.rebuild(accountsRegister.name);
      assert.deepEqual(await everything(replicas.there), before);
    });
  });
});

async function everything({ store }: Replica): Promise<unknown> {
  const rows: unknown[] = [];
  for (const each of accountsRegister.tables) for await (const entry of store.table(each).scan()) rows.push(entry);
  return rows;
}
