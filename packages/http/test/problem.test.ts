import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromUtf8 } from '@sallyport/core';
import { PROBLEM_TYPE, problem, problemResponse } from '@sallyport/http';
import { fail } from '../src/errors.ts';

describe('a problem in JSON', () => {
  it('bears the title of its status and what is said of it', () => {
    const { status, headers, body } = problem(503, { detail: 'full' }, { 'retry-after': '5' });
    assert.equal(status, 503);
    assert.deepEqual(headers, { 'content-type': PROBLEM_TYPE, 'retry-after': '5' });
    assert.deepEqual(JSON.parse(fromUtf8(body)), { title: 'Service Unavailable', status: 503, detail: 'full' });
  });

  it('tells the code, reason and hint of an error that has a status', () => {
    const seen: unknown[] = [];
    const { status, body } = problemResponse(fail('E_HTTP_NOT_FOUND', 'nothing here'), (error) => seen.push(error));
    assert.equal(status, 404);
    assert.deepEqual(JSON.parse(fromUtf8(body)), {
      title: 'Not Found',
      status: 404,
      code: 'E_HTTP_NOT_FOUND',
      detail: 'nothing here',
      hint: 'Check the path.',
    });
    assert.deepEqual(seen, []);
  });

  it('says nothing of any other error, but to whoever runs the server', () => {
    for (const error of [new TypeError('secret'), fail('E_HTTP_CONNECT_REFUSED', 'secret')]) {
      const seen: unknown[] = [];
      const { status, body } = problemResponse(error, (thrown) => seen.push(thrown));
      assert.equal(status, 500);
      assert.doesNotMatch(fromUtf8(body), /secret/);
      assert.deepEqual(seen, [error]);
    }
  });
});
