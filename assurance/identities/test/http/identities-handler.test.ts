import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { identitiesHandler } from '@sallyport/assurance-identities';
import { errorFactory, fromUtf8, utf8 } from '@sallyport/core';
import { buildRequest, type HttpHandler, type HttpResponse, PROBLEM_TYPE } from '@sallyport/http';
import { STORE_ERRORS } from '@sallyport/store';
import { fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import { type Changes, type House, inHouse, keyOwner, tokenIn } from '../support/house.ts';

const storeFails = errorFactory(STORE_ERRORS);
const FORM = 'application/x-www-form-urlencoded';

interface Served extends House {
  readonly handler: HttpHandler;
  ask(body: Uint8Array, remoteAddress?: string): Promise<HttpResponse>;
  open(token: string): Promise<HttpResponse>;
  press(token: string, type?: string): Promise<HttpResponse>;
}

async function serving(changes: Changes, run: (served: Served) => Promise<void>): Promise<void> {
  await inHouse(changes, async (house) => {
    const handler = identitiesHandler({ server: house.server, onError: (error) => house.errors.push(error) });
    await run({
      ...house,
      handler,
      ask: (body, remoteAddress = '192.0.2.1') =>
        handler(
          buildRequest({
            method: 'POST',
            target: '/identities',
            headers: { 'content-type': 'application/jwt' },
            body,
            connection: { id: 'c', remoteAddress, tls: undefined },
          }),
        ),
      open: (token) => handler(buildRequest({ target: `/identities/confirm?token=${token}` })),
      press: (token, type = FORM) =>
        handler(
          buildRequest({
            method: 'POST',
            target: '/identities/confirm',
            headers: { 'content-type': type },
            body: utf8(`token=${token}`),
          }),
        ),
    });
  });
}

function contentOf({ body }: HttpResponse) {
  return JSON.parse(fromUtf8(body));
}

describe('the way of a binding over HTTP', () => {
  it('is a request, a page with a button, the button, and the binding', async () => {
    await serving({}, async ({ ask, open, press, requestOf, mails, log }) => {
      const asker = keyOwner();
      const pending = await ask(await requestOf(asker, 'person@email.com'));
      assert.equal(pending.status, 202);
      assert.deepEqual(contentOf(pending), {
        status: 'pending',
        fingerprint: contentOf(pending).fingerprint,
        expires: '2026-11-30T13:00:00.000Z',
      });
      const token = tokenIn(mails[0]);

      // A scanner of mail follows the link as often as it likes.
      for (let scan = 0; scan < 3; scan++) {
        const page = await open(token);
        assert.equal(page.status, 200);
        const html = fromUtf8(page.body);
        assert.match(html, /<form method="post" action="confirm">/);
        assert.ok(html.includes(contentOf(pending).fingerprint));
      }
      assert.equal((await log.page()).claims.length, 0);

      const done = await press(token);
      assert.equal(done.status, 200);
      assert.match(fromUtf8(done.body), /is bound to/);
      assert.equal((await press(token)).status, 404);
      assert.equal((await open(token)).status, 404);

      const bound = await ask(await requestOf(asker, 'person@email.com'));
      assert.equal(bound.status, 200);
      const [entry] = (await log.page()).claims;
      assert.equal(contentOf(bound).binding, fromUtf8((await log.get(entry?.id ?? '')).bytes));
    });
  });

  it('shows pages that run nothing, load nothing, tell nobody and are kept nowhere', async () => {
    await serving({}, async ({ open, linked }) => {
      const token = await linked(keyOwner(), "o'neill&co@email.com");
      for (const page of [await open(token), await open('unknown')]) {
        assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
        assert.match(
          page.headers['content-security-policy'] ?? '',
          /default-src 'none'; form-action 'self'; frame-ancestors 'none'/,
        );
        assert.equal(page.headers['referrer-policy'], 'no-referrer');
        assert.equal(page.headers['cache-control'], 'no-store');
        assert.doesNotMatch(fromUtf8(page.body), /<script|src=|http:|https:/);
      }
      assert.ok(fromUtf8((await open(token)).body).includes('o&#39;neill&amp;co@email.com'));
    });
  });

  it('says nothing of what was in a link that does not work', async () => {
    await serving({}, async ({ open }) => {
      const page = await open('%3Cscript%3Ealert(1)%3C/script%3E');
      assert.equal(page.status, 404);
      assert.doesNotMatch(fromUtf8(page.body), /alert/);
    });
  });
});

describe('what is refused over HTTP', () => {
  it('is refused to programs in problem details', async () => {
    await serving(
      { policy: { peerLimit: { requests: 4, span: 600_000 } } },
      async ({ ask, handler, requestOf, linked, server }) => {
        const bad = await ask(utf8('rubbish'));
        assert.equal(bad.status, 400);
        assert.equal(bad.headers['content-type'], PROBLEM_TYPE);
        assert.equal(contentOf(bad).code, 'E_IDENTITIES_PROOF');
        const wrongType = await handler(
          buildRequest({ method: 'POST', target: '/identities', headers: { 'content-type': 'text/plain' } }),
        );
        assert.equal(wrongType.status, 415);
        const asker = keyOwner();
        await server.confirm(await linked(asker, 'a@email.com'));
        const other = await ask(await requestOf(asker, 'b@email.com'));
        assert.deepEqual([other.status, contentOf(other).code], [409, 'E_IDENTITIES_BOUND']);
        await ask(utf8('rubbish'));
        await ask(utf8('rubbish'));
        const limited = await ask(await requestOf(asker, 'a@email.com'));
        assert.deepEqual([limited.status, contentOf(limited).code], [429, 'E_IDENTITIES_LIMIT']);
        assert.equal(limited.headers['retry-after'], '150');
        assert.equal((await ask(utf8('rubbish'), '192.0.2.2')).status, 400);
      },
    );
  });

  it('counts the addresses of one IPv6 network as one peer', async () => {
    await serving({ policy: { peerLimit: { requests: 1, span: 600_000 } } }, async ({ ask }) => {
      assert.equal((await ask(utf8('x'), '2001:db8:1:2::1')).status, 400);
      assert.equal((await ask(utf8('x'), '2001:db8:1:2:ffff::2')).status, 429);
      assert.equal((await ask(utf8('x'), '2001:db8:1:3::1')).status, 400);
      assert.equal((await ask(utf8('x'), '::ffff:192.0.2.1')).status, 400);
      assert.equal((await ask(utf8('x'), '::ffff:192.0.2.2')).status, 400);
    });
  });

  it('is the button of anything but a form', async () => {
    await serving({}, async ({ press, linked, handler, log }) => {
      const token = await linked(keyOwner(), 'a@email.com');
      assert.equal((await press(token, 'application/json')).status, 415);
      assert.equal((await press(`${token}&padding=${'x'.repeat(2000)}`)).status, 404);
      for (const method of ['HEAD', 'PUT', 'DELETE']) {
        await handler(buildRequest({ method, target: `/identities/confirm?token=${token}` }));
      }
      assert.equal((await handler(buildRequest({ target: '/identities' }))).status, 405);
      assert.equal((await log.page()).claims.length, 0);
      assert.equal((await press(token)).status, 200);
    });
  });

  it('says nothing of what is wrong here', async () => {
    for (const [trouble, status] of [
      [storeFails('E_STORE_FULL', 'the secret path'), 503],
      [new TypeError('secret'), 500],
    ] as const) {
      const errors: unknown[] = [];
      const broken = () => Promise.reject(trouble);
      const server = { request: broken, look: broken, confirm: broken };
      const handler = identitiesHandler({ server, onError: (error) => errors.push(error) });
      for (const [method, target, type] of [
        ['POST', '/identities', 'application/jwt'],
        ['GET', '/identities/confirm?token=x', 'text/plain'],
        ['POST', '/identities/confirm', FORM],
      ] as const) {
        const response = await handler(buildRequest({ method, target, headers: { 'content-type': type } }));
        assert.equal(response.status, status);
        assert.doesNotMatch(fromUtf8(response.body), /secret/);
      }
      assert.deepEqual(errors, [trouble, trouble, trouble]);
    }
  });

  it('never makes the handler throw, whatever is sent', async () => {
    await serving({ policy: { peerLimit: { requests: 1_000_000, span: 1000 } } }, async ({ handler }) => {
      const bodies = fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ unit: 'binary' }).map(utf8),
        fc.constant(utf8('token=%')),
      );
      const targets = fc.constantFrom(
        '/identities',
        '/identities/confirm',
        '/identities/confirm?token=%ff',
        '/identities/confirm?token=a&token=b',
      );
      const types = fc.constantFrom('application/jwt', FORM, 'text/plain', '');
      await fc.assert(
        fc.asyncProperty(fc.constantFrom('GET', 'POST'), targets, types, bodies, async (method, target, type, body) => {
          const { status } = await handler(buildRequest({ method, target, headers: { 'content-type': type }, body }));
          assert.ok([400, 404, 405, 415].includes(status), String(status));
        }),
        { numRuns: fuzzRuns(300) },
      );
    });
  });
});
