import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LogStore, openPostgresStore, type Projection } from '@sallyport/store';
import { DEVICE_MADE, DEVICE_SEEN, devices, registry, totals } from '../devices.ts';
import { collect, NO_POSTGRES, POSTGRES, postgresGround, sql } from '../grounds.ts';
import { startProxy } from './proxy.ts';

const connectionString = POSTGRES ?? '';
const projections = [registry];

/** Stores that share one place, opened at the same moment and closed at the end. */
async function withReplicas(count: number, run: (stores: readonly LogStore[], schema: string) => Promise<void>) {
  const ground = postgresGround(connectionString);
  try {
    const stores = await Promise.all(Array.from({ length: count }, () => ground.open({ projections })));
    try {
      await run(stores, ground.schema);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  } finally {
    await ground.dispose();
  }
}

const made = (name: string) => DEVICE_MADE.create(`device/${name}`, {});

describe('several replicas on one PostgreSQL', { skip: POSTGRES === undefined ? NO_POSTGRES : false }, () => {
  it('append at once without gaps, and readers never see a position before a lower one', async () => {
    await withReplicas(4, async (stores) => {
      let isWriting = true;
      const reader = stores[3];
      const watching = (async () => {
        let next = 1;
        while (isWriting) {
          for await (const { position } of reader?.read(next) ?? []) assert.equal(position, next++);
        }
        return next - 1;
      })();
      const write = async (store: LogStore, replica: number) => {
        for (let round = 0; round < 25; round++) {
          await Promise.all(
            Array.from({ length: 1 + (round % 4) }, (_, i) =>
              store.append([made(`${replica}-${round}-${i}`), made(`${replica}-${round}-${i}-twin`)]),
            ),
          );
        }
      };
      await Promise.all(stores.slice(0, 3).map(write));
      isWriting = false;
      const seen = await watching;
      const head = await reader?.head();
      assert.ok(head !== undefined && seen <= head && seen > 0);
      for (const store of stores) {
        await store.verify();
        assert.deepEqual(await store.table(totals).get('all'), { count: head });
      }
    });
  });

  it('give each unique key to one append only', async () => {
    await withReplicas(3, async (stores) => {
      const tries = stores.flatMap((store, replica) =>
        Array.from({ length: 40 }, (_, n) =>
          store.append([DEVICE_MADE.create(`device/${n}-by-${replica}`, {}, { uniqueKey: `serial/${n}` })]),
        ),
      );
      const outcomes = await Promise.allSettled(tries);
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 40);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') assert.equal(outcome.reason.code, 'E_STORE_CONFLICT');
      assert.equal(await stores[0]?.head(), 40);
    });
  });

  it('let the first of their claims win', async () => {
    await withReplicas(3, async (stores) => {
      const claim = (store: LogStore, owner: string) =>
        store.transact(async (tx) => {
          const holder = await tx.table(devices).get('device/1');
          if (holder === undefined) await tx.append([DEVICE_MADE.create('device/1', { owner })]);
          return holder === undefined;
        });
      const won = await Promise.all(
        stores.flatMap((store, r) => Array.from({ length: 10 }, (_, i) => claim(store, `${r}-${i}`))),
      );
      assert.equal(won.filter(Boolean).length, 1);
    });
  });

  it('read at once what another appended', async () => {
    await withReplicas(2, async ([one, two]) => {
      for (let n = 1; n <= 20; n++) {
        await (n % 2 === 0 ? one : two)?.append([made(`${n}`)]);
        assert.deepEqual(await (n % 2 === 0 ? two : one)?.table(totals).get('all'), { count: n });
      }
    });
  });

  it('of two releases each keep their own version of a projection, whoever appends', async () => {
    const ground = postgresGround(connectionString);
    const newer: Projection = { ...registry, version: 2 };
    try {
      await using old = await ground.open({ projections });
      await old.append([made('1')]);
      await using renewed = await ground.open({ projections: [newer] });
      await old.append([made('2')]);
      assert.deepEqual(await renewed.table(totals).get('all'), { count: 2 });
      await renewed.append([made('3')]);
      assert.deepEqual(await old.table(totals).get('all'), { count: 3 });
      await renewed.prune();
      assert.deepEqual(
        (await renewed.projections()).map(({ version }) => version),
        [2],
      );
      // Too early, but the old replica heals itself.
      assert.deepEqual(await old.table(totals).get('all'), { count: 3 });
      await old.append([made('4')]);
      assert.deepEqual(await renewed.table(totals).get('all'), { count: 4 });
    } finally {
      await ground.dispose();
    }
  });

  it('rebuild while others read and append', async () => {
    await withReplicas(3, async ([one, two, three]) => {
      await one?.append(Array.from({ length: 2500 }, (_, n) => made(`${n}`)));
      const reading = (async () => {
        for (let i = 0; i < 30; i++) {
          const count = (await two?.table(totals).get('all'))?.count ?? 0;
          assert.ok(count >= 2500, `saw ${count}`);
        }
      })();
      const appending = (async () => {
        for (let i = 0; i < 20; i++) await three?.append([made(`late-${i}`)]);
      })();
      await Promise.all([one?.rebuild('registry'), reading, appending]);
      assert.deepEqual(await one?.table(totals).get('all'), { count: 2520 });
    });
  });

  it('keep separate stores in separate schemas', async () => {
    await withReplicas(1, async ([one]) => {
      await withReplicas(1, async ([other]) => {
        await one?.append([made('1')]);
        assert.deepEqual([await one?.head(), await other?.head()], [1, 0]);
      });
    });
  });
});

describe('a connection that breaks', { skip: POSTGRES === undefined ? NO_POSTGRES : false }, () => {
  it('is replaced: appends go on, each stored exactly once', async () => {
    const ground = postgresGround(connectionString);
    const application = `cut_${ground.schema}`;
    const url = new URL(connectionString);
    url.searchParams.set('application_name', application);
    try {
      await using store = await openPostgresStore({ connectionString: url.href, schema: ground.schema, projections });
      let isCutting = true;
      let cuts = 0;
      const cutting = (async () => {
        while (isCutting) {
          await new Promise((resolve) => setTimeout(resolve, 30));
          cuts += (
            await sql(
              connectionString,
              `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${application}'`,
            )
          ).length;
        }
      })();
      for (let n = 0; n < 60; n++) {
        await store.append([
          DEVICE_MADE.create('device/1', {}, { uniqueKey: `once/${n}` }),
          DEVICE_SEEN.create('device/1', { times: 1 }),
        ]);
        await store.table(devices).get('device/1');
      }
      isCutting = false;
      await cutting;
      assert.ok(cuts > 1, `cut ${cuts} connections`);
      assert.equal(await store.head(), 120);
      await store.verify();
    } finally {
      await ground.dispose();
    }
  });

  for (const cut of ['before', 'after'] as const) {
    it(`${cut} the server has committed leaves one copy of the append, and it resolves`, async () => {
      const ground = postgresGround(connectionString);
      await using proxy = await startProxy(connectionString);
      try {
        await using store = await openPostgresStore({
          connectionString: proxy.connectionString,
          schema: ground.schema,
          projections,
        });
        await store.append([made('0')]);
        proxy.cutNext(cut);
        const events = await store.append([DEVICE_MADE.create('device/1', {}, { uniqueKey: 'once' }), made('2')]);
        assert.equal(proxy.cuts, 1);
        assert.deepEqual(
          events.map(({ position }) => position),
          [2, 3],
        );
        assert.deepEqual((await collect(store.read(1))).slice(1), events);
        assert.deepEqual(await store.table(totals).get('all'), { count: 3 });
      } finally {
        await ground.dispose();
      }
    });
  }

  it('for good while committing gives E_STORE_UNCERTAIN, and the events may be there', async () => {
    const ground = postgresGround(connectionString);
    await using proxy = await startProxy(connectionString);
    try {
      const store = await openPostgresStore({
        connectionString: proxy.connectionString,
        schema: ground.schema,
        patience: 200,
      });
      await store.append([made('0')]);
      proxy.cutNext('dead');
      await assert.rejects(store.append([made('1')]), { code: 'E_STORE_UNCERTAIN', details: { position: 2 } });
      await assert.rejects(store.append([made('2')]), { code: 'E_STORE_UNREACHABLE' });
      await store.close();
      await using other = await ground.open();
      assert.equal(await other.head(), 2);
    } finally {
      await ground.dispose();
    }
  });
});
