/** API tokens: in whose name, for what, how long, and where they must not be shown. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DAY } from '@sallyport/core';
import type { Browser } from './support/browser.ts';
import { onEveryStore } from './support/every-store.ts';
import { type House, idOf } from './support/house.ts';

onEveryStore('tokens', (openHouse) => {
  let house: House;
  let owner: Browser;

  beforeEach(async () => {
    house = await openHouse();
    owner = await house.owner();
  });
  afterEach(() => house.close());

  /** A program with a token: no cookie, no page, no origin. */
  function program(token: string): Browser {
    const page = house.browser({ userAgent: 'script/1.0' });
    const none = {
      'sec-fetch-site': undefined,
      'sec-fetch-mode': undefined,
      origin: undefined,
      'x-sallyport': undefined,
    };
    page.fields = { ...none, authorization: `Bearer ${token}` };
    return page;
  }

  async function make(page: Browser, scopes: readonly string[], days = 30) {
    return page.ask.ask('tokens.make', { name: 'script', scopes, days });
  }

  describe('a token', () => {
    it('lets a program in, in the name of its person', async () => {
      const { token, id } = await make(owner, ['read']);
      assert.match(token, /^sallyport_[A-Za-z0-9_-]{43}$/);
      const me = await program(token).ask.ask('me.show', {});
      assert.deepEqual([me.name, me.by, me.credential], ['Olga', 'token', id]);
    });

    it('does what its scopes name, and nothing else', async () => {
      const script = program((await make(owner, ['lists.*', 'manufacturers.list'])).token);
      assert.equal(await script.codeOf('lists.add', { list: 'refused', match: 'aa/1' }), undefined);
      assert.equal(await script.codeOf('manufacturers.list'), undefined);
      assert.equal(await script.codeOf('accounts.list'), 'E_API_SCOPE');
      assert.equal(script.last?.status, 403);
    });

    it('does what its person may, and nothing else', async () => {
      const ida = await house.member(owner, 'installer', 'Ida');
      const script = program((await make(ida, ['read', 'lists.*', 'accounts.*'])).token);
      assert.equal(await script.codeOf('accounts.list'), 'E_API_ROLE');
      assert.equal(await script.codeOf('lists.lift', { list: 'models' }), 'E_API_ROLE');
    });

    it('loses with its person what they lose, with the next request', async () => {
      const ida = await house.member(owner, 'owner', 'Ida');
      const script = program((await make(ida, ['read'])).token);
      assert.equal(await script.codeOf('accounts.list'), undefined);
      await owner.ask.ask('accounts.set-role', { id: await idOf(ida), role: 'installer' });
      assert.equal(await script.codeOf('accounts.list'), 'E_API_ROLE');
    });

    it('makes no other, and no people, and no way in', async () => {
      const script = program((await make(owner, ['tokens.*', 'accounts.*', 'me.*', 'sign-ins.*'])).token);
      const tries = {
        'tokens.make': { name: 'x', scopes: ['read'], days: 1 },
        'accounts.invite': { name: 'Eve', role: 'owner' },
        'me.set-password': { password: 'a new password' },
        'me.remove-password': {},
        'sign-ins.end': { id: 'a'.repeat(24) },
      };
      for (const [name, input] of Object.entries(tries))
        assert.equal(await script.codeOf(name, input), 'E_API_SCOPE', name);
    });

    it('is over when its time is', async () => {
      const { token } = await make(owner, ['read'], 3);
      house.clock.advance(3 * DAY - 1000);
      assert.equal(await program(token).codeOf('me.show'), undefined);
      house.clock.advance(1000);
      assert.equal(await program(token).codeOf('me.show'), 'E_API_SIGN_IN');
    });

    it('has an end, and within a year or so', async () => {
      for (const days of [0, 367, 1.5]) {
        assert.equal(await owner.codeOf('tokens.make', { name: 'x', scopes: ['read'], days }), 'E_API_INPUT');
      }
      assert.equal(await owner.codeOf('tokens.make', { name: 'x', scopes: ['read'] }), 'E_API_INPUT');
    });

    it('is over with the next request when it is revoked', async () => {
      const { token, id } = await make(owner, ['read']);
      assert.equal(await program(token).codeOf('me.show'), undefined);
      await owner.ask.ask('tokens.revoke', { id });
      assert.equal(await program(token).codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await owner.codeOf('tokens.revoke', { id }), 'E_ACCOUNT_UNKNOWN');
    });

    it('is revoked by its person or an owner, and by nobody else', async () => {
      const [ida, bert] = [
        await house.member(owner, 'installer', 'Ida'),
        await house.member(owner, 'installer', 'Bert'),
      ];
      const { id } = await make(ida, ['read']);
      assert.equal(await bert.codeOf('tokens.revoke', { id }), 'E_ACCOUNT_UNKNOWN');
      assert.equal(await owner.codeOf('tokens.revoke', { id }), undefined);
    });

    it('is shown once, and kept as a hash', async () => {
      const { token } = await make(owner, ['read']);
      assert.ok(!JSON.stringify(await owner.ask.ask('tokens.list', {})).includes(token.slice(10)));
      for await (const event of house.domain.log.store.read(1)) {
        assert.ok(!JSON.stringify(event).includes(token.slice(10)), event.type);
      }
    });

    it('is listed for its person; owners and auditors see all', async () => {
      const ida = await house.member(owner, 'installer', 'Ida');
      await make(ida, ['read']);
      await make(owner, ['read']);
      const seenBy = async (page: Browser) =>
        (await page.ask.ask('tokens.list', {})).tokens.map(({ person }) => person);
      assert.deepEqual(await seenBy(ida), ['Ida']);
      assert.deepEqual((await seenBy(owner)).toSorted(), ['Ida', 'Olga']);
    });

    it('is made in nobody else’s name', async () => {
      const ida = await house.member(owner, 'installer', 'Ida');
      const given = { name: 'x', scopes: ['read'], days: 1, account: await idOf(ida) };
      assert.equal(await owner.codeOf('tokens.make', given), 'E_ACCOUNT_NOT_YOURS');
    });

    it('is one of a hundred at most', async () => {
      for (let i = 0; i < 100; i++) await make(owner, ['read']);
      assert.equal(await owner.codeOf('tokens.make', { name: 'x', scopes: ['read'], days: 1 }), 'E_ACCOUNT_TOO_MANY');
    });
  });

  describe('a token is refused', () => {
    it('in the query of an address, where logs and histories keep it', async () => {
      const { token } = await make(owner, ['read']);
      const script = program('');
      for (const name of ['access_token', 'token']) {
        script.fields = { 'sec-fetch-site': undefined, origin: undefined };
        const { status, body } = await script.send({ method: 'GET', path: `/api/v1/me?${name}=${token}`, headers: {} });
        assert.equal(status, 401);
        assert.ok(!Buffer.from(body).toString().includes(token));
      }
      // A session that counts changes nothing about it.
      const { status } = await owner.send({ method: 'GET', path: `/api/v1/me?access_token=${token}`, headers: {} });
      assert.equal(status, 401);
    });

    it('when it is wrong, cut short, of another scheme, or none', async () => {
      const { token } = await make(owner, ['read']);
      const script = program(token);
      const wrong = [
        `Bearer ${token}x`,
        `Bearer ${token.slice(0, -1)}`,
        `Basic ${token}`,
        'Bearer',
        `Bearer ${token} ${token}`,
        '',
      ];
      for (const authorization of wrong) {
        script.fields = { ...script.fields, authorization };
        assert.equal(await script.codeOf('me.show'), 'E_API_SIGN_IN', authorization);
        assert.equal(script.last?.status, 401);
      }
    });

    it('beside a session that counts, when it is wrong: nobody is let in by the other', async () => {
      owner.fields = { authorization: 'Bearer wrong' };
      assert.equal(await owner.codeOf('me.show'), 'E_API_SIGN_IN');
    });

    it('a while to an address that showed many wrong ones, and goes on for those that count', async () => {
      const { token } = await make(owner, ['read']);
      const guesser = program('guess');
      for (let i = 0; i < 60; i++) assert.equal(await guesser.codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await guesser.codeOf('me.show'), 'E_ACCOUNT_TOO_OFTEN');
      assert.equal(await program(token).codeOf('me.show'), undefined);
    });
  });
});
