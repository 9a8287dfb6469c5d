/** Passkeys, made and proved, and every answer of an authenticator that was bent. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { MINUTE } from '@sallyport/core';
import { Authenticator, type Bending } from './support/authenticator.ts';
import type { Browser } from './support/browser.ts';
import { onEveryStore } from './support/every-store.ts';
import { type House, tokenOf } from './support/house.ts';

onEveryStore('passkeys', (openHouse) => {
  let house: House;
  let owner: Browser;
  let authenticator: Authenticator;

  beforeEach(async () => {
    house = await openHouse();
    owner = house.browser();
    const link = await house.domain.accounts.firstLink();
    await owner.ask.ask('sign-in.link', { token: tokenOf(link?.path), name: 'Olga' });
    authenticator = new Authenticator();
  });
  afterEach(() => house.close());

  async function add(page: Browser, bent: Bending = {}, device = authenticator) {
    const { options } = await page.ask.ask('me.add-passkey-options', {});
    return page.codeOf('me.add-passkey', { name: 'phone', response: device.create(options, page.origin, bent) });
  }

  async function signIn(page: Browser, bent: Bending = {}, device = authenticator) {
    const { options } = await page.ask.ask('sign-in.passkey-options', {});
    return page.codeOf('sign-in.passkey', { response: device.get(options, page.origin, bent) });
  }

  describe('a passkey', () => {
    it('is made for the console at its name, and lets its person in', async () => {
      assert.equal(await add(owner), undefined);
      const [passkey] = (await owner.ask.ask('me.show', {})).passkeys;
      assert.deepEqual([passkey?.name, passkey?.host, passkey?.isSynced], ['phone', 'home.local', false]);
      const page = house.browser();
      assert.equal(await signIn(page), undefined);
      assert.equal((await page.ask.ask('me.show', {})).name, 'Olga');
    });

    it('makes an owner of whom the first link let in, so that no other is given', async () => {
      await add(owner);
      assert.equal(await house.domain.accounts.firstLink(), undefined);
    });

    it('is asked for without saying who has one', async () => {
      await add(owner);
      const { options } = await house.browser().ask.ask('sign-in.passkey-options', {});
      assert.deepEqual(Object.keys(options).toSorted(), ['challenge', 'rpId', 'timeout', 'userVerification']);
      assert.equal(options.userVerification, 'required');
    });

    it('is not made twice', async () => {
      await add(owner);
      assert.equal(await add(owner), 'E_ACCOUNT_PASSKEY');
    });

    it('is gone when it is removed, and with it the other sessions', async () => {
      await add(owner);
      await owner.ask.ask('me.set-password', { password: 'correct horse battery' });
      const other = house.browser();
      await signIn(other);
      await owner.ask.ask('me.remove-passkey', { id: authenticator.id });
      assert.equal(await signIn(house.browser()), 'E_ACCOUNT_PASSKEY');
      assert.equal(await other.codeOf('me.show'), 'E_API_SIGN_IN');
    });

    it('is not removed while it is the only way in, and not by anybody else', async () => {
      await add(owner);
      assert.equal(await owner.codeOf('me.remove-passkey', { id: authenticator.id }), 'E_ACCOUNT_LAST_CREDENTIAL');
      const ida = await house.member(owner, 'owner', 'Ida');
      assert.equal(await ida.codeOf('me.remove-passkey', { id: authenticator.id }), 'E_ACCOUNT_UNKNOWN');
    });

    it('is not made at an IP address, and says where instead', async () => {
      const page = house.browser({ host: '192.168.1.7:8445' });
      page.cookie = owner.cookie;
      page.pageKey = owner.pageKey;
      await assert.rejects(page.ask.ask('me.add-passkey-options', {}), {
        code: 'E_ACCOUNT_PASSKEY_HOST',
        message: 'passkeys are for the console’s own name and port: open it at https://home.local:8445',
      });
      assert.equal(await page.codeOf('sign-in.passkey-options'), 'E_ACCOUNT_PASSKEY_HOST');
    });

    it('is not made at a port that is another’s', async () => {
      const page = house.browser({ host: 'home.local:8123' });
      page.cookie = owner.cookie;
      page.pageKey = owner.pageKey;
      assert.equal(await page.codeOf('me.add-passkey-options'), 'E_ACCOUNT_PASSKEY_HOST');
      const { passkeys } = await page.ask.ask('sign-in.show', {});
      assert.deepEqual(passkeys, { possible: false, openInstead: 'https://home.local:8445' });
    });

    it('is not made from a page that was left open', async () => {
      house.clock.advance(11 * MINUTE);
      assert.equal(await owner.codeOf('me.add-passkey-options'), 'E_ACCOUNT_FRESH');
    });
  });

  describe('the making of a passkey is refused', () => {
    const BENT: Record<string, Bending> = {
      'for another origin': { origin: 'https://attacker.example' },
      'for another port of the same host': { origin: 'https://home.local' },
      'for another host name': { host: 'attacker.example' },
      'with a challenge that nobody gave': { challenge: Buffer.alloc(56).toString('base64url') },
      'with no challenge': { challenge: '' },
      'where the user was not verified': { flags: 1 },
      'where the user was not there': { flags: 4 },
      'where it is the answer to a sign-in': { type: 'webauthn.get' },
    };
    for (const [how, bent] of Object.entries(BENT)) {
      it(how, async () => {
        assert.equal(await add(owner, bent), 'E_ACCOUNT_PASSKEY');
        assert.deepEqual((await owner.ask.ask('me.show', {})).passkeys, []);
      });
    }

    it('with the challenge of somebody else', async () => {
      const ida = await house.member(owner, 'installer', 'Ida');
      const { options } = await ida.ask.ask('me.add-passkey-options', {});
      const response = authenticator.create(options, owner.origin);
      assert.equal(await owner.codeOf('me.add-passkey', { name: 'x', response }), 'E_ACCOUNT_PASSKEY');
    });

    it('with a challenge that was used', async () => {
      const { options } = await owner.ask.ask('me.add-passkey-options', {});
      const first = authenticator.create(options, owner.origin);
      const second = new Authenticator().create(options, owner.origin);
      assert.equal(await owner.codeOf('me.add-passkey', { name: 'x', response: first }), undefined);
      assert.equal(await owner.codeOf('me.add-passkey', { name: 'y', response: second }), 'E_ACCOUNT_PASSKEY');
    });

    it('when it comes too late', async () => {
      const { options } = await owner.ask.ask('me.add-passkey-options', {});
      house.clock.advance(6 * MINUTE);
      const response = authenticator.create(options, owner.origin);
      assert.equal(await owner.codeOf('me.add-passkey', { name: 'x', response }), 'E_ACCOUNT_PASSKEY');
    });

    it('beyond twenty', async () => {
      for (let i = 0; i < 20; i++) assert.equal(await add(owner, {}, new Authenticator()), undefined);
      assert.equal(await add(owner, {}, new Authenticator()), 'E_ACCOUNT_TOO_MANY');
    });
  });

  describe('signing in by a passkey is refused', () => {
    beforeEach(async () => {
      await add(owner);
    });

    it('with a proof that was given to another service of the host, by whoever writes its name into Host', async () => {
      const { options } = await house.browser().ask.ask('sign-in.passkey-options', {});
      const thief = house.browser({ host: 'home.local:8123' });
      const response = authenticator.get(options, thief.origin);
      assert.equal(await thief.codeOf('sign-in.passkey', { response }), 'E_ACCOUNT_PASSKEY_HOST');
      assert.equal(await thief.codeOf('sign-in.passkey-options'), 'E_ACCOUNT_PASSKEY_HOST');
      assert.equal(thief.cookie, undefined);
    });

    const BENT: Record<string, Bending> = {
      'from another origin': { origin: 'https://attacker.example' },
      'from another port of the same host': { origin: 'https://home.local' },
      'for another host name': { host: 'attacker.example' },
      'with a challenge that nobody gave': { challenge: Buffer.alloc(56).toString('base64url') },
      'where the user was not verified': { flags: 1 },
      'where the user was not there': { flags: 4 },
      'where it is the making of one': { type: 'webauthn.create' },
      'with another signature': { isForged: true },
      'in the name of another account': { userHandle: Buffer.from('a'.repeat(24)).toString('base64url') },
    };
    for (const [how, bent] of Object.entries(BENT)) {
      it(how, async () => {
        const page = house.browser();
        assert.equal(await signIn(page, bent), 'E_ACCOUNT_PASSKEY');
        assert.equal(page.cookie, undefined);
      });
    }

    it('with an authenticator that is not known', async () => {
      assert.equal(await signIn(house.browser(), {}, new Authenticator()), 'E_ACCOUNT_PASSKEY');
    });

    it('with an identifier that no authenticator has', async () => {
      const page = house.browser();
      const { options } = await page.ask.ask('sign-in.passkey-options', {});
      const response = { ...authenticator.get(options, page.origin), id: 'x'.repeat(2000) };
      assert.equal(await page.codeOf('sign-in.passkey', { response }), 'E_API_INPUT');
    });

    it('with the challenge for making one', async () => {
      const { options } = await owner.ask.ask('me.add-passkey-options', {});
      const response = authenticator.get({ ...options, rpId: 'home.local' }, owner.origin);
      assert.equal(await house.browser().codeOf('sign-in.passkey', { response }), 'E_ACCOUNT_PASSKEY');
    });

    it('when the same answer comes again', async () => {
      const page = house.browser();
      const { options } = await page.ask.ask('sign-in.passkey-options', {});
      const response = authenticator.get(options, page.origin);
      assert.equal(await page.codeOf('sign-in.passkey', { response }), undefined);
      assert.equal(await house.browser().codeOf('sign-in.passkey', { response }), 'E_ACCOUNT_PASSKEY_COUNTER');
    });

    it('when the same challenge is answered again', async () => {
      const page = house.browser();
      const { options } = await page.ask.ask('sign-in.passkey-options', {});
      assert.equal(
        await page.codeOf('sign-in.passkey', { response: authenticator.get(options, page.origin) }),
        undefined,
      );
      const again = authenticator.get(options, page.origin);
      assert.equal(await house.browser().codeOf('sign-in.passkey', { response: again }), 'E_ACCOUNT_PASSKEY');
    });

    it('when it comes too late', async () => {
      const page = house.browser();
      const { options } = await page.ask.ask('sign-in.passkey-options', {});
      house.clock.advance(6 * MINUTE);
      const response = authenticator.get(options, page.origin);
      assert.equal(await page.codeOf('sign-in.passkey', { response }), 'E_ACCOUNT_PASSKEY');
    });

    it('when its counter goes back, as that of a copy does', async () => {
      assert.equal(await signIn(house.browser(), { counter: 7 }), undefined);
      assert.equal(await signIn(house.browser(), { counter: 7 }), 'E_ACCOUNT_PASSKEY_COUNTER');
      assert.equal(await signIn(house.browser(), { counter: 3 }), 'E_ACCOUNT_PASSKEY_COUNTER');
      assert.equal(await signIn(house.browser(), { counter: 0 }), 'E_ACCOUNT_PASSKEY_COUNTER');
      assert.equal(await signIn(house.browser(), { counter: 8 }), undefined);
    });

    it('with members that no authenticator sends, or of no size that one has', async () => {
      const page = house.browser();
      const { options } = await page.ask.ask('sign-in.passkey-options', {});
      const response = authenticator.get(options, page.origin);
      const long = { ...response, response: { ...response.response, signature: 'A'.repeat(20_000) } };
      assert.equal(await page.codeOf('sign-in.passkey', { response: long }), 'E_API_INPUT');
      const other = { ...response, response: { ...response.response, signature: 'not base64url!' } };
      assert.equal(await page.codeOf('sign-in.passkey', { response: other }), 'E_API_INPUT');
      for (const part of ['clientDataJSON', 'authenticatorData', 'signature'] as const) {
        for (const value of ['', 'AAAA', 'A'.repeat(1000)]) {
          const bent = { ...response, response: { ...response.response, [part]: value } };
          assert.equal(await house.browser().codeOf('sign-in.passkey', { response: bent }), 'E_ACCOUNT_PASSKEY', part);
        }
      }
    });

    it('while authenticators that do not count go on without', async () => {
      const quiet = new Authenticator();
      assert.equal(await add(owner, { counter: 0 }, quiet), undefined);
      assert.equal(await signIn(house.browser(), { counter: 0 }, quiet), undefined);
      assert.equal(await signIn(house.browser(), { counter: 0 }, quiet), undefined);
    });
  });
});
