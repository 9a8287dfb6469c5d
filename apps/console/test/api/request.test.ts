import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CallError } from '../../src/api/call-error.ts';
import { requestLine } from '../../src/api/request.ts';

describe('a request for an operation', () => {
  it('takes what stands in braces out of the input, percent-encoded', () => {
    assert.deepEqual(
      requestLine('GET /devices/{manufacturer}/{serialNumber}', { manufacturer: 'a', serialNumber: 'x/ö %' }),
      {
        method: 'GET',
        path: '/devices/a/x%2F%C3%B6%20%25',
      },
    );
  });

  it('puts the rest into the query where there is no body, arrays repeated and absent members left out', () => {
    assert.deepEqual(requestLine('GET /devices', { state: ['a', 'b'], limit: 5, cursor: undefined, ok: true }), {
      method: 'GET',
      path: '/devices?state=a&state=b&limit=5&ok=true',
    });
    assert.deepEqual(requestLine('DELETE /lists/{list}', { list: 'models', match: 'a&b' }), {
      method: 'DELETE',
      path: '/lists/models?match=a%26b',
    });
  });

  it('puts the rest into a JSON body otherwise', () => {
    assert.deepEqual(requestLine('PUT /lists/{list}', { list: 'models', entry: { match: 'x' } }), {
      method: 'PUT',
      path: '/lists/models',
      body: '{"entry":{"match":"x"}}',
    });
    assert.equal(requestLine('POST /sign-out', {}).body, '{}');
  });

  for (const name of ['', '.', '..', undefined]) {
    it(`asks for no ${JSON.stringify(name)} in a path, since a browser would take it for another path`, () => {
      assert.throws(
        () => requestLine('GET /devices/{name}', { name }),
        (error: unknown) => error instanceof CallError && error.code === 'E_API_INPUT',
      );
    });
  }
});
