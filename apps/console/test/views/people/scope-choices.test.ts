import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scopeGroups } from '../../../src/views/people/scope-choices.ts';

const OPERATIONS = {
  'devices.list': { via: 'GET /devices', roles: ['owner', 'installer'] },
  'devices.revoke': { via: 'POST /devices', roles: ['owner'] },
  'devices.trust': { via: 'POST /devices/trust', roles: ['owner', 'installer'] },
  'lists.add': { via: 'POST /lists', roles: ['owner'] },
  'lists.show': { via: 'GET /lists', roles: ['owner', 'installer'] },
  'accounts.invite': { via: 'POST /accounts', roles: ['owner'] },
  'me.set-password': { via: 'PUT /me/password', roles: ['owner', 'installer'] },
  'sign-out': { via: 'POST /sign-out', roles: ['owner', 'installer'] },
  why: { via: 'GET /why', roles: ['owner'] },
};

describe('the groups that a token can be made for', () => {
  it('are those in which its person may change something, each once', () => {
    assert.deepEqual(scopeGroups(OPERATIONS, 'owner'), ['devices', 'lists']);
    assert.deepEqual(scopeGroups(OPERATIONS, 'installer'), ['devices']);
    assert.deepEqual(scopeGroups(OPERATIONS, 'auditor'), []);
  });
});
