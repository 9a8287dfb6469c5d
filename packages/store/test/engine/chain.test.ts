import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { it } from 'node:test';
import type { ChainHead } from '@sallyport/store';
import fc from 'fast-check';
import { event, expectChain, fill, START } from '../chains.ts';
import { POISON, registry } from '../devices.ts';
import { collect, type Ground, onEveryDatabase, withGround, withStore } from '../grounds.ts';

onEveryDatabase('the chain of hashes', (makeGround) => {
  it(
    'begins before the first event, and takes in all of every event',
    withStore(makeGround, {}, async (store) => {
      assert.deepEqual(await expectChain(store), { position: 0, hash: START });
      await store.append([event(1)]);
      const first = await expectChain(store);
      await store.append([event(2, { uniqueKey: 'taken' }), event(3)]);
      assert.notEqual((await expectChain(store)).hash, first.hash);
    }),
  );

  it(
    'is the one that anybody can work out from the log',
    withStore(makeGround, {}, async (store) => {
      await store.append([
        { stream: 'device/4711', type: 'made', data: { owner: 'acme' }, at: new Date(0), uniqueKey: 'serial/1' },
      ]);
      assert.equal(
        (await store.chainHead()).hash,
        createHash('sha256')
          .update(`${START}\u00001\0device/4711\u00001\0made\u00000\0serial/1\0{"owner":"acme"}`)
          .digest('hex'),
      );
    }),
  );

  it(
    'can be taken elsewhere, event by event, and worked out there',
    withStore(makeGround, {}, async (store) => {
      await fill(store, 1_200);
      let hash = START;
      for (const { position, stream, version, type, at, uniqueKey, data, hash: said } of await collect(
        store.readChain(1, 1_100),
      )) {
        const fields = [hash, position, stream, version, type, at, uniqueKey ?? '', data];
        hash = createHash('sha256').update(fields.join('\0')).digest('hex');
        assert.equal(said, hash);
      }
      const [last] = await collect(store.readChain(1_100, 1_100));
      assert.equal(last?.hash, hash);
      assert.deepEqual(await collect(store.readChain(1_201, 5_000)), []);
      await assert.rejects(collect(store.readChain(1, 1.5)), { code: 'E_STORE_ARGUMENT' });
    }),
  );

  it(
    'is read without keeping others from their turn',
    withStore(makeGround, {}, async (store) => {
      await fill(store, 1_200);
      let turns = 0;
      const turn = () => {
        turns++;
        waiting = setImmediate(turn);
      };
      let waiting = setImmediate(turn);
      for await (const _ of store.readChain(1, 1_200));
      clearImmediate(waiting);
      assert.ok(turns >= 2, `${turns} turns`);
    }),
  );

  it(
    'is checked with a word now and then of how far it has come',
    withStore(makeGround, {}, async (store) => {
      await fill(store, 1_200);
      const told: number[] = [];
      await store.verify({ progress: (checked) => told.push(checked) });
      assert.deepEqual(told, [500, 1_000, 1_200]);
    }),
  );

  it(
    'goes on through commits that are shared, conflicts, transactions and mistakes of others',
    withStore(makeGround, { projections: [registry] }, async (store) => {
      const outcomes = await Promise.allSettled([
        ...Array.from({ length: 20 }, (_, n) => store.append([event(n, { uniqueKey: `key/${n % 15}` })])),
        store.transact(async (tx) => {
          await tx.append([event(100)]);
          await tx.append([event(101), event(102)]);
        }),
        store.append([POISON.create('p', null)]),
        store.append([event(103)], { expectVersion: { s1: 99 } }),
      ]);
      assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 7);
      assert.equal((await expectChain(store)).position, 18);
    }),
  );

  it(
    'goes on where it was when the store is opened again',
    withGround(makeGround, async (ground) => {
      for (let round = 1; round < 4; round++) {
        await using store = await ground.open();
        await fill(store, 0);
        await store.append([event(round)]);
        assert.equal((await expectChain(store)).position, round);
      }
    }),
  );

  it('is found whole whatever was appended, and goes through every head that was noted', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((name) => !name.includes('\0'));
    const anyEvent = fc.record({
      stream: text,
      type: text,
      data: fc.jsonValue(),
      at: fc.date({ noInvalidDate: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(anyEvent, { minLength: 1, maxLength: 4 }), { maxLength: 4 }), (appends) =>
        withStore(makeGround, {}, async (store) => {
          const heads: ChainHead[] = [await store.chainHead()];
          for (const events of appends) {
            await store.append(events.map((one) => ({ ...one, data: JSON.parse(JSON.stringify(one.data)) })));
            heads.push(await store.chainHead());
          }
          await expectChain(store);
          for (const noted of heads) assert.deepEqual(await store.verify({ noted }), heads.at(-1));
        })(),
      ),
      { numRuns: 15 },
    );
  });
});

onEveryDatabase('a store of the release before the chain', (makeGround) => {
  async function old(ground: Ground, count: number): Promise<void> {
    await using store = await ground.open();
    await fill(store, count);
    await store.close();
    await ground.makeOld();
  }

  it(
    'opens, tells its head, and goes on with hashes that cover what was there before',
    withGround(makeGround, async (ground) => {
      await old(ground, 2300);
      {
        await using store = await ground.open();
        assert.equal((await expectChain(store)).position, 2300);
        await Promise.all([store.append([event(1)]), store.append([event(2)])]);
        await store.append([event(3)]);
        await expectChain(store);
      }
      await using store = await ground.open();
      assert.equal((await expectChain(store)).position, 2303);
      await store.close();
      await ground.edit(`UPDATE events SET data = '1' WHERE position = 7`);
      await using tampered = await ground.open();
      await assert.rejects(tampered.verify(), { code: 'E_STORE_CHAIN', details: { position: 2301 } });
    }),
  );

  it(
    'that never held an event begins like a new one',
    withGround(makeGround, async (ground) => {
      await old(ground, 0);
      await using store = await ground.open();
      await store.append([event(1)]);
      assert.equal((await expectChain(store)).position, 1);
    }),
  );

  it(
    'takes no more events without a hash once the chain has begun',
    withGround(makeGround, async (ground) => {
      await old(ground, 3);
      {
        await using store = await ground.open();
        await store.append([event(1)]);
      }
      await ground.edit(
        `INSERT INTO events SELECT 5, 'new', 1, type, at, data, NULL, NULL FROM events WHERE position = 4`,
      );
      await using store = await ground.open();
      await assert.rejects(store.verify(), { code: 'E_STORE_CHAIN', details: { position: 5 } });
    }),
  );
});
