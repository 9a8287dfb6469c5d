import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromUtf8 } from '@sallyport/core';
import { buildRequest, text } from '@sallyport/http';
import { checkOpenApi } from '@sallyport/testing/openapi';
import { openShop, SHOP_OPERATIONS } from './support/shop.ts';

const { api } = openShop({ events: async () => text(200, 'x') });
const document = api.document();

describe('the description of an interface', () => {
  it('is OpenAPI 3.1 by its rules, with schemas that are JSON Schema', async () => {
    await checkOpenApi(document);
  });

  it('tells of every operation once, by its name, with who may', () => {
    const written = JSON.stringify(document);
    for (const name of Object.keys(SHOP_OPERATIONS)) {
      assert.equal(written.split(`"operationId":"${name}"`).length, 2, name);
    }
    assert.match(written, /"x-sallyport-roles":\["keeper"\]/);
    assert.match(written, /"operationId":"events"/);
  });

  it('is served to programs and, without a script, to people', async () => {
    const ask = (target: string, method = 'GET') => api.handler(buildRequest({ target, method }));
    const served = await ask('/api/openapi.json');
    assert.deepEqual(JSON.parse(fromUtf8(served.body)), document);
    const page = await ask('/api/docs');
    assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
    assert.doesNotMatch(fromUtf8(page.body), /<script|<style|style=|onclick/i);
    for (const [name, { title }] of Object.entries(SHOP_OPERATIONS)) {
      assert.ok(fromUtf8(page.body).includes(`<h3>${name}</h3>`), name);
      assert.ok(fromUtf8(page.body).includes(title), title);
    }
    const style = await ask('/api/docs.css');
    assert.equal(style.headers['content-type'], 'text/css; charset=utf-8');
    assert.equal((await ask('/api/docs', 'POST')).status, 404);
  });

  it('shows text as text', async () => {
    const opened = openShop({
      info: { title: '<script>alert(1)</script>', version: '"', description: "<img src='x'>", securitySchemes: {} },
    });
    const page = fromUtf8((await opened.api.handler(buildRequest({ target: '/api/docs' }))).body);
    assert.doesNotMatch(page, /<script|<img/);
    assert.ok(page.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
  });
});
