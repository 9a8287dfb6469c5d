import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi, openOperationsOf, operationsOf, type Via } from '@sallyport/api';
import { fromUtf8, ManualClock, MINUTE, utf8 } from '@sallyport/core';
import { buildRequest, text } from '@sallyport/http';
import { withCode } from '@sallyport/testing';
import { z } from 'zod';
import { jsonOf, openShop, type Role, Shop, TrustingGate } from './support/shop.ts';

describe('the interface', () => {
  it('does what is asked for and answers JSON that no cache keeps', async () => {
    const { ask, shop } = openShop();
    const response = await ask('PUT', '/things/lamp', { json: { count: 3 } });
    assert.equal(response.status, 200);
    assert.deepEqual(jsonOf(response), { put: 'lamp' });
    assert.equal(response.headers['cache-control'], 'no-store');
    assert.equal(response.headers['x-content-type-options'], 'nosniff');
    assert.deepEqual([...shop.things], [['lamp', 3]]);
  });

  it('reads numbers, booleans and lists of a query by what the operation takes', async () => {
    const { ask, shop } = openShop();
    await ask('GET', '/things?limit=5&dear=true&names=1&names=b&sizes=1.5&search=5');
    assert.deepEqual(shop.seen, [{ limit: 5, dear: true, names: ['1', 'b'], sizes: [1.5], search: '5' }]);
  });

  it('takes one name for a list of one', async () => {
    const { ask, shop } = openShop();
    await ask('GET', '/things?names=lamp');
    assert.deepEqual(shop.seen, [{ names: ['lamp'] }]);
  });

  it('takes a slash in a part of the path where it is encoded, and nowhere else', async () => {
    const { ask, shop } = openShop();
    assert.equal((await ask('GET', '/things/a%2Fb%3F%23%25%20%C3%A9')).status, 200);
    assert.deepEqual(shop.seen, [{ name: 'a/b?#% é' }]);
    assert.equal((await ask('GET', '/things/a/b')).status, 404);
  });

  it('prefers a word of the path to a name', async () => {
    const { ask } = openShop();
    assert.equal(fromUtf8((await ask('GET', '/things/best')).body), '"the best"');
  });

  it('answers HEAD as GET, for the listener to leave the body out', async () => {
    const { ask } = openShop();
    assert.equal((await ask('HEAD', '/things')).status, 200);
  });

  it('sends the header fields that an operation asks for', async () => {
    const { ask } = openShop();
    const response = await ask('POST', '/knock', { as: '', json: { word: 'please' } });
    assert.deepEqual(jsonOf(response), { hello: 'stranger' });
    assert.equal(response.headers['set-cookie'], 'word=please');
  });

  it('sends a file part by part, as something to be kept', async () => {
    const { ask } = openShop();
    const response = await ask('GET', '/stock/export');
    assert.equal(response.headers['content-type'], 'text/csv; charset=utf-8');
    assert.equal(response.headers['content-disposition'], 'attachment; filename="stock.csv"');
    assert.equal(response.body.length, 0);
    let whole = '';
    for await (const chunk of response.stream ?? []) whole += fromUtf8(chunk);
    assert.equal(whole, 'name,count\nlamp,1\n');
  });

  it('ends a file, and not as it should, when whoever asked for it may no longer', async () => {
    const { ask, gate } = openShop();
    const right = new AbortController();
    let watched = 0;
    gate.watch = () => {
      watched++;
      return { signal: right.signal, release: () => void watched-- };
    };
    const { stream } = await ask('GET', '/stock/export');
    const chunks = stream?.[Symbol.asyncIterator]();
    assert.equal(watched, 0, 'what is never read is never watched');
    assert.equal((await chunks?.next())?.done, false);
    assert.equal(watched, 1);
    right.abort();
    await assert.rejects(async () => chunks?.next(), withCode('E_API_SIGN_IN'));
    assert.equal(watched, 0);
  });

  it('hands events to whoever came through the gate', async () => {
    const { api } = openShop({ events: async (_, caller) => text(200, `for ${caller.name}`) });
    const ask = (as: string) => api.handler(buildRequest({ target: '/api/v1/events', headers: { 'x-caller': as } }));
    assert.equal(fromUtf8((await ask('visitor')).body), 'for Vera\n');
    assert.equal((await ask('nobody')).status, 401);
  });

  it('has no events where nobody tells any', async () => {
    const { ask } = openShop();
    assert.equal((await ask('GET', '/events')).status, 404);
  });

  it('tells the listener how large a body may be', async () => {
    const { api } = openShop();
    const limitOf = (method: string, target: string, as = 'keeper') =>
      api.bodyLimit(buildRequest({ method, target, headers: { 'x-caller': as } }));
    assert.equal(await limitOf('POST', '/api/v1/notes'), 4096);
    assert.equal(await limitOf('PUT', '/api/v1/things/lamp'), 1 << 20);
    assert.equal(await limitOf('POST', '/api/v1/nowhere'), 65_536);
    assert.equal(await limitOf('POST', '/elsewhere'), 65_536);
  });

  it('has large bodies read of those alone who may send them', async () => {
    const { api } = openShop();
    const limitOf = (as: string, target = '/api/v1/albums', method = 'POST') =>
      api.bodyLimit(buildRequest({ method, target, headers: { 'x-caller': as } }));
    assert.deepEqual(
      [await limitOf('keeper'), await limitOf('visitor'), await limitOf('nobody')],
      [64 << 20, 65_536, 65_536],
    );
    assert.equal(await limitOf('nobody', '/api/v1/things/lamp', 'PUT'), 65_536);
  });

  it('does not ask twice who sends a small body', async () => {
    const { api, gate } = openShop();
    gate.authenticate = () => assert.fail('asked');
    const headers = { 'x-caller': 'keeper', 'content-length': '65536' };
    assert.equal(await api.bodyLimit(buildRequest({ method: 'POST', target: '/api/v1/albums', headers })), 65_536);
  });
});

describe('the interface refuses', () => {
  for (const [why, method, target, init, status, code] of [
    ['a path that is none', 'GET', '/nowhere', {}, 404, 'E_API_OPERATION'],
    ['a path that ends with a slash', 'GET', '/things/', {}, 404, 'E_API_OPERATION'],
    ['an empty part of a path', 'POST', '/things//break', { json: { how: 'bug' } }, 404, 'E_API_OPERATION'],
    ['another method', 'PATCH', '/things/lamp', { json: {} }, 405, 'E_API_METHOD'],
    ['a method that is none of ours', 'TRACE', '/things', {}, 405, 'E_API_METHOD'],
    ['a member of the query that nobody asked for', 'GET', '/things?colour=red', {}, 400, 'E_API_INPUT'],
    ['a member of the query called __proto__', 'GET', '/things?__proto__=1', {}, 400, 'E_API_INPUT'],
    ['a member of the query called constructor', 'GET', '/things?constructor=1', {}, 400, 'E_API_INPUT'],
    ['a member of the query that is given twice', 'GET', '/things?limit=1&limit=2', {}, 400, 'E_API_INPUT'],
    ['a part of the path in the query, too', 'GET', '/things/a?name=b', {}, 400, 'E_API_INPUT'],
    ['a number that is none', 'GET', '/things?limit=0x10', {}, 400, 'E_API_INPUT'],
    ['a number with blanks', 'GET', '/things?limit=%201', {}, 400, 'E_API_INPUT'],
    ['a number that is empty', 'GET', '/things?limit=', {}, 400, 'E_API_INPUT'],
    ['a boolean that is none', 'GET', '/things?dear=yes', {}, 400, 'E_API_INPUT'],
    ['a query where the body has the input', 'PUT', '/things/a?count=1', { json: { count: 1 } }, 400, 'E_API_INPUT'],
    ['a body where the query has the input', 'GET', '/things', { json: { limit: 1 } }, 400, 'E_API_INPUT'],
    ['a body of DELETE', 'DELETE', '/things/a', { json: {} }, 400, 'E_API_INPUT'],
    ['a part of the path in the body, too', 'PUT', '/things/a', { json: { name: 'b', count: 1 } }, 400, 'E_API_INPUT'],
    ['a path that is not percent-encoded', 'GET', '/things/%zz', {}, 400, 'E_API_INPUT'],
    ['a path that is no UTF-8', 'GET', '/things/%ff', {}, 400, 'E_API_INPUT'],
    ['malformed JSON', 'PUT', '/things/a', { body: utf8('{"count":'), headers: jsonType() }, 400, 'E_API_INPUT'],
    [
      'JSON that is no UTF-8',
      'PUT',
      '/things/a',
      { body: Uint8Array.of(0x22, 0xff, 0x22), headers: jsonType() },
      400,
      'E_API_INPUT',
    ],
    [
      'JSON with a byte order mark',
      'PUT',
      '/things/a',
      { body: utf8('\ufeff{}'), headers: jsonType() },
      400,
      'E_API_INPUT',
    ],
    ['JSON that is a list', 'PUT', '/things/a', { json: [1] }, 400, 'E_API_INPUT'],
    ['JSON that is null', 'PUT', '/things/a', { json: null }, 400, 'E_API_INPUT'],
    [
      'another media type',
      'PUT',
      '/things/a',
      { body: utf8('count=1'), headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'E_API_MEDIA_TYPE',
    ],
    [
      'JSON as text, which a page of anywhere can send',
      'PUT',
      '/things/a',
      { body: utf8('{"count":1}'), headers: { 'content-type': 'text/plain' } },
      415,
      'E_API_MEDIA_TYPE',
    ],
    ['a body without a media type', 'PUT', '/things/a', { body: utf8('{"count":1}') }, 415, 'E_API_MEDIA_TYPE'],
    [
      'what is too large for its operation',
      'POST',
      '/notes',
      { json: { note: 'x'.repeat(5000) } },
      413,
      'E_API_TOO_LARGE',
    ],
    ['whoever is not known', 'GET', '/things', { as: '' }, 401, 'E_API_SIGN_IN'],
    ['whoever has another role', 'DELETE', '/things/a', { as: 'visitor' }, 403, 'E_API_ROLE'],
    ['what is done on the machine alone', 'POST', '/stock', { json: { path: '/etc/passwd' } }, 403, 'E_API_LOCAL'],
    [
      'a file of the machine from elsewhere',
      'PUT',
      '/things/a',
      { json: { count: 1, file: '/etc/passwd' } },
      403,
      'E_API_LOCAL',
    ],
  ] as const) {
    it(why, async () => {
      const { ask, shop, gate } = openShop();
      const response = await ask(method, target, init);
      assert.deepEqual([response.status, jsonOf(response)['code']], [status, code]);
      assert.equal(response.headers['content-type'], 'application/problem+json');
      const { detail, hint, fault, title } = jsonOf(response);
      for (const member of [detail, hint, fault, title]) assert.ok(typeof member === 'string' && member.length > 0);
      assert.deepEqual([[...shop.things], shop.seen, gate.records], [[], [], []]);
    });
  }

  it('a path outside of it', async () => {
    const { api } = openShop();
    for (const target of ['/api', '/api/', '/api/v1', '/api/v2/things', '/things', '/api/v1/../v1/things', '*']) {
      assert.equal((await api.handler(buildRequest({ target }))).status, 404, target);
    }
  });

  it('JSON that is nested deeply, without a fall', async () => {
    const { ask } = openShop({ table: withRoom() });
    for (const nested of ['['.repeat(100_000), `{"note":${'['.repeat(65)}${']'.repeat(65)}}`]) {
      const response = await ask('POST', '/notes', { body: utf8(nested), headers: jsonType() });
      assert.deepEqual([response.status, jsonOf(response)['code']], [400, 'E_API_INPUT']);
    }
  });

  it('ten million bytes of a claim as too large, before they are read as JSON', async () => {
    const { ask } = openShop();
    const response = await ask('POST', '/notes', { body: new Uint8Array(10_000_000).fill(0x20), headers: jsonType() });
    assert.deepEqual([response.status, jsonOf(response)['code']], [413, 'E_API_TOO_LARGE']);
  });

  it('who may not do a thing before what is wrong with it', async () => {
    const { ask } = openShop();
    for (const init of [{ body: utf8('{'), headers: jsonType() }, { json: { wrong: 1 } }]) {
      assert.equal((await ask('PUT', '/things/a', { ...init, as: 'visitor' })).status, 403);
      assert.equal((await ask('PUT', '/things/a', { ...init, as: '' })).status, 401);
    }
  });

  it('and names the methods that a path takes', async () => {
    const { ask } = openShop();
    const response = await ask('POST', '/things/lamp', { json: {} });
    assert.deepEqual(response.headers['allow']?.split(', ').sort(), ['DELETE', 'GET', 'PUT']);
  });

  it('and names the wrong members, for forms', async () => {
    const { ask } = openShop();
    const response = await ask('PUT', '/things/lamp', { json: { count: 'x', code: 5 } });
    const { errors } = jsonOf(response);
    assert.ok(Array.isArray(errors));
    assert.deepEqual(
      errors.map((each) => JSON.parse(JSON.stringify(each))).map(({ path, code }) => [path, code]),
      [
        ['count', 'invalid_type'],
        ['code', 'invalid_type'],
      ],
    );
  });

  it('and lets no name of an input reach the prototype of all objects', async () => {
    const { ask, shop } = openShop();
    const note =
      '{"note":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}},"by":{"__proto__":"x"}}';
    await ask('POST', '/notes', { body: utf8(note), headers: jsonType() });
    assert.equal(Reflect.get({}, 'polluted'), undefined);
    for (const seen of shop.seen) assert.equal(Object.getPrototypeOf(seen), Object.prototype);
  });
});

describe('what an operation throws', () => {
  it('becomes a problem with its code, its reason and what to do', async () => {
    const { ask } = openShop();
    const response = await ask('POST', '/things/a/break', { json: { how: 'refusal' } });
    assert.deepEqual(jsonOf(response), {
      title: 'Forbidden',
      status: 403,
      code: 'E_API_SCOPE',
      fault: 'policy',
      detail: 'it does not break',
      hint: 'Use a token that was made for this.',
    });
  });

  it('is told to nobody but the service where it is a bug', async () => {
    const { ask, errors } = openShop();
    const response = await ask('POST', '/things/a/break', { json: { how: 'bug' } });
    assert.equal(response.status, 500);
    assert.doesNotMatch(fromUtf8(response.body), /secret|var/);
    assert.match(String(errors[0]), /a secret place/);
  });

  it('is an error of the service where the answer is not what is told of it, and that is checked', async () => {
    const lenient = openShop();
    assert.equal((await lenient.ask('POST', '/things/a/break', { json: { how: 'wrong-answer' } })).status, 200);
    const strict = openShop({ checkAnswers: true });
    assert.equal((await strict.ask('POST', '/things/a/break', { json: { how: 'wrong-answer' } })).status, 500);
    assert.match(String(strict.errors[0]), /members that are not told of/);
  });
});

describe('a rate', () => {
  const limits = { perCaller: { requests: 2, span: MINUTE }, perAddress: { requests: 3, span: MINUTE } };

  it('is kept for each caller, who is told when to come again', async () => {
    const { ask, clock } = openShop({ limits: { perCaller: limits.perCaller } });
    for (const status of [200, 200, 429]) assert.equal((await ask('GET', '/things')).status, status);
    const refused = await ask('GET', '/things');
    assert.equal(refused.headers['retry-after'], '30');
    assert.equal(jsonOf(refused)['code'], 'E_API_TOO_OFTEN');
    assert.equal((await ask('GET', '/things', { as: 'visitor' })).status, 200);
    clock.advance(MINUTE / 2);
    assert.equal((await ask('GET', '/things')).status, 200);
  });

  it('is kept for each address, whoever asks there', async () => {
    const { ask } = openShop({ limits: { perAddress: limits.perAddress } });
    for (const as of ['keeper', 'visitor', '']) await ask('GET', '/things', { as });
    assert.equal((await ask('GET', '/things', { as: '' })).status, 429);
  });

  it('does not hold for the machine itself', async () => {
    const { ask } = openShop({ limits: { perCaller: limits.perCaller } });
    for (let i = 0; i < 5; i++) assert.equal((await ask('GET', '/things', { as: 'local' })).status, 200);
  });
});

describe('a table', () => {
  const operation = operationsOf<Shop, Role>();
  const openOperation = openOperationsOf<Shop, Role>();
  const row = (via: Via) =>
    operation({ title: 'try', via, roles: [], input: z.object({}), answer: z.string(), run: () => 'x' });
  const open = (table: Parameters<typeof createApi<Shop, Role>>[0]['table']) =>
    createApi<Shop, Role>({
      table,
      host: new Shop(),
      gate: new TrustingGate(),
      info: { title: '', version: '', description: '', securitySchemes: {} },
      clock: new ManualClock(),
      onError: () => undefined,
    });

  for (const [why, via] of [
    ['a part that is twice named', 'GET /a/{b}/{b}'],
    ['a name that is none', 'GET /a/{b c}'],
    ['a part that is half a name', 'GET /a/x{b}'],
    ['a slash too many', 'GET /a//b'],
    ['capitals', 'GET /A'],
    ['nothing', 'GET /'],
  ] as const) {
    it(`is refused for ${why}`, () => {
      assert.throws(() => open({ a: row(via) }), withCode('E_API_TABLE'));
    });
  }

  it('is refused where two operations are reached by one path', () => {
    assert.throws(() => open({ a: row('GET /a/{b}'), c: row('GET /a/{d}') }), withCode('E_API_TABLE'));
    assert.throws(() => open({ a: row('GET /a/{b}'), c: row('PUT /a/{d}') }), withCode('E_API_TABLE'));
    assert.doesNotThrow(() => open({ a: row('GET /a/{b}'), c: row('PUT /a/{b}') }));
  });

  it('makes nothing open that does not say so', () => {
    const closed = row('GET /a');
    const opened = openOperation({
      title: 'try',
      via: 'GET /b',
      input: z.object({}),
      answer: z.string(),
      run: () => '',
    });
    assert.deepEqual([closed.open, opened.open], [false, true]);
  });
});

function jsonType() {
  return { 'content-type': 'application/json' };
}

function withRoom() {
  const operation = operationsOf<Shop, Role>();
  return {
    'notes.put': operation({
      title: 'keep a note',
      via: 'POST /notes',
      roles: ['keeper'],
      input: z.object({ note: z.json() }),
      answer: z.json(),
      run: (_, { note }) => note,
    }),
  };
}
