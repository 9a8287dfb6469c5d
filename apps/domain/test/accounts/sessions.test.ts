/** Sessions: what they are bound to, how they end, and that they end at once. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { HOUR, MINUTE, SECOND } from '@sallyport/core';
import { Browser } from './support/browser.ts';
import { onEveryStore } from './support/every-store.ts';
import { apiOf, type House, idOf, PASSWORD, tokenOf, written } from './support/house.ts';

onEveryStore('sessions and roles', (openHouse) => {
  let house: House;
  let owner: Browser;

  beforeEach(async () => {
    house = await openHouse();
    owner = await house.owner();
    house.clock.advance(MINUTE);
  });
  afterEach(() => house.close());

  /** Another client with the cookie of this one. */
  function thief(victim: Browser, changes: { readonly userAgent?: string; readonly pageKey?: string } = {}): Browser {
    const { userAgent = victim.userAgent, pageKey = '1' } = changes;
    const page = house.browser({ userAgent, address: '203.0.113.66' });
    page.cookie = victim.cookie;
    page.pageKey = pageKey;
    return page;
  }

  async function lastEnd(page: Browser): Promise<string | null | undefined> {
    const { signIns } = await page.ask.ask('sign-ins.list', {});
    return signIns.find(({ isOpen, id }) => !isOpen && id !== null)?.reason;
  }

  describe('a cookie that another client shows', () => {
    it('is refused, ends the session, and is written down', async () => {
      assert.equal(await thief(owner).codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await owner.codeOf('me.show'), 'E_API_SIGN_IN');
      const again = house.browser();
      await again.ask.ask('sign-in.password', { name: 'Olga', password: PASSWORD });
      assert.equal(await lastEnd(again), 'other-client');
    });

    it('is refused with a guessed page key', async () => {
      assert.equal(await thief(owner, { pageKey: 'A'.repeat(43) }).codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await owner.codeOf('me.show'), 'E_API_SIGN_IN');
    });

    it('is refused with the page key from a client of another kind', async () => {
      const { pageKey } = owner;
      assert.equal(await thief(owner, { pageKey, userAgent: 'curl/8.17.0' }).codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await owner.codeOf('me.show'), 'E_API_SIGN_IN');
    });

    it('is refused for changes as for looks', async () => {
      const { id } = await owner.ask.ask('accounts.invite', { name: 'Ida', role: 'installer' });
      assert.equal(await thief(owner).codeOf('accounts.remove', { id }), 'E_API_SIGN_IN');
    });

    it('is refused at once after it was given, too', async () => {
      const fresh = house.browser();
      await fresh.ask.ask('sign-in.password', { name: 'Olga', password: PASSWORD });
      assert.equal(await thief(fresh).codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await fresh.codeOf('me.show'), 'E_API_SIGN_IN');
    });
  });

  describe('a session goes on', () => {
    it('after an update of the browser', async () => {
      owner.userAgent = owner.userAgent.replaceAll('145.0', '146.0.1');
      assert.equal(await owner.codeOf('me.show'), undefined);
    });

    it('after a person typed an address of the API, which is answered like a stranger', async () => {
      const typed = thief(owner);
      typed.fields = { 'x-sallyport': undefined, 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' };
      assert.equal(await typed.codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await owner.codeOf('me.show'), undefined);
    });

    it('after another service of the same host made the browser show its cookie, which is refused', async () => {
      const framed = thief(owner);
      framed.fields = { 'x-sallyport': undefined, 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-site' };
      assert.equal(await framed.codeOf('me.show'), 'E_API_CSRF');
      assert.equal(await owner.codeOf('me.show'), undefined);
    });

    it('when another page of the browser asks in the moment of a new sign-in', async () => {
      const old = { cookie: owner.cookie, pageKey: owner.pageKey };
      await owner.ask.ask('sign-in.password', { name: 'Olga', password: PASSWORD });
      const other = thief(owner, { pageKey: old.pageKey });
      assert.equal(await other.codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await owner.codeOf('me.show'), undefined);
      house.clock.advance(11 * SECOND);
      assert.equal(await other.codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await owner.codeOf('me.show'), 'E_API_SIGN_IN');
    });
  });

  describe('a session is not taken over', () => {
    it('from a cookie that was there before signing in', async () => {
      const victim = house.browser();
      victim.cookie = owner.cookie;
      victim.pageKey = '1';
      victim.fields = { cookie: undefined };
      await victim.ask.ask('sign-in.password', { name: 'Olga', password: PASSWORD });
      victim.fields = {};
      assert.notEqual(victim.cookie, owner.cookie);
      const attacker = house.browser();
      attacker.cookie = 'A'.repeat(43);
      const chosen = attacker.cookie;
      await attacker.ask.ask('sign-in.password', { name: 'Olga', password: PASSWORD });
      assert.notEqual(attacker.cookie, chosen);
    });

    it('where two cookies are shown', async () => {
      owner.fields = { cookie: `__Host-sallyport=${'A'.repeat(43)}; __Host-sallyport=${owner.cookie}` };
      assert.equal(await owner.codeOf('me.show'), 'E_API_SIGN_IN');
    });

    it('by whoever plants their own in the browser of another', async () => {
      const mallory = await house.member(owner, 'installer', 'Mallory');
      house.clock.advance(MINUTE);
      const victim = house.browser();
      victim.cookie = mallory.cookie;
      victim.pageKey = owner.pageKey;
      assert.equal(await victim.codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await mallory.codeOf('me.show'), 'E_API_SIGN_IN');
    });
  });

  describe('a session ends', () => {
    it('when its person signs out, in every page that shows it', async () => {
      const other = new Browser(house.handler);
      other.cookie = owner.cookie;
      other.pageKey = owner.pageKey;
      await owner.ask.ask('sign-out', {});
      assert.equal(owner.cookie, undefined);
      assert.equal(await other.codeOf('me.show'), 'E_API_SIGN_IN');
    });

    it('two hours after it was last used', async () => {
      for (let i = 0; i < 2; i++) {
        house.clock.advance(118 * MINUTE);
        assert.equal(await owner.codeOf('me.show'), undefined);
        await written(house);
      }
      house.clock.advance(120 * MINUTE);
      assert.equal(await owner.codeOf('me.show'), 'E_API_SIGN_IN');
    });

    it('at a screen that nobody sits at, however often its page asks by itself', async () => {
      owner.fields = { 'x-sallyport-idle': '1' };
      for (let i = 0; i < 7; i++) {
        house.clock.advance(16 * MINUTE);
        assert.equal(await owner.codeOf('me.show'), undefined);
        await written(house);
      }
      // With the minute before.
      house.clock.advance(7 * MINUTE);
      assert.equal(await owner.codeOf('me.show'), 'E_API_SIGN_IN');
    });

    it('not while a person is there now and then', async () => {
      for (let i = 0; i < 5; i++) {
        house.clock.advance(HOUR);
        owner.fields = { 'x-sallyport-idle': '1' };
        assert.equal(await owner.codeOf('devices.list'), undefined);
        owner.fields = { 'x-sallyport-idle': i % 2 === 0 ? '0' : undefined };
        assert.equal(await owner.codeOf('devices.list'), undefined);
        await written(house);
      }
    });

    it('when its page was told that it would', async () => {
      owner.fields = { 'x-sallyport-idle': '1' };
      house.clock.advance(HOUR);
      const { session } = await owner.ask.ask('me.show', {});
      const seconds = (span: number) => span / SECOND;
      assert.deepEqual(session, { endsIn: seconds(59 * MINUTE), endsLatestIn: seconds(11 * HOUR - MINUTE) });
      house.clock.advance(seconds(59 * MINUTE) * SECOND - SECOND);
      assert.equal(await owner.codeOf('me.show'), undefined);
      house.clock.advance(SECOND);
      assert.equal(await owner.codeOf('me.show'), 'E_API_SIGN_IN');
    });

    it('twelve hours after it began, however much it is used', async () => {
      for (let i = 0; i < 11; i++) {
        house.clock.advance(HOUR);
        await owner.ask.ask('me.show', {});
        await written(house);
      }
      house.clock.advance(HOUR);
      assert.equal(await owner.codeOf('me.show'), 'E_API_SIGN_IN');
    });

    it('when an owner ends it', async () => {
      const ida = await house.member(owner, 'installer', 'Ida');
      const { signIns } = await owner.ask.ask('sign-ins.list', { account: await idOf(ida) });
      await owner.ask.ask('sign-ins.end', { id: signIns[0]?.id ?? '' });
      assert.equal(await ida.codeOf('me.show'), 'E_API_SIGN_IN');
    });

    it('not by the hand of somebody else', async () => {
      const ida = await house.member(owner, 'installer', 'Ida');
      const { credential } = await owner.ask.ask('me.show', {});
      assert.equal(await ida.codeOf('sign-ins.end', { id: credential }), 'E_ACCOUNT_UNKNOWN');
      assert.equal(await owner.codeOf('me.show'), undefined);
    });

    it('of the oldest when one account has too many', async () => {
      const pages = [];
      for (let i = 0; i < 32; i++) {
        house.clock.advance(SECOND);
        const page = house.browser({ address: `198.51.100.${i}` });
        await page.ask.ask('sign-in.password', { name: 'Olga', password: PASSWORD });
        pages.push(page);
      }
      assert.equal(await owner.codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await pages[0]?.codeOf('me.show'), undefined);
    });
  });

  describe('roles', () => {
    it('change with the next request', async () => {
      const ida = await house.member(owner, 'owner', 'Ida');
      assert.equal(await ida.codeOf('accounts.invite', { name: 'A', role: 'auditor' }), undefined);
      await owner.ask.ask('accounts.set-role', { id: await idOf(ida), role: 'installer' });
      assert.equal(await ida.codeOf('accounts.invite', { name: 'B', role: 'auditor' }), 'E_API_ROLE');
    });

    it('leave an owner who can sign in', async () => {
      const id = await idOf(owner);
      assert.equal(await owner.codeOf('accounts.remove', { id }), 'E_ACCOUNT_LAST_OWNER');
      assert.equal(await owner.codeOf('accounts.set-role', { id, role: 'auditor' }), 'E_ACCOUNT_LAST_OWNER');
      // Somebody who was invited and never came is nobody to rely on.
      await owner.ask.ask('accounts.invite', { name: 'Ida', role: 'owner' });
      assert.equal(await owner.codeOf('accounts.remove', { id }), 'E_ACCOUNT_LAST_OWNER');
      await house.member(owner, 'owner', 'Bert');
      assert.equal(await owner.codeOf('accounts.set-role', { id, role: 'auditor' }), undefined);
    });

    it('leave an owner when two step down at the same time', async () => {
      const bert = await house.member(owner, 'owner', 'Bert');
      const [one, other] = [await idOf(owner), await idOf(bert)];
      const codes = await Promise.all([
        owner.codeOf('accounts.set-role', { id: one, role: 'auditor' }),
        bert.codeOf('accounts.set-role', { id: other, role: 'auditor' }),
      ]);
      assert.deepEqual(codes.toSorted(), ['E_ACCOUNT_LAST_OWNER', undefined].toSorted());
    });
  });

  describe('somebody who is removed', () => {
    it('loses sessions, tokens, links and password at once', async () => {
      const ida = await house.member(owner, 'installer', 'Ida');
      const { token } = await ida.ask.ask('tokens.make', { name: 'script', scopes: ['read'], days: 30 });
      const id = await idOf(ida);
      const { link } = await owner.ask.ask('accounts.link', { id });
      await owner.ask.ask('accounts.remove', { id });
      const script = house.browser();
      script.fields = { authorization: `Bearer ${token}` };
      assert.equal(await ida.codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await script.codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await house.browser().codeOf('sign-in.link', { token: tokenOf(link.path) }), 'E_ACCOUNT_LINK');
      const given = { name: 'Ida', password: PASSWORD };
      assert.equal(await house.browser().codeOf('sign-in.password', given), 'E_ACCOUNT_SIGN_IN');
    });

    it('stays in the history of sign-ins and changes', async () => {
      const ida = await house.member(owner, 'installer', 'Ida');
      const id = await idOf(ida);
      await owner.ask.ask('accounts.remove', { id });
      const { signIns } = await owner.ask.ask('sign-ins.list', { account: id });
      assert.deepEqual(
        signIns.map(({ isOpen, reason }) => ({ isOpen, reason })),
        [{ isOpen: false, reason: 'ended' }],
      );
      const { changes } = await owner.ask.ask('changes.list', { account: id });
      assert.equal(changes[0]?.name, 'Ida');
    });
  });

  describe('a stream that is open', () => {
    const cut = async (signal: AbortSignal) => {
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    };
    const watching = async (page: Browser) => {
      const { id, name, role, credential } = await page.ask.ask('me.show', {});
      return house.domain.accounts.gate.watch({ id, name, role, by: 'session', credential: credential ?? '' });
    };

    it('is cut when its session ends', async () => {
      const ida = await house.member(owner, 'installer', 'Ida');
      const { signal } = await watching(ida);
      await ida.ask.ask('sign-out', {});
      await cut(signal);
    });

    it('is cut when its person is removed or given another role', async () => {
      for (const [i, operation] of (['accounts.remove', 'accounts.set-role'] as const).entries()) {
        const page = await house.member(owner, 'installer', `Ida ${i}`);
        const { signal } = await watching(page);
        const id = await idOf(page);
        if (operation === 'accounts.remove') await owner.ask.ask(operation, { id });
        else await owner.ask.ask(operation, { id, role: 'auditor' });
        await cut(signal);
      }
    });

    it('is cut when its token is revoked', async () => {
      const { id, token } = await owner.ask.ask('tokens.make', { name: 'script', scopes: ['read'], days: 1 });
      const script = house.browser();
      script.fields = { authorization: `Bearer ${token}` };
      const me = await script.ask.ask('me.show', {});
      const { signal } = house.domain.accounts.gate.watch({ ...me, by: 'token', credential: id });
      await owner.ask.ask('tokens.revoke', { id });
      await cut(signal);
    });

    it('is cut at once when its session had ended before it began', async () => {
      const ida = await house.member(owner, 'installer', 'Ida');
      const { id, name, role, credential } = await ida.ask.ask('me.show', {});
      await ida.ask.ask('sign-out', {});
      await cut(
        house.domain.accounts.gate.watch({ id, name, role, by: 'session', credential: credential ?? '' }).signal,
      );
    });

    it('goes on when other things happen, and is forgotten when it is released', async () => {
      const { signal, release } = await watching(owner);
      await house.member(owner, 'installer', 'Ida');
      await owner.ask.ask('me.show', {});
      assert.equal(signal.aborted, false);
      release();
      await owner.ask.ask('sign-out', {});
      assert.equal(signal.aborted, false);
    });
  });

  it('shows the same at every replica over one log', async () => {
    // Another handler over the same domain keeps nothing of its own that could be old.
    const there = new Browser(apiOf(house.domain, house.clock));
    there.cookie = owner.cookie;
    there.pageKey = owner.pageKey;
    assert.equal(await there.codeOf('me.show'), undefined);
    await owner.ask.ask('sign-out', {});
    assert.equal(await there.codeOf('me.show'), 'E_API_SIGN_IN');
  });
});
