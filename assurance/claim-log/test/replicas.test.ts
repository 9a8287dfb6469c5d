import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClaimLog, type LoggedClaim } from '@sallyport/assurance-claim-log';
import { systemClock, systemTimer, utf8 } from '@sallyport/core';
import { type LogStore, openPostgresStore } from '@sallyport/store';
import { Client } from 'pg';
import { collect, freshSchema, NO_POSTGRES, POSTGRES, PROJECTIONS } from './support/logs.ts';

const received = { origin: 'received' } as const;
const connectionString = POSTGRES ?? '';

async function withReplicas(count: number, run: (logs: readonly ClaimLog[]) => Promise<void>): Promise<void> {
  const schema = freshSchema();
  const stores: LogStore[] = [];
  try {
    for (let at = 0; at < count; at++) {
      stores.push(await openPostgresStore({ connectionString, schema, projections: PROJECTIONS }));
    }
    await run(await Promise.all(stores.map((store) => ClaimLog.open({ store, clock: systemClock }))));
  } finally {
    await Promise.all(stores.map((store) => store.close()));
    const client = new Client({ connectionString });
    await client.connect();
    await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await client.end();
  }
}

describe('replicas of a node', { skip: POSTGRES === undefined ? NO_POSTGRES : false }, () => {
  it('store a claim once though it is brought to all of them at the same time', async () => {
    await withReplicas(3, async (logs) => {
      for (let round = 0; round < 20; round++) {
        const taken = await Promise.all(logs.map((log) => log.append(utf8(`claim ${round}`), received)));
        assert.equal(taken.filter(({ isNew }) => isNew).length, 1);
        assert.equal(new Set(taken.map(({ claim }) => claim.position)).size, 1);
      }
      for (const log of logs) assert.equal((await log.verify()).claims, 20);
    });
  });

  it('are each told of every claim, in the same order, whichever of them took it', async () => {
    await withReplicas(2, async (logs) => {
      const told = logs.map((): LoggedClaim[] => []);
      const followers = logs.map((log, at) =>
        log.follow({
          after: 0,
          onClaim: (claim) => void told[at]?.push(claim),
          onError: (error) => assert.fail(String(error)),
          timer: systemTimer,
          lookEvery: 20,
        }),
      );
      await Promise.all(
        Array.from({ length: 60 }, async (_, number) => logs[number % 2]?.append(utf8(`claim ${number}`), received)),
      );
      await Promise.all(followers.map((follower) => follower.caughtUp()));
      const all = await collect(logs[0]?.read() ?? (async function* () {})());
      assert.equal(all.length, 60);
      for (const claims of told) assert.deepEqual(claims, all);
      // Nobody calls caughtUp now: the second replica finds out by looking.
      await logs[0]?.append(utf8('one more'), received);
      while (told[1]?.length !== 61) await new Promise((resolve) => setTimeout(resolve, 5));
      await Promise.all(followers.map((follower) => follower.close()));
    });
  });
});
