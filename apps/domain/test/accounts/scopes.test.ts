import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isWithin, scopesSchema } from '../../src/accounts/scopes.ts';

const looks = (name: string) => ({ name, changes: false });
const changes = (name: string) => ({ name, changes: true });

describe('the scopes of a token', () => {
  it('take in what they name, one operation or a group', () => {
    assert.ok(isWithin(['devices.list'], looks('devices.list')));
    assert.ok(isWithin(['devices.*'], changes('devices.revoke')));
    assert.ok(isWithin(['read'], looks('claims.list')));
    assert.ok(isWithin(['why'], looks('why')));
  });

  it('take in nothing else', () => {
    assert.ok(!isWithin(['devices.list'], looks('devices.show')));
    assert.ok(!isWithin(['devices.*'], looks('devices-gone.list')));
    assert.ok(!isWithin(['devices.*'], looks('devices')));
    assert.ok(!isWithin(['read'], changes('claims.make')));
    assert.ok(!isWithin([], looks('claims.list')));
  });

  it('never take in changes to people, sessions and tokens, even where they name them', () => {
    for (const name of ['tokens.make', 'accounts.invite', 'me.set-password', 'sign-ins.end', 'sign-out']) {
      assert.ok(!isWithin([name, `${name.split('.')[0]}.*`, 'read'], changes(name)), name);
    }
    assert.ok(isWithin(['accounts.list'], looks('accounts.list')));
  });

  it('are written in one way', () => {
    assert.ok(scopesSchema.safeParse(['read', 'devices.*', 'sign-ins.list', 'why', 'policy.preview']).success);
    for (const wrong of [
      '*',
      '.*',
      'devices.',
      'Devices.list',
      'devices.**',
      'a b',
      '',
      'read ',
      'devices.list.x',
      '-a',
    ]) {
      assert.ok(!scopesSchema.safeParse([wrong]).success, wrong);
    }
    assert.ok(!scopesSchema.safeParse([]).success);
    assert.ok(!scopesSchema.safeParse(Array(33).fill('read')).success);
  });
});
