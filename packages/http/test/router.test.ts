import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildRequest, router, text } from '@sallyport/http';
import { withCode } from '@sallyport/testing';

const handler = router({
  '/a': { GET: async () => text(200, 'got'), POST: async () => text(201, 'posted') },
  '/b': { POST: async () => text(200, 'b') },
});

describe('router', () => {
  it('finds handlers by exact path and method', async () => {
    assert.equal((await handler(buildRequest({ target: '/a?x=1' }))).status, 200);
    assert.equal((await handler(buildRequest({ method: 'POST', target: '/a' }))).status, 201);
  });

  it('answers HEAD where there is GET', async () => {
    assert.equal((await handler(buildRequest({ method: 'HEAD', target: '/a' }))).status, 200);
  });

  it('answers 405 with the methods there are', async () => {
    const response = await handler(buildRequest({ method: 'DELETE', target: '/a' }));
    assert.equal(response.status, 405);
    assert.equal(response.headers['allow'], 'GET, POST, HEAD');
    assert.equal((await handler(buildRequest({ target: '/b' }))).headers['allow'], 'POST');
  });

  for (const target of ['/', '/a/', '/A', '//a', '/a/../b', '/%61', '/constructor', '/__proto__', '*']) {
    it(`knows nothing of ${target}`, async () => {
      await assert.rejects(handler(buildRequest({ target })), withCode('E_HTTP_NOT_FOUND'));
    });
  }

  it('does not take inherited names for methods', async () => {
    assert.equal((await handler(buildRequest({ method: 'constructor', target: '/a' }))).status, 405);
  });

  it('asks the handler for everything else, if there is one', async () => {
    const open = router({}, { otherwise: async (request) => text(200, request.path) });
    assert.equal((await open(buildRequest({ target: '/x' }))).status, 200);
  });
});
