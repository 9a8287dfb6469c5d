import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AssetSource, assetHandler } from '@sallyport/api';
import { fromUtf8, utf8 } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';

const source: AssetSource = new Map([
  ['/index.html', { body: utf8('<html>'), type: 'text/html; charset=utf-8', etag: '"1"', immutable: false }],
  [
    '/assets/app-5f.js',
    { body: utf8('zipped'), type: 'text/javascript', etag: '"2"', immutable: true, encoding: 'gzip' as const },
  ],
]);
const handler = assetHandler(source);
const ask = (target: string, headers: Record<string, string> = {}, method = 'GET') =>
  handler(buildRequest({ target, headers, method }));
const PAGE = { accept: 'text/html,application/xhtml+xml' };

describe('the files of a page', () => {
  it('are served as they are, and kept for ever where their names change with them', async () => {
    const file = await ask('/assets/app-5f.js');
    assert.equal(fromUtf8(file.body), 'zipped');
    assert.deepEqual(file.headers, {
      'content-type': 'text/javascript',
      etag: '"2"',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
    });
  });

  it('are asked for each time otherwise', async () => {
    assert.equal((await ask('/index.html')).headers['cache-control'], 'no-cache');
  });

  for (const field of ['"2"', 'W/"2"', '"x", "2"']) {
    it(`are not sent to whoever has them already, by ${field}`, async () => {
      const response = await ask('/assets/app-5f.js', { 'if-none-match': field });
      assert.deepEqual([response.status, response.body.length], [304, 0]);
    });
  }

  for (const place of ['/', '/devices', '/devices/maker/SN-1.5', '/devices/a%2Fb/c', '/sign-in']) {
    it(`are one for the place ${place} within the page`, async () => {
      assert.equal(fromUtf8((await ask(place, PAGE)).body), '<html>');
    });
  }

  for (const [target, headers] of [
    ['/assets/gone-12.js', PAGE],
    ['/assets/gone', PAGE],
    ['/favicon.ico', PAGE],
    ['/devices', { accept: 'application/json' }],
    ['/assets/../index.html', PAGE],
    ['/__proto__.x', PAGE],
  ] as const) {
    it(`are not there at ${target} for ${headers.accept}`, async () => {
      assert.equal((await ask(target, headers)).status, 404);
    });
  }

  it('are looked at and nothing else', async () => {
    const response = await ask('/index.html', {}, 'POST');
    assert.deepEqual([response.status, response.headers['allow']], [405, 'GET, HEAD']);
  });
});
