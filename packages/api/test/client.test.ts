import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { API_BASE, type ApiRequest, type ApiTransport, apiClient, requestFor } from '@sallyport/api';
import { fromUtf8, isSallyportError, type JsonValue, utf8 } from '@sallyport/core';
import { buildRequest, json, text } from '@sallyport/http';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { openShop, SHOP_OPERATIONS } from './support/shop.ts';

function clientOf(as = 'keeper') {
  const opened = openShop();
  const transport: ApiTransport = ({ method, path, headers, body }) =>
    opened.api.handler(
      buildRequest({
        method,
        target: path,
        headers: { ...headers, 'x-caller': as },
        ...(body === undefined ? {} : { body }),
      }),
    );
  return { ...opened, client: apiClient(SHOP_OPERATIONS, transport) };
}

describe('a client', () => {
  it('asks by name and is given what the operation answers, with its type', async () => {
    const { client } = clientOf();
    const { put } = await client.ask('things.put', { name: 'lamp', count: 2 });
    assert.equal(put, 'lamp');
    const { things } = await client.ask('things.list', {});
    assert.deepEqual(things, [{ name: 'lamp', count: 2 }]);
  });

  it('asks by a name that is known only then', async () => {
    const { client } = clientOf();
    assert.deepEqual(await client.askNamed('things.remove', { name: 'lamp' }), { removed: false });
    await assert.rejects(client.askNamed('things.fly', {}), withCode('E_API_OPERATION'));
    await assert.rejects(client.askNamed('things.list', []), withCode('E_API_INPUT'));
  });

  it('leaves out members that are undefined', async () => {
    const { client, shop } = clientOf();
    await client.ask('things.list', { limit: undefined, search: 'x' });
    await client.ask('things.put', { name: 'lamp', count: 1, code: undefined });
    assert.deepEqual(shop.seen, [{ search: 'x' }, { name: 'lamp', count: 1 }]);
  });

  it('throws what the service refused with, as if it had been thrown here', async () => {
    const { client } = clientOf('visitor');
    await assert.rejects(client.ask('things.remove', { name: 'lamp' }), (thrown) => {
      assert.ok(isSallyportError(thrown, 'E_API_ROLE'));
      assert.deepEqual([thrown.fault, thrown.http], ['policy', 403]);
      assert.match(thrown.message, /not for the role visitor/);
      assert.match(thrown.hint, /role/);
      return true;
    });
  });

  it('gives a file as it comes', async () => {
    const { client } = clientOf();
    const { stream } = await client.fetch('stock.export', {});
    let whole = '';
    for await (const chunk of stream ?? []) whole += fromUtf8(chunk);
    assert.match(whole, /lamp,1/);
  });

  for (const [why, response] of [
    ['an answer that is no refusal of ours', text(502, 'bad gateway')],
    ['a refusal without a code', json(400, { detail: 'x', hint: 'y' })],
    ['a redirection', { status: 302, headers: { location: '/elsewhere' }, body: new Uint8Array(0) }],
    ['nothing', { status: 204, headers: {}, body: new Uint8Array(0) }],
  ] as const) {
    it(`says that something else answers when it is given ${why}`, async () => {
      const client = apiClient(SHOP_OPERATIONS, async () => response);
      await assert.rejects(client.ask('things.list', {}), withCode('E_API_REFUSED'));
    });
  }

  it('is given the very input that was asked with, whatever is in it', async () => {
    const { client, shop } = clientOf();
    const name = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).filter((it) => it !== '.' && it !== '..');
    await fc.assert(
      fc.asyncProperty(
        name,
        fc.array(name, { maxLength: 5 }),
        fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
        fc.option(fc.boolean(), { nil: undefined }),
        fc.array(
          fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((n) => Math.round(n) / 4),
        ),
        async (one, names, limit, dear, sizes) => {
          shop.seen.length = 0;
          await client.ask('things.show', { name: one });
          await client.ask('things.list', { names, limit, dear, sizes });
          const given = {
            ...(names.length === 0 ? {} : { names }),
            ...(limit === undefined ? {} : { limit }),
            ...(dear === undefined ? {} : { dear }),
            ...(sizes.length === 0 ? {} : { sizes: sizes.map((size) => size + 0) }),
          };
          assert.deepEqual(JSON.parse(JSON.stringify(shop.seen)), [{ name: one }, given]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is given back any JSON that it sent', async () => {
    const { client } = clientOf();
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
        const note: JsonValue = JSON.parse(JSON.stringify(value));
        if (JSON.stringify(note).length > 3000) return;
        assert.deepEqual(await client.askNamed('notes.put', { note }), note);
      }),
      { numRuns: 300 },
    );
  });
});

describe('an interface that is sent anything', () => {
  const { api } = openShop();

  it('never falls, and refuses with a reason', async () => {
    const targets = fc.oneof(
      fc.string({ maxLength: 100 }).map((it) => `${API_BASE}/${it}`),
      fc.string({ maxLength: 60 }).map((it) => `${API_BASE}/things/${it}`),
      fc.string({ maxLength: 60 }).map((it) => `${API_BASE}/things?${it}`),
      fc.string({ maxLength: 60 }),
    );
    const methods = fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'QUERY');
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json({ maxDepth: 5 }).map((it) => utf8(it)),
    );
    await fc.assert(
      fc.asyncProperty(methods, targets, bodies, async (method, target, body) => {
        const headers = { 'x-caller': 'keeper', 'content-type': 'application/json' };
        const response = await api.handler(buildRequest({ method, target, headers, body }));
        assert.ok(response.status < 500, `${method} ${target}: ${response.status}`);
        if (response.status >= 400) assert.equal(response.headers['content-type'], 'application/problem+json');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a request for an operation', () => {
  it('has parts of the path encoded, and the rest in the query or the body', () => {
    assert.deepEqual(requestFor('GET /a/{b}', { b: 'x/y', c: [1, 2], d: true }), {
      method: 'GET',
      path: '/a/x%2Fy?c=1&c=2&d=true',
      headers: {},
    } satisfies ApiRequest);
    const posted = requestFor('POST /a/{b}', { b: 'x', c: { d: 1 } });
    assert.equal(fromUtf8(posted.body ?? utf8('')), '{"c":{"d":1}}');
    assert.equal(posted.headers['content-type'], 'application/json');
  });

  for (const [why, input] of [
    ['is not given', {}],
    ['is empty', { b: '' }],
    ['is a way up', { b: '..' }],
    ['is a dot', { b: '.' }],
    ['is an object', { b: { c: 1 } }],
    ['is null', { b: null }],
  ] as const) {
    it(`cannot be made when a part of the path ${why}`, () => {
      assert.throws(() => requestFor('GET /a/{b}', input), withCode('E_API_INPUT'));
    });
  }

  it('cannot carry an object in a query', () => {
    assert.throws(() => requestFor('GET /a', { b: { c: 1 } }), withCode('E_API_INPUT'));
  });
});
