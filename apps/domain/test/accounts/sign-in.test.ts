/** Coming in by links and passwords, and everything that must not get in. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { HOUR, MINUTE, SECOND } from '@sallyport/core';
import type { Browser } from './support/browser.ts';
import { onEveryStore } from './support/every-store.ts';
import { type House, idOf, PASSWORD, tokenOf, written } from './support/house.ts';

onEveryStore('coming in', (openHouse) => {
  let house: House;

  beforeEach(async () => {
    house = await openHouse();
  });
  afterEach(() => house.close());

  describe('the first link', () => {
    it('makes whoever opens it the owner, under the name that they say', async () => {
      const page = house.browser();
      const token = tokenOf((await house.domain.accounts.firstLink())?.path);
      assert.deepEqual(await page.ask.ask('sign-in.link-show', { token }), { name: null, role: 'owner' });
      const { account, needsCredential } = await page.ask.ask('sign-in.link', { token, name: 'Olga' });
      assert.equal(account.role, 'owner');
      assert.equal(needsCredential, true);
      assert.equal((await page.ask.ask('me.show', {})).name, 'Olga');
    });

    it('counts once', async () => {
      const token = tokenOf((await house.domain.accounts.firstLink())?.path);
      await house.browser().ask.ask('sign-in.link', { token, name: 'Olga' });
      assert.equal(await house.browser().codeOf('sign-in.link', { token, name: 'Eve' }), 'E_ACCOUNT_LINK');
      assert.equal(await house.browser().codeOf('sign-in.link-show', { token }), 'E_ACCOUNT_LINK');
    });

    it('counts once however many open it at the same time', async () => {
      const token = tokenOf((await house.domain.accounts.firstLink())?.path);
      const pages = Array.from({ length: 8 }, () => house.browser());
      const codes = await Promise.all(pages.map((page, i) => page.codeOf('sign-in.link', { token, name: `P${i}` })));
      assert.equal(codes.filter((code) => code === undefined).length, 1);
      assert.equal(codes.filter((code) => code === 'E_ACCOUNT_LINK').length, 7);
    });

    it('counts for a quarter of an hour', async () => {
      const token = tokenOf((await house.domain.accounts.firstLink())?.path);
      house.clock.advance(15 * MINUTE);
      assert.equal(await house.browser().codeOf('sign-in.link', { token, name: 'Olga' }), 'E_ACCOUNT_LINK');
    });

    it('takes the place of the one before', async () => {
      const first = tokenOf((await house.domain.accounts.firstLink())?.path);
      const second = tokenOf((await house.domain.accounts.firstLink())?.path);
      assert.equal(await house.browser().codeOf('sign-in.link', { token: first, name: 'Eve' }), 'E_ACCOUNT_LINK');
      assert.equal(await house.browser().codeOf('sign-in.link', { token: second, name: 'Olga' }), undefined);
    });

    it('is given again while the owner has nothing to come back by, and then lets them in and makes no other', async () => {
      const id = await idOf(await byFirstLink('Olga'));
      const token = tokenOf((await house.domain.accounts.firstLink())?.path);
      const page = house.browser();
      assert.deepEqual(await page.ask.ask('sign-in.link-show', { token }), { name: 'Olga', role: 'owner' });
      const { account, needsCredential } = await page.ask.ask('sign-in.link', { token });
      assert.deepEqual([account.id, account.name, needsCredential], [id, 'Olga', true]);
      const { accounts } = await page.ask.ask('accounts.list', {});
      assert.deepEqual(
        accounts.map(({ name }) => name),
        ['Olga'],
      );
    });

    it('gives the owner no other name', async () => {
      await byFirstLink('Olga');
      assert.equal((await (await byFirstLink('Eve')).ask.ask('me.show', {})).name, 'Olga');
    });

    it('leaves nothing to whoever opened an earlier one', async () => {
      const early = await byFirstLink('Olga');
      const made = { name: 'left behind', scopes: ['read'], days: 1 };
      const { token } = await early.ask.ask('tokens.make', made);
      const olga = await byFirstLink('Olga');
      assert.equal(await early.codeOf('me.show'), 'E_API_SIGN_IN');
      const { signIns } = await olga.ask.ask('sign-ins.list', {});
      assert.deepEqual(signIns.map(({ isOpen, reason }) => (isOpen ? 'open' : reason)).toSorted(), [
        'open',
        'replaced',
      ]);
      assert.equal(await house.domain.accounts.tokens.find(token), undefined);
      assert.equal(await olga.codeOf('me.set-password', { password: PASSWORD }), undefined);
    });

    it('lets in the only owner who was invited and has not come yet', async () => {
      await house.domain.accounts.invite('owner', 'Olga');
      assert.equal((await (await byFirstLink('Eve')).ask.ask('me.show', {})).name, 'Olga');
    });

    it('lets in who came by a first link, where they invited owners who have not come yet', async () => {
      const olga = await byFirstLink('Olga');
      await olga.ask.ask('accounts.invite', { name: 'Otto', role: 'owner' });
      assert.equal((await (await byFirstLink('Eve')).ask.ask('me.show', {})).name, 'Olga');
    });

    it('takes none of several who were invited for the owner', async () => {
      await house.domain.accounts.invite('owner', 'Olga');
      await house.domain.accounts.invite('owner', 'Otto');
      assert.equal((await (await byFirstLink('Oda')).ask.ask('me.show', {})).name, 'Oda');
    });

    it('is not given once an owner can sign in, and one given before counts no more', async () => {
      const before = await house.domain.accounts.firstLink();
      const token = tokenOf(before?.path);
      const page = house.browser();
      await page.ask.ask('sign-in.link', { token, name: 'Olga' });
      const other = tokenOf((await house.domain.accounts.firstLink())?.path);
      await page.ask.ask('me.set-password', { password: PASSWORD });
      assert.equal(await house.domain.accounts.firstLink(), undefined);
      assert.equal(await house.browser().codeOf('sign-in.link', { token: other, name: 'Eve' }), 'E_ACCOUNT_LINK');
    });

    it('asks for a name', async () => {
      const token = tokenOf((await house.domain.accounts.firstLink())?.path);
      assert.equal(await house.browser().codeOf('sign-in.link', { token }), 'E_ACCOUNT_LINK');
      assert.equal(await house.browser().codeOf('sign-in.link', { token, name: 'Olga' }), undefined);
    });
  });

  describe('an invitation', () => {
    it('lets in whom it names, in the role they were given, once', async () => {
      const owner = await house.owner();
      const { link } = await owner.ask.ask('accounts.invite', { name: '<script>alert(1)</script>', role: 'installer' });
      const page = house.browser();
      const token = tokenOf(link.path);
      assert.equal((await page.ask.ask('sign-in.link-show', { token })).name, '<script>alert(1)</script>');
      const { account } = await page.ask.ask('sign-in.link', { token });
      assert.equal(account.role, 'installer');
      assert.equal(await house.browser().codeOf('sign-in.link', { token }), 'E_ACCOUNT_LINK');
    });

    it('is over when its time is', async () => {
      const owner = await house.owner();
      const { link } = await owner.ask.ask('accounts.invite', { name: 'Ida', role: 'installer', hours: 2 });
      house.clock.advance(2 * HOUR);
      assert.equal(await house.browser().codeOf('sign-in.link', { token: tokenOf(link.path) }), 'E_ACCOUNT_LINK');
    });

    it('is over when they were removed', async () => {
      const owner = await house.owner();
      const { link, id } = await owner.ask.ask('accounts.invite', { name: 'Ida', role: 'installer' });
      await owner.ask.ask('accounts.remove', { id });
      assert.equal(await house.browser().codeOf('sign-in.link', { token: tokenOf(link.path) }), 'E_ACCOUNT_LINK');
    });

    it('is not sent anywhere: its secret stands behind the # of its address', async () => {
      const owner = await house.owner();
      const { link } = await owner.ask.ask('accounts.invite', { name: 'Ida', role: 'installer' });
      assert.match(link.path, /^\/sign-in#[A-Za-z0-9_-]{43}$/);
    });

    it('is for a name that nobody has, whatever its case', async () => {
      const owner = await house.owner();
      assert.equal(await owner.codeOf('accounts.invite', { name: 'OLGA', role: 'owner' }), 'E_ACCOUNT_NAME_TAKEN');
    });

    it('is not for a name that stands for the machine itself', async () => {
      const owner = await house.owner();
      const given = { name: 'The Command  Line', role: 'owner' };
      assert.equal(await owner.codeOf('accounts.invite', given), 'E_ACCOUNT_NAME_TAKEN');
    });

    it('is refused for a name that is too long, empty or unseen', async () => {
      const owner = await house.owner();
      for (const name of ['x'.repeat(65), '', ' ', 'A\u202enna']) {
        assert.equal(
          await owner.codeOf('accounts.invite', { name, role: 'owner' }),
          'E_API_INPUT',
          JSON.stringify(name),
        );
      }
    });
  });

  describe('a password', () => {
    let owner: Browser;
    beforeEach(async () => {
      owner = await house.owner();
    });

    it('of somebody whom nobody can be called is wrong as any other', async () => {
      for (const name of ['\0', 'x'.repeat(256), '\ufdfa'.repeat(256), '\u202eagloO']) {
        assert.equal(
          await house.browser().codeOf('sign-in.password', { name, password: PASSWORD }),
          'E_ACCOUNT_SIGN_IN',
        );
      }
    });

    it('lets in who has it, under a new session each time', async () => {
      const page = house.browser();
      await page.ask.ask('sign-in.password', { name: 'olga', password: PASSWORD });
      assert.notEqual(page.cookie, owner.cookie);
      assert.equal((await page.ask.ask('me.show', {})).name, 'Olga');
      assert.equal((await owner.ask.ask('me.show', {})).name, 'Olga');
    });

    it('is the same however a keyboard composes its letters', async () => {
      await owner.ask.ask('me.set-password', { password: 'a\u0308rgerlich genug' });
      const page = house.browser();
      assert.equal(await page.codeOf('sign-in.password', { name: 'Olga', password: 'ärgerlich genug' }), undefined);
    });

    it('has twelve characters at least, and not the same over and over', async () => {
      for (const password of ['elevenchars', 'aaaaaaaaaaaaaaaa', 'abababababababab', 'x'.repeat(257)]) {
        assert.equal(await owner.codeOf('me.set-password', { password }), 'E_API_INPUT', password);
      }
    });

    it('answers alike for a wrong password, an unknown name and an account without a password', async () => {
      await owner.ask.ask('accounts.invite', { name: 'Ida', role: 'installer' });
      const answers = [];
      for (const name of ['Olga', 'Nobody', 'Ida']) {
        const page = house.browser();
        await page.codeOf('sign-in.password', { name, password: 'not the password' });
        const { status, headers, body } = page.last ?? assert.fail();
        answers.push({ status, headers, body: Buffer.from(body).toString() });
      }
      assert.equal(answers[0]?.status, 403);
      assert.deepEqual(answers[1], answers[0]);
      assert.deepEqual(answers[2], answers[0]);
    });

    it('makes a name wait after some failures, whether or not anybody has it', async () => {
      for (const name of ['Olga', 'Nobody']) {
        const page = house.browser({ address: '192.0.2.99' });
        for (let i = 0; i < 5; i++) {
          assert.equal(await page.codeOf('sign-in.password', { name, password: `guess ${i}` }), 'E_ACCOUNT_SIGN_IN');
        }
        assert.equal(await page.codeOf('sign-in.password', { name, password: PASSWORD }), 'E_ACCOUNT_TOO_OFTEN');
        assert.equal(page.last?.status, 429);
        assert.equal(page.last?.headers['retry-after'], '1');
      }
      house.clock.advance(SECOND);
      assert.equal(await house.browser().codeOf('sign-in.password', { name: 'Olga', password: PASSWORD }), undefined);
    });

    it('makes a name wait wherever the guesses come from', async () => {
      const codes = [];
      for (let i = 0; i < 8; i++) {
        const page = house.browser({ address: `198.51.100.${i}` });
        codes.push(await page.codeOf('sign-in.password', { name: 'Olga', password: `guess ${i}` }));
      }
      assert.deepEqual(codes.slice(5), Array(3).fill('E_ACCOUNT_TOO_OFTEN'));
    });

    it('counts guesses that are made at the same time', async () => {
      const pages = Array.from({ length: 12 }, (_, i) => house.browser({ address: `198.51.100.${i}` }));
      const codes = await Promise.all(
        pages.map((page, i) => page.codeOf('sign-in.password', { name: 'Olga', password: `guess ${i}` })),
      );
      assert.equal(codes.filter((code) => code === 'E_ACCOUNT_SIGN_IN').length, 5);
      assert.equal(codes.filter((code) => code === 'E_ACCOUNT_TOO_OFTEN').length, 7);
    });

    it('makes an address wait that tries many names, and no other address', async () => {
      const page = house.browser({ address: '198.51.100.1' });
      const codes = [];
      for (let i = 0; i < 31; i++)
        codes.push(await page.codeOf('sign-in.password', { name: `n${i}`, password: 'guess' }));
      assert.equal(codes[29], 'E_ACCOUNT_SIGN_IN');
      assert.equal(codes[30], 'E_ACCOUNT_TOO_OFTEN');
      assert.equal(await house.browser().codeOf('sign-in.password', { name: 'Olga', password: PASSWORD }), undefined);
    });

    it('makes a household of IPv6 wait as one', async () => {
      const codes = [];
      for (let i = 0; i < 31; i++) {
        const page = house.browser({ address: `2001:db8::${i.toString(16)}` });
        codes.push(await page.codeOf('sign-in.password', { name: `n${i}`, password: 'guess' }));
      }
      assert.equal(codes[30], 'E_ACCOUNT_TOO_OFTEN');
    });

    it('is in neither the log nor an answer, nor is its hash', async () => {
      const store = JSON.stringify(await eventsOf(house));
      assert.ok(!store.includes(PASSWORD));
      assert.ok(store.includes('account.password-set'));
      assert.ok(!store.includes('"cost"') && !store.includes('"salt"'));
      const me = JSON.stringify(await owner.ask.ask('me.show', {}));
      assert.ok(!me.includes('sealed'));
    });

    it('ends the other sessions of the account when it is changed', async () => {
      const other = house.browser();
      await other.ask.ask('sign-in.password', { name: 'Olga', password: PASSWORD });
      await owner.ask.ask('me.set-password', { password: 'another password' });
      assert.equal(await other.codeOf('me.show'), 'E_API_SIGN_IN');
      assert.equal(await owner.codeOf('me.show'), undefined);
    });

    it('cannot be changed from a page that was left open, but with the current one', async () => {
      house.clock.advance(11 * MINUTE);
      const next = { password: 'another password' };
      assert.equal(await owner.codeOf('me.set-password', next), 'E_ACCOUNT_FRESH');
      assert.equal(await owner.codeOf('me.set-password', { ...next, current: 'wrong' }), 'E_ACCOUNT_SIGN_IN');
      assert.equal(await owner.codeOf('me.set-password', { ...next, current: PASSWORD }), undefined);
    });

    it('cannot be removed while it is the only way in', async () => {
      assert.equal(await owner.codeOf('me.remove-password'), 'E_ACCOUNT_LAST_CREDENTIAL');
    });
  });

  describe('whoever is refused', () => {
    it('is told of in the list of sign-ins, without what they typed', async () => {
      const owner = await house.owner();
      await house
        .browser({ address: '203.0.113.5' })
        .codeOf('sign-in.password', { name: 'Olga', password: 'my secret guess' });
      await house
        .browser({ address: '203.0.113.6' })
        .codeOf('sign-in.password', { name: 'hunter2 in the wrong box', password: 'x' });
      const refused = await refusedOf(owner);
      assert.deepEqual(
        refused
          .map(({ address, name, code }) => ({ address, name, code }))
          .sort((x, y) => x.address.localeCompare(y.address)),
        [
          { address: '203.0.113.5', name: 'Olga', code: 'E_ACCOUNT_SIGN_IN' },
          { address: '203.0.113.6', name: null, code: 'E_ACCOUNT_SIGN_IN' },
        ],
      );
      const log = JSON.stringify(await eventsOf(house));
      assert.ok(!log.includes('my secret guess') && !log.includes('hunter2'));
    });

    it('does not fill the log', async () => {
      const owner = await house.owner();
      for (let i = 0; i < 20; i++) await house.browser().codeOf('sign-in.link', { token: `wrong ${i}` });
      await refusedOf(owner);
      await owner.ask.ask('tokens.make', { name: 'after', scopes: ['read'], days: 1 });
      assert.equal((await refusedOf(owner)).length, 1);
    });
  });

  describe('what anybody may ask', () => {
    it('tells the name of the house and whether it is new, and nothing of its people', async () => {
      const page = house.browser();
      const shown = await page.ask.ask('sign-in.show', {});
      assert.deepEqual(shown, { house: 'Home', isNew: true, passkeys: { possible: true, openInstead: null } });
      await house.owner('Somebody');
      assert.ok(!JSON.stringify(await page.ask.ask('sign-in.show', {})).includes('Somebody'));
    });

    it('tells that the house is not new where somebody can sign in who is no owner', async () => {
      const page = house.browser();
      const { path } = await house.domain.accounts.invite('installer', 'Ida');
      await page.ask.ask('sign-in.link', { token: tokenOf(path) });
      assert.equal((await page.ask.ask('sign-in.show', {})).isNew, true);
      await page.ask.ask('me.set-password', { password: PASSWORD });
      assert.equal((await page.ask.ask('sign-in.show', {})).isNew, false);
      assert.ok(await house.domain.accounts.firstLink());
    });

    it('tells by what name to open the console where passkeys cannot be', async () => {
      const page = house.browser({ host: '192.168.1.7:8445' });
      const { passkeys } = await page.ask.ask('sign-in.show', {});
      assert.deepEqual(passkeys, { possible: false, openInstead: 'https://home.local:8445' });
    });
  });

  /** Whoever opens a first link of this moment, and says this name. */
  async function byFirstLink(name: string): Promise<Browser> {
    const page = house.browser();
    await page.ask.ask('sign-in.link', { token: tokenOf((await house.domain.accounts.firstLink())?.path), name });
    return page;
  }

  async function refusedOf(owner: Browser) {
    await written(house);
    const { signIns } = await owner.ask.ask('sign-ins.list', {});
    return signIns.filter(({ reason }) => reason === 'refused');
  }

  async function eventsOf({ domain }: House): Promise<readonly unknown[]> {
    const events = [];
    for await (const event of domain.log.store.read(1)) events.push(event);
    return events;
  }

  it('knows its people by identifiers that say nothing', async () => {
    assert.match(await idOf(await house.owner()), /^[0-9a-f]{24}$/);
  });
});
