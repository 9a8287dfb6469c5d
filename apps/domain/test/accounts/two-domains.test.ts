/** Two domains over one PostgreSQL, as replicas run: people go from one to the other without noticing, and nobody stays who was put out. */

import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { MINUTE } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';
import { TestDatabase, WITHOUT_POSTGRES } from '@sallyport/testing/postgres';
import { EventReader } from '../api/support.ts';
import type { Browser } from './support/browser.ts';
import { type House, idOf, openHouse, PASSWORD, tokenOf } from './support/house.ts';

describe('two domains over one PostgreSQL', { skip: WITHOUT_POSTGRES }, () => {
  let database: TestDatabase;
  let directory: string;
  let here: House;
  let there: House;
  let owner: Browser;
  const errors: unknown[] = [];

  before(async () => {
    database = await TestDatabase.make();
    directory = await mkdtemp(join(tmpdir(), 'sallyport-two-domains-'));
    const open = (name: string) =>
      openHouse({
        postgres: database.url,
        directory: join(directory, name),
        onError: (error) => errors.push(error),
      });
    here = await open('here');
    // The key of the house is made when the first password is set, and replicas have the same keys.
    owner = await here.owner();
    cpSync(join(directory, 'here'), join(directory, 'there'), { recursive: true });
    there = await open('there');
  });
  after(async () => {
    await there?.close();
    await here?.close();
    await database?.drop();
    await rm(directory, { recursive: true, force: true });
    assert.deepEqual(errors, []);
  });

  /** The same page, whose next request reaches the other replica. */
  function at(house: House, { cookie, pageKey, fields }: Browser): Browser {
    return Object.assign(house.browser(), { cookie, pageKey, fields });
  }

  /** A stream of events there, and what its reader is told next of accounts. */
  async function follow(house: House): Promise<EventReader> {
    const { stream } = await house.domain.localApi.handler(buildRequest({ target: '/api/v1/events?topics=account' }));
    assert.ok(stream !== undefined);
    return new EventReader(stream);
  }

  it('know a session that the other began, and that it was ended', async () => {
    const ida = await here.member(owner, 'installer', 'Ida');
    assert.equal((await at(there, ida).ask.ask('me.show', {})).name, 'Ida');
    await at(there, ida).ask.ask('sign-out', {});
    assert.equal(await ida.codeOf('me.show'), 'E_API_SIGN_IN');
  });

  it('let one in by an invitation that is used at both in the same moment', async () => {
    const { link } = await owner.ask.ask('accounts.invite', { name: 'Ivo', role: 'installer' });
    const token = tokenOf(link.path);
    const codes = await Promise.all([here, there].map((house) => house.browser().codeOf('sign-in.link', { token })));
    assert.deepEqual(codes.toSorted(), ['E_ACCOUNT_LINK', undefined]);
  });

  it('take the password that was set at the other, and no longer the one before', async () => {
    const bert = await here.member(owner, 'auditor', 'Bert');
    const given = { name: 'Bert', password: PASSWORD };
    const elsewhere = there.browser();
    assert.equal(await elsewhere.codeOf('sign-in.password', given), undefined);
    await bert.ask.ask('me.set-password', { password: 'a better password', current: PASSWORD });
    assert.equal(await elsewhere.codeOf('me.show'), 'E_API_SIGN_IN');
    assert.equal(await there.browser().codeOf('sign-in.password', given), 'E_ACCOUNT_SIGN_IN');
    const better = { ...given, password: 'a better password' };
    // Whoever has just been refused waits a while.
    there.clock.advance(MINUTE);
    assert.equal(await there.browser().codeOf('sign-in.password', better), undefined);
  });

  it('let a person do what the other lets them do from now on', async () => {
    const eva = await here.member(owner, 'owner', 'Eva');
    assert.equal(await at(there, eva).codeOf('accounts.list'), undefined);
    await owner.ask.ask('accounts.set-role', { id: await idOf(eva), role: 'installer' });
    assert.equal(await at(there, eva).codeOf('accounts.list'), 'E_API_ROLE');
    await at(there, owner).ask.ask('accounts.remove', { id: await idOf(eva) });
    assert.equal(await eva.codeOf('me.show'), 'E_API_SIGN_IN');
  });

  it('refuse a token that was revoked at the other', async () => {
    const { id, token } = await owner.ask.ask('tokens.make', { name: 'script', scopes: ['read'], days: 1 });
    const script = there.browser();
    script.fields = { authorization: `Bearer ${token}`, origin: undefined, 'sec-fetch-site': undefined };
    assert.equal(await script.codeOf('devices.list'), undefined);
    await owner.ask.ask('tokens.revoke', { id });
    assert.equal(await script.codeOf('devices.list'), 'E_API_SIGN_IN');
  });

  it('tell pages of what was done at the other, and cut those of somebody who was put out there', async () => {
    const nora = await here.member(owner, 'auditor', 'Nora');
    const reader = await follow(there);
    const { id, name, role, credential } = await nora.ask.ask('me.show', {});
    const { signal } = there.domain.accounts.gate.watch({
      id,
      name,
      role,
      by: 'session',
      credential: credential ?? '',
    });
    const cut = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await owner.ask.ask('accounts.remove', { id });
    let told = '';
    while (!told.includes('account.removed')) told = JSON.stringify((await reader.next('account'))?.['data']);
    await cut;
    await reader.stop();
  });

  it('show who did what, whichever it was done at', async () => {
    await owner.ask.ask('lists.add', { list: 'refused', match: 'aa/1' });
    await at(there, owner).ask.ask('lists.add', { list: 'refused', match: 'aa/2' });
    const seenAt = async (house: House) => {
      const { changes } = await at(house, owner).ask.ask('changes.list', { operation: 'lists.add' });
      return changes.map(({ name, input }) => [name, input?.['match']]);
    };
    assert.deepEqual(await seenAt(here), [
      ['Olga', 'aa/2'],
      ['Olga', 'aa/1'],
    ]);
    assert.deepEqual(await seenAt(there), await seenAt(here));
  });
});
