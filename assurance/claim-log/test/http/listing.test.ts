import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { claimsHandler } from '@sallyport/assurance-claim-log';
import { fromBase64 } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';
import { claimOf, collect, withLog } from '../support/logs.ts';
import { contentOf, isRefused, serving } from '../support/served.ts';

describe('a reader of the log', () => {
  it('sees what was received, inferred and issued, page by page', async () => {
    await serving({}, async ({ log, get }) => {
      for (let number = 0; number < 5; number++)
        await log.append(await claimOf(number), { origin: 'received', from: 'me' });
      await log.append(await claimOf(9), { origin: 'issued' });
      const first = contentOf(await get('/claims?origin=received&limit=3'));
      assert.deepEqual(
        first.claims.map(({ position }: { position: number }) => position),
        [5, 4, 3],
      );
      assert.deepEqual(Object.keys(first.claims[0]), ['id', 'position', 'at', 'origin', 'from', 'size']);
      assert.equal(first.claims[0].at, '2026-01-01T00:00:00.000Z');
      const next = encodeURIComponent(first.next);
      const second = await get(`/claims?origin=received&limit=3&cursor=${next}`);
      assert.deepEqual(
        contentOf(second).claims.map(({ position }: { position: number }) => position),
        [2, 1],
      );
      assert.equal(second.headers['cache-control'], 'no-store');
      assert.equal(contentOf(await get('/claims')).claims.length, 6);
      isRefused(await get(`/claims?origin=issued&cursor=${next}x`), 400, 'E_CLAIM_LOG_QUERY');
    });
  });

  it('sees one claim with its bytes and what became of it', async () => {
    const outcomeOf = (id: string) => ({ verified: true, about: id });
    await serving({ outcomeOf }, async ({ log, get }) => {
      const bytes = await claimOf(1);
      const { claim } = await log.append(bytes, { origin: 'received' });
      const shown = contentOf(await get(`/claims/${claim.id}`));
      assert.deepEqual(fromBase64(shown.bytes), bytes);
      assert.deepEqual(shown.outcome, { verified: true, about: claim.id });
      assert.equal(shown.from, null);
      isRefused(await get(`/claims/${'0'.repeat(64)}`), 404, 'E_CLAIM_LOG_UNKNOWN');
      isRefused(await get('/claims/..%2f'), 404, 'E_CLAIM_LOG_UNKNOWN');
    });
  });

  it('sees a claim without an outcome while nobody has judged it', async () => {
    await serving({}, async ({ log, get }) => {
      const { claim } = await log.append(await claimOf(1), { origin: 'received' });
      assert.equal('outcome' in contentOf(await get(`/claims/${claim.id}`)), false);
    });
  });

  it('is refused unless the node says otherwise', async () => {
    await withLog(async ({ log }) => {
      const { claim } = await log.append(await claimOf(1), { origin: 'received' });
      for (const handler of [claimsHandler({ log }), claimsHandler({ log, mayRead: async () => false })]) {
        for (const target of ['/claims', `/claims/${claim.id}`, '/claims/unknown']) {
          isRefused(await handler(buildRequest({ target })), 403, 'E_CLAIM_LOG_FORBIDDEN');
        }
      }
      assert.equal((await collect(log.read())).length, 1);
    });
  });

  it('is refused a query that says nothing', async () => {
    await serving({}, async ({ get }) => {
      for (const query of [
        'origin=believed',
        'limit=0',
        'limit=1001',
        'limit=1e2',
        'cursor=x',
        `cursor=${'A'.repeat(5000)}`,
      ]) {
        isRefused(await get(`/claims?${query}`), 400, 'E_CLAIM_LOG_QUERY');
      }
    });
  });

  it('finds nothing at other paths and cannot change anything', async () => {
    await serving({}, async ({ get, handler }) => {
      isRefused(await get('/'), 404, 'E_HTTP_NOT_FOUND');
      isRefused(await get('/claimsx'), 404, 'E_HTTP_NOT_FOUND');
      for (const method of ['DELETE', 'PUT', 'PATCH']) {
        assert.equal((await handler(buildRequest({ method, target: '/claims' }))).status, 405);
        assert.equal((await handler(buildRequest({ method, target: `/claims/${'0'.repeat(64)}` }))).status, 405);
      }
    });
  });
});
