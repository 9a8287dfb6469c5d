import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorFactory, fromUtf8 } from '@sallyport/core';
import { answering, buildRequest, errorResponse } from '@sallyport/http';

const fail = errorFactory({
  E_T_REFUSED: { fault: 'peer', hint: 'Do it properly.', http: 403 },
  E_T_DISK: { fault: 'environment', hint: 'Look at /dev/secret.' },
});

describe('errorResponse', () => {
  it('gives the status, the reason and the hint of an error meant for the client', () => {
    const response = errorResponse(fail('E_T_REFUSED', 'serial number differs', { cause: new Error('inner') }));
    assert.equal(response.status, 403);
    assert.equal(fromUtf8(response.body), 'E_T_REFUSED: serial number differs\nDo it properly.\n');
  });

  for (const thrown of [fail('E_T_DISK', 'disk 7 is full'), new Error('password=1'), 'text', undefined, null]) {
    it(`says nothing of ${String(thrown)} but tells the listener`, () => {
      const seen: unknown[] = [];
      const response = errorResponse(thrown, (error) => seen.push(error));
      assert.equal(response.status, 500);
      assert.equal(fromUtf8(response.body), 'internal error\n');
      assert.deepEqual(seen, [thrown]);
    });
  }

  it('makes a handler that always answers', async () => {
    const handler = answering(async () => {
      throw fail('E_T_REFUSED', 'no');
    });
    assert.equal((await handler(buildRequest())).status, 403);
  });
});
