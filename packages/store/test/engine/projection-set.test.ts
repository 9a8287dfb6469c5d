import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type LogStore, type Projection, table } from '@sallyport/store';
import { DEVICE_MADE, DEVICE_SCRAPPED, DEVICE_SEEN, devices, POISON, registry, totals } from '../devices.ts';
import { collect, onEveryDatabase, withGround, withStore } from '../grounds.ts';

const made = (n: number, owner = `owner ${n % 3}`) => DEVICE_MADE.create(`device/${n}`, { owner });

async function fill(store: LogStore, count: number): Promise<void> {
  await store.append(Array.from({ length: count }, (_, n) => made(n)));
  await store.append([DEVICE_SEEN.create('device/1', { times: 2 }), DEVICE_SCRAPPED.create('device/0', null)]);
}

/** A projection that counts, in memory, how often each position was applied. */
function spy(version = 1): Projection & { readonly applied: number[] } {
  const counts = table<number>('counts');
  const applied: number[] = [];
  return {
    name: 'spy',
    version,
    tables: [counts],
    applied,
    apply(event, tables) {
      applied.push(event.position);
      tables.table(counts).put(event.stream, event.version);
    },
  };
}

onEveryDatabase('a projection', (ground) => {
  it(
    'shows an append as soon as it has resolved',
    withStore(ground, { projections: [registry] }, async (store) => {
      await store.append([made(1)]);
      assert.deepEqual(await store.table(devices).get('device/1'), { owner: 'owner 1', seen: 0 });
      await store.append([DEVICE_SEEN.create('device/1', { times: 2 })]);
      assert.deepEqual(await store.table(devices).get('device/1'), { owner: 'owner 1', seen: 2 });
      await store.append([DEVICE_SCRAPPED.create('device/1', null)]);
      assert.equal(await store.table(devices).get('device/1'), undefined);
    }),
  );

  it(
    'is still there after reopening, without the log being applied again',
    withGround(ground, async (place) => {
      const first = spy();
      const before = await place.open({ projections: [registry, first] });
      await fill(before, 10);
      await before.close();
      assert.deepEqual(
        first.applied,
        Array.from({ length: 12 }, (_, i) => i + 1),
      );
      const second = spy();
      await using store = await place.open({ projections: [registry, second] });
      assert.deepEqual(second.applied, []);
      assert.deepEqual(await store.table(devices).get('device/1'), { owner: 'owner 1', seen: 2 });
    }),
  );

  it(
    'is built from the log when it is new, or its version or tables have changed',
    withGround(ground, async (place) => {
      const before = await place.open();
      await fill(before, 2500);
      await before.close();
      for (const [version, again] of [
        [1, true],
        [1, false],
        [2, true],
        [1, true],
      ] as const) {
        const projection = spy(version);
        await using store = await place.open({ projections: [projection] });
        // On PostgreSQL the tables of version 1 were kept for replicas of the old release, and are still good.
        const kept = version === 1 && again && (await store.projections()).length > 1;
        assert.equal(projection.applied.length, again && !kept ? 2502 : 0, `version ${version}`);
      }
      const indexed = table<number>('counts').numberIndex('count', (count) => count);
      const changed: Projection = {
        name: 'spy',
        version: 1,
        tables: [indexed],
        apply: (event, tables) => tables.table(indexed).put(event.stream, event.version),
      };
      await using store = await place.open({ projections: [changed] });
      assert.equal((await store.table(indexed).page({ index: 'count', from: 2 })).entries.length, 2);
    }),
  );

  it(
    'catches up with what a program without it appended',
    withGround(ground, async (place) => {
      const first = await place.open({ projections: [registry] });
      await fill(first, 5);
      await first.close();
      const stranger = await place.open();
      await stranger.append([made(7)]);
      await stranger.close();
      await using store = await place.open({ projections: [registry] });
      assert.deepEqual(await store.table(devices).get('device/7'), { owner: 'owner 1', seen: 0 });
      assert.deepEqual(await store.table(totals).get('all'), { count: 5 });
    }),
  );

  it(
    'rebuilt on demand is what it was',
    withStore(ground, { projections: [registry] }, async (store) => {
      await fill(store, 1500);
      const before = await collect(store.table(devices).scan());
      await store.rebuild('registry');
      assert.deepEqual(await collect(store.table(devices).scan()), before);
      assert.equal(before.length, 1499);
      await assert.rejects(store.rebuild('nothing'), { code: 'E_STORE_ARGUMENT' });
    }),
  );

  it(
    'is never seen half rebuilt, by reads or appends made meanwhile',
    withStore(ground, { projections: [registry] }, async (store) => {
      await fill(store, 3000);
      const rebuilding = store.rebuild('registry');
      const reads = Array.from({ length: 20 }, () => store.table(totals).get('all'));
      const appending = store.append([made(5000)]);
      const counts = new Set((await Promise.all(reads)).map((row) => row?.count));
      await Promise.all([rebuilding, appending]);
      assert.deepEqual(
        [...counts].filter((count) => count !== 2999 && count !== 3000),
        [],
      );
      assert.deepEqual(await store.table(totals).get('all'), { count: 3000 });
    }),
  );

  it(
    'dropped while in use is rebuilt at its next use',
    withStore(ground, { projections: [registry] }, async (store) => {
      await fill(store, 5);
      await store.drop('registry');
      assert.deepEqual(await store.projections(), []);
      assert.deepEqual(await store.table(totals).get('all'), { count: 4 });
      await store.drop('registry');
      await store.append([made(9)]);
      assert.deepEqual(await store.table(totals).get('all'), { count: 5 });
    }),
  );

  it(
    'of no program is kept until it is dropped, and named as such',
    withGround(ground, async (place) => {
      const before = await place.open({ projections: [registry, spy()] });
      await fill(before, 5);
      await before.close();
      await using store = await place.open({ projections: [spy()] });
      assert.deepEqual(await store.projections(), [
        { name: 'registry', version: 1, position: 7, registered: false },
        { name: 'spy', version: 1, position: 7, registered: true },
      ]);
      await store.drop('registry');
      assert.deepEqual(
        (await store.projections()).map(({ name }) => name),
        ['spy'],
      );
    }),
  );

  it(
    'that throws fails that append alone, with its name and cause',
    withStore(ground, { projections: [registry] }, async (store) => {
      const good = [1, 2, 3].map((n) => store.append([made(n)]));
      const bad = store.append([made(66), POISON.create('poison', null)]);
      const later = store.append([made(4)]);
      await assert.rejects(bad, (error) => {
        assert.ok(error instanceof Error && error.cause instanceof TypeError);
        assert.match(error.message, /projection registry threw on poison: cannot digest poison/);
        assert.equal('code' in error && error.code, 'E_STORE_PROJECTION');
        return true;
      });
      await Promise.all([...good, later]);
      assert.deepEqual(await store.table(totals).get('all'), { count: 4 });
      assert.equal(await store.table(devices).get('left by poison'), undefined);
      assert.equal(await store.head(), 4);
    }),
  );

  it(
    'that throws on an old event keeps the store from opening',
    withGround(ground, async (place) => {
      const before = await place.open();
      await before.append([made(1), POISON.create('poison', null)]);
      await before.close();
      await assert.rejects(place.open({ projections: [registry] }), {
        code: 'E_STORE_PROJECTION',
        details: { projection: 'registry', type: 'poison', stream: 'poison', position: 2 },
      });
      await using store = await place.open();
      assert.equal(await store.head(), 2);
    }),
  );

  it(
    'cannot reach the tables of another, nor its own after apply',
    withGround(ground, async (place) => {
      const own = table<string>('own');
      let late: (() => void) | undefined;
      const nosy: Projection = {
        name: 'nosy',
        version: 1,
        tables: [own],
        apply(event, tables) {
          late = () => tables.table(own).put('late', 'x');
          if (event.type === 'nosy') tables.table(devices).delete('device/1');
        },
      };
      await using store = await place.open({ projections: [registry, nosy] });
      await store.append([made(1)]);
      assert.throws(() => late?.(), { code: 'E_STORE_ARGUMENT' });
      await assert.rejects(store.append([{ stream: 'a', type: 'nosy', data: null }]), { code: 'E_STORE_PROJECTION' });
      assert.notEqual(await store.table(devices).get('device/1'), undefined);
    }),
  );

  it(
    'that calls the store in apply is refused instead of hanging',
    withGround(ground, async (place) => {
      const stores: LogStore[] = [];
      const looping: Projection = {
        name: 'looping',
        version: 1,
        tables: [],
        apply: async () => {
          await stores[0]?.head();
        },
      };
      await using store = await place.open({ projections: [looping] });
      stores.push(store);
      await assert.rejects(store.append([made(1)]), { code: 'E_STORE_PROJECTION' });
    }),
  );

  it(
    'without tables is called all the same',
    withGround(ground, async (place) => {
      const types: string[] = [];
      const apply: Projection['apply'] = ({ type }) => void types.push(type);
      await using store = await place.open({ projections: [{ name: 'bare', version: 1, tables: [], apply }] });
      await store.append([made(1)]);
      assert.deepEqual(types, ['device.made']);
    }),
  );

  it(
    'is refused when its declaration cannot be',
    withGround(ground, async (place) => {
      const apply = () => {};
      const bad: Record<string, readonly Projection[]> = {
        'a name twice': [registry, { name: 'registry', version: 1, tables: [], apply }],
        'a table twice': [{ name: 'p', version: 1, tables: [table('t'), table('t')], apply }],
        'a shared table': [registry, { name: 'p', version: 1, tables: [devices], apply }],
        'version 0': [{ name: 'p', version: 0, tables: [], apply }],
        'version 1.5': [{ name: 'p', version: 1.5, tables: [], apply }],
        'a capital letter': [{ name: 'Registry', version: 1, tables: [], apply }],
        'a quote': [{ name: 'p"', version: 1, tables: [], apply }],
      };
      for (const [what, projections] of Object.entries(bad)) {
        await assert.rejects(place.open({ projections }), { code: 'E_STORE_ARGUMENT' }, what);
      }
      await using store = await place.open();
      assert.throws(() => store.table(devices), { code: 'E_STORE_ARGUMENT' });
    }),
  );
});
