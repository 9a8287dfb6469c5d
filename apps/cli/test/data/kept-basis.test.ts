import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { basisKept, basisToKeep } from '../../src/data/kept-basis.ts';
import { testContext } from '../support/context.ts';

describe('whom a domain believed', () => {
  it('is the same for work on its books', () => {
    const basis = { roots: ['mailto:bob@example.com'], authenticationServers: ['did:key:z6Mkserver'], threshold: 0.7 };
    const kept = basisToKeep({ ...basis, lostTrust: 'revoke', claimsFrom: 'anybody' });
    assert.deepEqual(basisKept(kept, testContext()), basis);
    assert.deepEqual(basisKept(basisToKeep({}), testContext()), {});
    assert.deepEqual(basisKept(undefined, testContext()), {});
  });

  it('includes its own authentication server, which sends no mails then', async () => {
    const context = testContext();
    const kept = basisToKeep({ identities: { outbox: { send: async () => assert.fail('not kept') } } });
    const { identities } = basisKept(kept, context);
    await identities?.outbox.send({ to: 'bob@example.com', subject: '', text: '', link: '' });
    assert.match(context.written.note, /no mail is sent while the registrar does not run/);
  });
});
