/** What of the list of claims is asked for. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLAIM_TYPE_NAMES } from '@sallyport/assurance-claims';
import { inputOf, queryIn, TYPES } from '../../../src/views/claims/query.ts';

describe('the query of the claims view', () => {
  it('takes from the address what it knows, and nothing that is empty', () => {
    const address = {
      origin: 'inferred',
      type: 'Trust',
      state: 'refused',
      search: '',
      other: 'x',
      issuer: 'did:key:z1',
    };
    assert.deepEqual(queryIn(address), { origin: 'inferred', type: 'Trust', state: 'refused', issuer: 'did:key:z1' });
    assert.deepEqual(inputOf(queryIn(address)), {
      limit: 100,
      origin: 'inferred',
      type: 'Trust',
      state: 'refused',
      issuer: 'did:key:z1',
    });
  });

  it('leaves out values of an address that the domain would refuse', () => {
    assert.deepEqual(inputOf(queryIn({ origin: 'made up', type: '<b>', state: 'nothing' })), { limit: 100 });
  });

  it('offers every type of claim that there is', () => {
    assert.deepEqual([...TYPES].sort(), [...CLAIM_TYPE_NAMES].sort());
  });
});
