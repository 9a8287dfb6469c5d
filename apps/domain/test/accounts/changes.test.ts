/** Who changed what: written down before it is done, and again with how it went. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { LOCAL_CALLER } from '../../src/api/local-caller.ts';
import type { Browser } from './support/browser.ts';
import { onEveryStore } from './support/every-store.ts';
import { type House, idOf } from './support/house.ts';

onEveryStore('changes', (openHouse) => {
  let house: House;
  let owner: Browser;

  beforeEach(async () => {
    house = await openHouse();
    owner = await house.owner();
  });
  afterEach(() => house.close());

  describe('a change', () => {
    it('is written down under the person who made it, with what they asked for', async () => {
      await owner.ask.ask('lists.add', { list: 'refused', match: 'aa/1', note: '<b>stolen</b>' });
      const { changes } = await owner.ask.ask('changes.list', {});
      const [newest] = changes;
      assert.deepEqual(
        [newest?.name, newest?.way, newest?.operation, newest?.code],
        ['Olga', 'session', 'lists.add', null],
      );
      assert.deepEqual(newest?.input, { list: 'refused', match: 'aa/1', note: '<b>stolen</b>' });
      assert.ok(newest?.endedAt);
    });

    it('is written down with its refusal', async () => {
      await owner.codeOf('accounts.remove', { id: await idOf(owner) });
      const { changes } = await owner.ask.ask('changes.list', {});
      assert.deepEqual([changes[0]?.operation, changes[0]?.code], ['accounts.remove', 'E_ACCOUNT_LAST_OWNER']);
    });

    it('is written down before it is done', async () => {
      await owner.ask.ask('lists.add', { list: 'refused', match: 'aa/1' });
      const types = [];
      for await (const { type } of house.domain.log.store.read(1)) types.push(type);
      assert.deepEqual(types.slice(-3), ['operation.begun', 'accept-list.added', 'operation.ended']);
    });

    it('is written down without secrets', async () => {
      await owner.ask.ask('me.set-password', { password: 'a better password', current: 'correct horse battery' });
      const { changes } = await owner.ask.ask('changes.list', { operation: 'me.set-password' });
      assert.deepEqual(changes[0]?.input, { password: '(secret)', current: '(secret)' });
    });

    it('by the command line is written down as such', async () => {
      const tell = await house.domain.accounts.gate.record(LOCAL_CALLER, 'lists.lift', { list: 'models' });
      await tell({ ok: true });
      const { changes } = await owner.ask.ask('changes.list', { account: 'local' });
      assert.deepEqual(
        changes.map(({ name, way }) => ({ name, way })),
        [{ name: 'the command line', way: 'local' }],
      );
    });

    it('that was cut off shows that it was begun', async () => {
      await house.domain.accounts.gate.record(LOCAL_CALLER, 'lists.lift', { list: 'models' });
      const { changes } = await owner.ask.ask('changes.list', { account: 'local' });
      assert.equal(changes[0]?.endedAt, null);
    });

    it('that only looks is not written down', async () => {
      const before = (await owner.ask.ask('changes.list', {})).changes.length;
      await owner.ask.ask('accounts.list', {});
      await owner.ask.ask('tokens.list', {});
      assert.equal((await owner.ask.ask('changes.list', {})).changes.length, before);
    });
  });

  describe('the list of changes', () => {
    beforeEach(async () => {
      const ida = await house.member(owner, 'installer', 'Ida');
      for (let i = 0; i < 5; i++) {
        await ida.ask.ask('tokens.make', { name: `t${i}`, scopes: ['read'], days: 1 });
        await owner.ask.ask('lists.add', { list: 'refused', match: `aa/${i}` });
      }
    });

    it('is given a page at a time, the newest first', async () => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await owner.ask.ask('changes.list', { limit: 4, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...page.changes.map(({ at, operation }) => `${at} ${operation}`));
        cursor = page.next;
      } while (cursor !== undefined);
      const whole = await owner.ask.ask('changes.list', { limit: 200 });
      assert.deepEqual(
        seen,
        whole.changes.map(({ at, operation }) => `${at} ${operation}`),
      );
      assert.ok(seen.length >= 12);
    });

    it('is filtered by person, by operation, and by both', async () => {
      const ida = (await owner.ask.ask('accounts.list', {})).accounts.find(({ name }) => name === 'Ida')?.id ?? '';
      const by = async (query: { account?: string; operation?: string }) =>
        (await owner.ask.ask('changes.list', query)).changes.map(({ name, operation }) => `${name} ${operation}`);
      assert.ok((await by({ account: ida })).every((line) => line.startsWith('Ida ')));
      assert.equal((await by({ operation: 'lists.add' })).length, 5);
      assert.deepEqual(await by({ account: ida, operation: 'tokens.make' }), Array(5).fill('Ida tokens.make'));
      assert.deepEqual(await by({ account: ida, operation: 'lists.add' }), []);
    });
  });
});
