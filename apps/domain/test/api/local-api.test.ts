import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { apiClient } from '@sallyport/api';
import { buildRequest } from '@sallyport/http';
import { DOMAIN_OPERATIONS, type Domain } from '../../src/index.ts';
import { startDomain } from '../support.ts';

describe('the domain’s API on its own machine', () => {
  let domain: Domain;
  before(async () => {
    domain = await startDomain({ listen: undefined, checkAnswers: true });
  });
  after(() => domain.close());

  const client = () =>
    apiClient(DOMAIN_OPERATIONS, ({ path, ...rest }) =>
      domain.localApi.handler(buildRequest({ target: path, ...rest })),
    );

  it('does for whoever may use the machine what the owner may', async () => {
    const added = await client().ask('lists.add', { list: 'models', match: 'a/b ?#%', note: 'tried' });
    assert.deepEqual(added, { added: 'a/b ?#%' });
    const removed = await client().ask('lists.remove', { list: 'models', match: 'a/b ?#%' });
    assert.deepEqual(removed, { removed: true });
  });
});
