import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressOf, inputOf, queryIn } from '../../../src/views/devices/query.ts';

describe('the address of the list of devices', () => {
  it('asks for what changed last when it says nothing', () => {
    const query = queryIn({});
    assert.deepEqual(inputOf(query), { limit: 200, facets: true, early: true, sort: 'changed', reverse: true });
    assert.deepEqual(addressOf(query), {});
  });

  it('leads back to the same list', () => {
    const address = { search: 'lamp', sort: 'maker', state: 'aboard', maker: 'aa', type: '(none)', presence: 'on' };
    const query = queryIn(address);
    assert.deepEqual(addressOf(query), address);
    assert.deepEqual(inputOf(query), {
      ...{ limit: 200, facets: true, early: true, sort: 'maker', search: 'lamp' },
      ...{ state: 'aboard', presence: 'on', maker: 'aa', type: '' },
    });
  });

  it('leaves out what the list does not know, and cuts what is too long', () => {
    const query = queryIn({ sort: 'colour', state: 'gone', standing: 'maybe', nothing: 'x', search: 'x'.repeat(300) });
    assert.deepEqual(inputOf(query), {
      ...{ limit: 200, facets: true, early: true, sort: 'changed', reverse: true, search: 'x'.repeat(256) },
    });
  });
});
