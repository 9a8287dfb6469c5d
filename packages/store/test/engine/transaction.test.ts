import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Transaction } from '@sallyport/store';
import { DEVICE_MADE, DEVICE_SEEN, devices, POISON, registry, totals } from '../devices.ts';
import { collect, onEveryDatabase, withStore } from '../grounds.ts';

const options = { projections: [registry] };

onEveryDatabase('a transaction', (ground) => {
  it(
    'decides on what is stored, so the first of many claims wins',
    withStore(ground, options, async (store) => {
      const claim = (owner: string) =>
        store.transact(async (tx) => {
          const holder = await tx.table(devices).get('device/1');
          if (holder !== undefined) return `${holder.owner} has it`;
          await tx.append([DEVICE_MADE.create('device/1', { owner })]);
          return 'yours';
        });
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => claim(`owner ${i}`)));
      assert.equal(answers.filter((answer) => answer === 'yours').length, 1);
      assert.equal(answers[19], 'owner 0 has it');
      assert.equal(await store.head(), 1);
    }),
  );

  it(
    'sees its own appends in tables, head and versions',
    withStore(ground, options, async (store) => {
      await store.transact(async (tx) => {
        await tx.append([DEVICE_MADE.create('device/1', { owner: 'a' }), DEVICE_SEEN.create('device/1', { times: 3 })]);
        assert.equal(tx.head(), 2);
        assert.equal(await tx.streamVersion('device/1'), 2);
        assert.deepEqual(await tx.table(devices).get('device/1'), { owner: 'a', seen: 3 });
        assert.equal((await tx.table(devices).page({ index: 'owner', equals: 'a' })).entries.length, 1);
      });
    }),
  );

  it(
    'stores nothing when it throws, and gives back the very error',
    withStore(ground, options, async (store) => {
      const refusal = new RangeError('no');
      const failing = store.transact(async (tx) => {
        await tx.append([DEVICE_MADE.create('device/1', {})]);
        throw refusal;
      });
      await assert.rejects(failing, (error) => error === refusal);
      assert.deepEqual([await store.head(), await store.table(devices).get('device/1')], [0, undefined]);
    }),
  );

  it(
    'does not drag down the appends it shares a commit with',
    withStore(ground, options, async (store) => {
      const others = [1, 2, 3].map((i) => store.append([DEVICE_MADE.create(`device/${i}`, {})]));
      const failing = store.transact(async (tx) => {
        await tx.append([DEVICE_MADE.create('device/bad', {})]);
        throw new RangeError('no');
      });
      const later = [4, 5].map((i) => store.append([DEVICE_MADE.create(`device/${i}`, {})]));
      await assert.rejects(failing, RangeError);
      await Promise.all([...others, ...later]);
      assert.equal(await store.head(), 5);
      assert.deepEqual(await store.table(totals).get('all'), { count: 5 });
      assert.equal(await store.table(devices).get('device/bad'), undefined);
    }),
  );

  it(
    'can go on after a conflict, which changed nothing',
    withStore(ground, options, async (store) => {
      await store.append([DEVICE_MADE.create('device/1', {}, { uniqueKey: 'serial/1' })]);
      const events = await store.transact(async (tx) => {
        await assert.rejects(tx.append([DEVICE_MADE.create('device/2', {}, { uniqueKey: 'serial/1' })]), {
          code: 'E_STORE_CONFLICT',
        });
        await assert.rejects(tx.append([DEVICE_MADE.create('device/2', {})], { expectVersion: { 'device/1': 7 } }), {
          code: 'E_STORE_CONFLICT',
        });
        return tx.append([DEVICE_MADE.create('device/2', {}, { uniqueKey: 'serial/2' })]);
      });
      assert.deepEqual(
        events.map(({ position }) => position),
        [2],
      );
    }),
  );

  it(
    'stores nothing once a projection has thrown in it, even when that is caught',
    withStore(ground, options, async (store) => {
      const failing = store.transact(async (tx) => {
        await tx.append([DEVICE_MADE.create('device/1', {})]);
        await tx.append([POISON.create('poison', null)]).catch(() => undefined);
      });
      await assert.rejects(failing, { code: 'E_STORE_PROJECTION' });
      assert.equal(await store.head(), 0);
      assert.equal(await store.table(devices).get('left by poison'), undefined);
    }),
  );

  it(
    'places appends made at once within it one after the other',
    withStore(ground, options, async (store) => {
      await store.transact(async (tx) => {
        await tx.append([DEVICE_MADE.create('device/1', {})]);
        await Promise.all(Array.from({ length: 10 }, () => tx.append([DEVICE_SEEN.create('device/1', { times: 1 })])));
      });
      assert.deepEqual(await store.table(devices).get('device/1'), { seen: 10 });
      assert.deepEqual(
        (await collect(store.read(1))).map(({ version }) => version),
        Array.from({ length: 11 }, (_, i) => i + 1),
      );
    }),
  );

  it(
    'gives the result of one that appends nothing',
    withStore(ground, options, async (store) => {
      assert.equal(await store.transact(async (tx) => tx.head()), 0);
    }),
  );

  it(
    'refuses to be used after it has ended',
    withStore(ground, options, async (store) => {
      let kept: Transaction | undefined;
      await store.transact(async (tx) => {
        kept = tx;
      });
      assert.ok(kept !== undefined);
      await assert.rejects(kept.append([DEVICE_MADE.create('device/1', {})]), { code: 'E_STORE_ARGUMENT' });
      await assert.rejects(kept.streamVersion('a'), { code: 'E_STORE_ARGUMENT' });
      await assert.rejects(kept.table(devices).get('device/1'), { code: 'E_STORE_ARGUMENT' });
    }),
  );

  it(
    'refuses the store itself within, instead of hanging',
    withStore(ground, options, async (store) => {
      const uses: Record<string, () => Promise<unknown>> = {
        append: () => store.append([DEVICE_MADE.create('device/1', {})]),
        transact: () => store.transact(async () => 1),
        head: () => store.head(),
        read: () => collect(store.read(1)),
        table: () => store.table(devices).get('device/1'),
        close: () => store.close(),
      };
      for (const [what, use] of Object.entries(uses)) {
        await assert.rejects(store.transact(use), { code: 'E_STORE_ARGUMENT' }, what);
      }
      assert.equal(await store.head(), 0);
    }),
  );

  it(
    'lets what it left running use the store afterwards',
    withStore(ground, options, async (store) => {
      let later: Promise<number> | undefined;
      await store.transact(async () => {
        later = new Promise((resolve) => setTimeout(resolve, 20)).then(() => store.head());
      });
      assert.equal(await later, 0);
    }),
  );
});
