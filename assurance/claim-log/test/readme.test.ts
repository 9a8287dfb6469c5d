import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { CLAIM_LOG_ERRORS, ClaimLog, claimLogProjection, claimsHandler } from '@sallyport/assurance-claim-log';
import { issuerResolver, type VerifiedClaim, verifyClaim } from '@sallyport/assurance-claims';
import { systemClock, systemTimer, utf8 } from '@sallyport/core';
import { buildRequest, type HttpRequest } from '@sallyport/http';
import { openSqliteStore } from '@sallyport/store';
import { tokenOf } from './support/logs.ts';

describe('the README', () => {
  it('has an example that works', async () => {
    const token = await tokenOf(1);
    const told: string[] = [];
    const tell = (id: string, claim: VerifiedClaim) => told.push(`${id} ${claim.claim.type}`);
    const report = (error: unknown) => assert.fail(String(error));
    const isOwner = (request: HttpRequest) => request.headers.get('authorization') === 'owner';

    await using store = await openSqliteStore({ path: ':memory:', projections: [claimLogProjection] });
    const log = await ClaimLog.open({ store, clock: systemClock });

    const follower = log.follow({
      after: 0,
      onClaim: async ({ id, bytes }) => {
        tell(id, await verifyClaim(bytes, { resolve: issuerResolver(), at: 'ignore-validity' }));
      },
      onError: report,
      timer: systemTimer,
    });
    const { claim, isNew } = await log.append(utf8(token), { origin: 'received', from: '192.0.2.7' });
    await follower.caughtUp();

    const { claims, next } = await log.page({ origin: 'received', limit: 50 });
    const handler = claimsHandler({ log, mayRead: (request) => isOwner(request) });
    await follower.close();

    assert.ok(isNew);
    assert.deepEqual(told, [`${claim.id} Trust`]);
    assert.deepEqual(
      claims.map(({ id }) => id),
      [claim.id],
    );
    assert.equal(next, undefined);
    assert.equal((await handler(buildRequest({ target: '/claims', headers: { authorization: 'owner' } }))).status, 200);
    assert.equal((await handler(buildRequest({ target: '/claims' }))).status, 403);
  });
});

describe('the table of errors', () => {
  it('names for every code whose fault it is and what to do', () => {
    for (const [code, { hint }] of Object.entries(CLAIM_LOG_ERRORS)) {
      assert.match(code, /^E_CLAIM_LOG_[A-Z_]+$/);
      assert.ok(hint.endsWith('.'), code);
    }
  });

  it('is met in the tests code by code', () => {
    const files = globSync('**/*.test.ts', { cwd: import.meta.dirname });
    const tested = files.map((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8')).join('\n');
    for (const code of Object.keys(CLAIM_LOG_ERRORS)) assert.ok(tested.includes(code), `${code} is in no test`);
  });
});
