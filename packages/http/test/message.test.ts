import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromUtf8 } from '@sallyport/core';
import { buildRequest, bytes, empty, json, text } from '@sallyport/http';

describe('messages as values', () => {
  it('gives text as UTF-8 with one line end', () => {
    const response = text(403, 'no room for Größe');
    assert.equal(response.status, 403);
    assert.equal(response.headers['content-type'], 'text/plain; charset=utf-8');
    assert.equal(fromUtf8(response.body), 'no room for Größe\n');
    assert.equal(fromUtf8(text(200, 'a\n').body), 'a\n');
    assert.equal(text(200, '').body.length, 0);
  });

  it('gives JSON, bytes and nothing', () => {
    assert.equal(fromUtf8(json(200, { a: [1] }).body), '{"a":[1]}');
    assert.equal(json(200, {}).headers['content-type'], 'application/json');
    const body = Uint8Array.of(1, 2);
    assert.deepEqual(bytes(200, 'application/pkcs10', body, { 'retry-after': '5' }), {
      status: 200,
      headers: { 'content-type': 'application/pkcs10', 'retry-after': '5' },
      body,
    });
    assert.deepEqual(empty(), { status: 204, headers: {}, body: new Uint8Array(0) });
  });

  it('builds requests as a listener would', () => {
    const request = buildRequest({ method: 'post', target: '/a/b?x=1&x=2&y', headers: { Accept: 'a/b' } });
    assert.equal(request.method, 'POST');
    assert.equal(request.path, '/a/b');
    assert.deepEqual(request.query.getAll('x'), ['1', '2']);
    assert.equal(request.headers.get('accept'), 'a/b');
    assert.equal(request.body.length, 0);
    assert.equal(request.connection.tls, undefined);
  });
});
