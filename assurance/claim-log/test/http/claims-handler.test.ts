import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { claimId } from '@sallyport/assurance-claim-log';
import { addProof, didKeySigner, makeClaim } from '@sallyport/assurance-claims';
import { errorFactory, fromUtf8, ManualClock, utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { STORE_ERRORS } from '@sallyport/store';
import { fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import { claimOf, collect, tokenOf } from '../support/logs.ts';
import { contentOf, isRefused, serving } from '../support/served.ts';

const storeFails = errorFactory(STORE_ERRORS);
const JOSE = 'application/vc+jwt';

describe('a claim that is brought', () => {
  it('is refused once its client has brought its share, and taken again later', async () => {
    const clock = new ManualClock();
    const clients = ['a', 'a', 'a', 'b', 'a'].values();
    const share = { limit: { requests: 3, span: 60_000 }, clock, clientOf: () => clients.next().value ?? '' };
    await serving({ share }, async ({ post, log }) => {
      const list = async (...names: readonly number[]) =>
        JSON.stringify((await Promise.all(names.map((name) => claimOf(name)))).map((token) => fromUtf8(token)));
      assert.equal((await post('application/json', await list(1, 2))).status, 202);
      const refused = await post('application/json', await list(3, 4));
      isRefused(refused, 429, 'E_CLAIM_LOG_LIMIT');
      assert.equal(refused.headers['retry-after'], '20');
      assert.equal((await post(JOSE, await claimOf(3))).status, 202, 'one more is within it');
      assert.equal((await post(JOSE, await claimOf(5))).status, 202, 'others have a share of their own');
      clock.advance(20_000);
      assert.equal((await post(JOSE, await claimOf(4))).status, 202);
      assert.equal((await collect(log.read())).length, 5);
    });
  });

  it('is acknowledged with its id once it is in the log, as its token', async () => {
    await serving({}, async ({ post, log }) => {
      const token = await claimOf(1);
      const response = await post(JOSE, token);
      assert.equal(response.status, 202);
      const id = claimId(token);
      assert.deepEqual(contentOf(response), { id, position: 1, isNew: true });
      assert.equal(response.headers['location'], `/claims/${id}`);
      const { bytes, from, origin } = await log.get(id);
      assert.deepEqual({ bytes, from, origin }, { bytes: token, from: '127.0.0.1', origin: 'received' });
      assert.deepEqual(contentOf(await post(JOSE, token)), { id, position: 1, isNew: false });
    });
  });

  it('may be a document with its proof, and keeps its white space', async () => {
    await serving({}, async ({ post, log }) => {
      const signer = didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
      const subject = { id: signer.issuer, role: 'router', truster: signer.issuer } as const;
      const validFrom = new Date('2026-01-01T00:00:00Z');
      const claim = makeClaim({ type: 'Trust', issuer: signer.issuer, validFrom, subject });
      const document = JSON.stringify(await addProof(claim, { signer, created: validFrom }), null, 2);
      const { id } = contentOf(await post('application/vc; charset=utf-8', document));
      assert.equal(fromUtf8((await log.get(id)).bytes), document);
    });
  });

  it('may come with others, and is acknowledged with them in their order', async () => {
    await serving({ limits: { maxClaims: 3 } }, async ({ post, log }) => {
      const tokens = await Promise.all([tokenOf(1), tokenOf(2), tokenOf(1)]);
      const response = await post('application/json', JSON.stringify(tokens));
      assert.equal(response.status, 202);
      const { claims } = contentOf(response);
      assert.deepEqual(
        claims.map(({ id }: { id: string }) => id),
        tokens.map((token) => claimId(utf8(token))),
      );
      assert.deepEqual(
        claims.map(({ position }: { position: number }) => position),
        [1, 2, 1],
      );
      isRefused(await post('application/json', JSON.stringify([...tokens, 'a.b.c'])), 413, 'E_CLAIM_LOG_TOO_MANY');
      assert.equal(await log.head(), 2);
    });
  });

  it('goes to whoever judges it, where there is somebody', async () => {
    const seen: string[] = [];
    const submit = async (bytes: Uint8Array, from: string) => {
      seen.push(`${fromUtf8(bytes)} from ${from}`);
      return { id: 'x', position: 7, isNew: true };
    };
    await serving({ submit }, async ({ post }) => {
      assert.deepEqual(contentOf(await post(JOSE, 'a.b.c')), { id: 'x', position: 7, isNew: true });
      assert.deepEqual(seen, ['a.b.c from 127.0.0.1']);
    });
  });

  it('is refused from those who may bring none', async () => {
    await serving({ maySubmit: () => false }, async ({ post, log }) => {
      isRefused(await post(JOSE, 'a.b.c'), 403, 'E_CLAIM_LOG_FORBIDDEN');
      assert.equal(await log.head(), 0);
    });
  });

  it('is refused when it is not in the form of a claim, and then leaves nothing behind', async () => {
    await serving({}, async ({ post, log }) => {
      for (const [type, body, status, code] of [
        [undefined, 'a.b.c', 415, 'E_HTTP_MEDIA_TYPE'],
        ['text/plain', 'a.b.c', 415, 'E_HTTP_MEDIA_TYPE'],
        [JOSE, '', 400, 'E_CLAIM_LOG_EMPTY'],
        [JOSE, 'a.b', 400, 'E_CLAIM_LOG_FORM'],
        [JOSE, 'a.b.c\n', 400, 'E_CLAIM_LOG_FORM'],
        [JOSE, Uint8Array.of(0xff, 0x2e), 400, 'E_CLAIM_LOG_FORM'],
        [JOSE, `a.${'b'.repeat(256 * 1024)}.c`, 413, 'E_CLAIM_LOG_TOO_LARGE'],
        ['application/vc', '[]', 400, 'E_CLAIM_LOG_FORM'],
        ['application/vc', '{"a":', 400, 'E_CLAIM_LOG_FORM'],
        ['application/vc', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`, 400, 'E_CLAIM_LOG_FORM'],
        ['application/vc', `{"a":"${'x'.repeat(256 * 1024)}"}`, 413, 'E_CLAIM_LOG_TOO_LARGE'],
        ['application/json', '{}', 400, 'E_CLAIM_LOG_FORM'],
        ['application/json', 'null', 400, 'E_CLAIM_LOG_FORM'],
        ['application/json', '[]', 400, 'E_CLAIM_LOG_EMPTY'],
        ['application/json', '["a.b.c", 1]', 400, 'E_CLAIM_LOG_FORM'],
        ['application/json', '["a.b.c", ["a.b.c"]]', 400, 'E_CLAIM_LOG_FORM'],
        ['application/json', `["a.b.${'c'.repeat(256 * 1024)}"]`, 413, 'E_CLAIM_LOG_TOO_LARGE'],
      ] as const) {
        isRefused(await post(type, body), status, code);
      }
      assert.equal(await log.head(), 0);
    });
  });

  it('is told to come again when the store cannot take it, without why', async () => {
    for (const code of ['E_STORE_BUSY', 'E_STORE_FULL', 'E_STORE_UNREACHABLE'] as const) {
      const trouble = storeFails(code, 'the secret path');
      await serving({ submit: () => Promise.reject(trouble) }, async ({ post, errors }) => {
        const response = await post(JOSE, 'a.b.c');
        isRefused(response, 503, 'E_CLAIM_LOG_BUSY');
        assert.equal(response.headers['retry-after'], '5');
        assert.doesNotMatch(fromUtf8(response.body), /secret/);
        assert.deepEqual(errors, [trouble]);
      });
    }
  });

  it('is told to come again while too many others wait, and is taken afterwards', async () => {
    const held = Promise.withResolvers<void>();
    const submit = async () => {
      await held.promise;
      return { id: 'x', position: 1, isNew: true };
    };
    await serving({ submit, limits: { maxWaitingBytes: 8, retryAfter: 1500 } }, async ({ post }) => {
      const first = post(JOSE, 'aaa.b.c');
      const second = await post(JOSE, 'a.b.c');
      isRefused(second, 503, 'E_CLAIM_LOG_BUSY');
      assert.equal(second.headers['retry-after'], '2');
      held.resolve();
      assert.equal((await first).status, 202);
      assert.equal((await post(JOSE, 'a.b.c')).status, 202);
    });
  });

  it('meets a plain 500 when something is wrong here', async () => {
    const bug = new TypeError('secret');
    await serving({ submit: () => Promise.reject(bug) }, async ({ post, errors }) => {
      const response = await post(JOSE, 'a.b.c');
      assert.equal(response.status, 500);
      assert.doesNotMatch(fromUtf8(response.body), /secret/);
      assert.deepEqual(errors, [bug]);
    });
  });

  it('never makes the handler throw, whatever is sent', async () => {
    await serving({}, async ({ post }) => {
      const types = fc.constantFrom(JOSE, 'application/vc', 'application/json', 'text/plain', '');
      const bodies = fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ unit: 'binary' }).map(utf8),
        fc.json().map(utf8),
      );
      await fc.assert(
        fc.asyncProperty(types, bodies, async (type, body) => {
          const { status } = await post(type, body);
          assert.ok([202, 400, 413, 415].includes(status), String(status));
        }),
        { numRuns: fuzzRuns(300) },
      );
    });
  });
});
