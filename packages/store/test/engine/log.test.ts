import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type JsonValue, ManualClock } from '@sallyport/core';
import { eventType, type NewEvent } from '@sallyport/store';
import fc from 'fast-check';
import { collect, onEveryDatabase, withGround, withStore } from '../grounds.ts';

const NOTED = eventType<JsonValue>('noted');
const note = (stream: string, data: JsonValue = null, uniqueKey?: string): NewEvent =>
  NOTED.create(stream, data, uniqueKey === undefined ? {} : { uniqueKey });

onEveryDatabase('the log', (ground) => {
  it(
    'numbers events from 1 without gaps, and each stream from 1',
    withStore(ground, {}, async (store) => {
      assert.equal(await store.head(), 0);
      const first = await store.append([note('a'), note('b'), note('a')]);
      const second = await store.append([note('b')]);
      const places = [...first, ...second].map(({ position, stream, version }) => [position, stream, version]);
      assert.deepEqual(places, [
        [1, 'a', 1],
        [2, 'b', 1],
        [3, 'a', 2],
        [4, 'b', 2],
      ]);
      assert.equal(await store.head(), 4);
      assert.equal(await store.streamVersion('a'), 2);
      assert.equal(await store.streamVersion('never begun'), 0);
    }),
  );

  it(
    'gives back after reopening exactly what append gave',
    withGround(ground, async (place) => {
      const clock = new ManualClock('2026-05-01T10:00:00.123Z');
      const before = await place.open({ clock });
      const at = new Date('1999-12-31T23:59:59.999Z');
      const appended = await before.append([note('a', { deep: [1, 'ü😀\0', null] }, 'key'), { ...note('b'), at }]);
      await before.close();
      await using store = await place.open();
      const events = await collect(store.read(1));
      assert.deepEqual(events, appended);
      assert.deepEqual(events[0]?.at, new Date('2026-05-01T10:00:00.123Z'));
      assert.deepEqual(events[1]?.at, at);
      assert.equal(events[0]?.uniqueKey, 'key');
      assert.equal(events[1] !== undefined && 'uniqueKey' in events[1], false);
    }),
  );

  it(
    'reads a long stream among others whole and in order, both ways, and lets other work have its turn',
    withStore(ground, {}, async (store) => {
      const length = 1203;
      await store.append(Array.from({ length: 2 * length }, (_, index) => note(index % 2 === 0 ? 'long' : 'other')));
      const turns = { count: 0, isOver: false };
      const turn = () => {
        turns.count++;
        if (!turns.isOver) setImmediate(turn);
      };
      setImmediate(turn);
      const versions = (await collect(store.read(1, { stream: 'long' }))).map(({ version }) => version);
      turns.isOver = true;
      assert.ok(turns.count >= 2, `${turns.count} turns`);
      const rising = Array.from({ length }, (_, index) => index + 1);
      assert.deepEqual(versions, rising);
      const backwards = await collect(store.read(2 * length, { stream: 'long', reverse: true }));
      assert.deepEqual(
        backwards.map(({ version }) => version),
        rising.toReversed(),
      );
      const within = await collect(store.read(101, { stream: 'long', to: 2 * length - 100 }));
      assert.deepEqual([within.at(0)?.version, within.at(-1)?.version, within.length], [51, length - 50, length - 100]);
    }),
  );

  it(
    'keeps every JSON value as it is',
    withStore(ground, {}, async (store) => {
      await fc.assert(
        fc.asyncProperty(fc.jsonValue({ noUnicodeString: false }), async (value) => {
          const data: JsonValue = JSON.parse(JSON.stringify(value));
          const [event] = await store.append([note('json', data)]);
          const [read] = await collect(store.read(event?.position ?? 0, { limit: 1 }));
          assert.deepEqual(read?.data, data);
        }),
        { numRuns: 40 },
      );
    }),
  );

  it(
    'hands out the data as it was when appended, whatever becomes of the object',
    withStore(ground, {}, async (store) => {
      const data = { list: [1] };
      const appending = store.append([note('a', data)]);
      data.list.push(2);
      assert.deepEqual((await appending)[0]?.data, { list: [1] });
    }),
  );

  it(
    'refuses a second event with the same unique key, for ever and across streams',
    withGround(ground, async (place) => {
      const before = await place.open();
      await before.append([note('a', null, 'serial/01')]);
      await before.close();
      await using store = await place.open();
      await assert.rejects(store.append([note('b', null, 'serial/01')]), {
        code: 'E_STORE_CONFLICT',
        details: { kind: 'unique-key', uniqueKey: 'serial/01', position: 1 },
      });
      assert.equal(await store.head(), 1);
    }),
  );

  it(
    'refuses a unique key used twice within one append',
    withStore(ground, {}, async (store) => {
      await assert.rejects(store.append([note('a', 1, 'k'), note('a', 2, 'k')]), { code: 'E_STORE_CONFLICT' });
      assert.equal(await store.head(), 0);
    }),
  );

  it(
    'lets exactly one of many simultaneous appends have a unique key',
    withStore(ground, {}, async (store) => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 50 }, (_, i) => store.append([note(`s${i}`, i, 'k')])),
      );
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
      assert.equal(await store.head(), 1);
    }),
  );

  it(
    'stores all events of an append or none',
    withStore(ground, {}, async (store) => {
      await store.append([note('a', null, 'taken')]);
      await assert.rejects(store.append([note('b'), note('c', null, 'taken')]), { code: 'E_STORE_CONFLICT' });
      assert.deepEqual([await store.head(), await store.streamVersion('b')], [1, 0]);
    }),
  );

  it(
    'appends at the expected version only',
    withStore(ground, {}, async (store) => {
      await store.append([note('a')], { expectVersion: { a: 0 } });
      await assert.rejects(store.append([note('a')], { expectVersion: { a: 0 } }), {
        code: 'E_STORE_CONFLICT',
        details: { kind: 'version', stream: 'a', version: 1, expected: 0 },
      });
      await store.append([note('b')], { expectVersion: { a: 1, b: 0 } });
      await assert.rejects(store.append([note('c')], { expectVersion: { a: 1, b: 0 } }), { code: 'E_STORE_CONFLICT' });
      assert.equal(await store.head(), 2);
    }),
  );

  it(
    'lets exactly one of many simultaneous appends begin a stream',
    withStore(ground, {}, async (store) => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, () => store.append([note('a')], { expectVersion: { a: 0 } })),
      );
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    }),
  );

  it(
    'stores nothing for an append of no events',
    withStore(ground, {}, async (store) => {
      assert.deepEqual(await store.append([]), []);
      assert.equal(await store.head(), 0);
    }),
  );

  it(
    'resolves appends made together in the order of their positions',
    withStore(ground, {}, async (store) => {
      const order: number[] = [];
      await Promise.all(
        Array.from({ length: 30 }, async (_, i) => {
          const [event] = await store.append([note('a', i)]);
          assert.equal(event?.data, i);
          order.push(event.position);
        }),
      );
      assert.deepEqual(
        order,
        Array.from({ length: 30 }, (_, i) => i + 1),
      );
    }),
  );

  it(
    'refuses what it cannot store, each with E_STORE_ARGUMENT',
    withStore(ground, {}, async (store) => {
      const bad: Record<string, NewEvent> = {
        'an empty stream': note(''),
        'a NUL in a stream': note('a\0b'),
        'half a surrogate pair': note('\ud800'),
        'a stream of 1025 bytes': note('x'.repeat(1025)),
        'a stream of 600 two-byte characters': note('é'.repeat(600)),
        'an empty type': { ...note('a'), type: '' },
        'an empty unique key': note('a', null, ''),
        'an invalid date': { ...note('a'), at: new Date('no') },
        'a megabyte of data': note('a', 'x'.repeat(1024 * 1024)),
      };
      for (const [what, event] of Object.entries(bad)) {
        await assert.rejects(store.append([event]), { code: 'E_STORE_ARGUMENT' }, what);
      }
      await assert.rejects(store.append([note('a')], { expectVersion: { '': 0 } }), { code: 'E_STORE_ARGUMENT' });
      await assert.rejects(store.append(Array.from({ length: 10_001 }, () => note('a'))), { code: 'E_STORE_ARGUMENT' });
      await assert.rejects(collect(store.read(-1)), { code: 'E_STORE_ARGUMENT' });
      await assert.rejects(collect(store.read(1, { limit: 0.5 })), { code: 'E_STORE_ARGUMENT' });
      assert.equal(await store.head(), 0);
      await store.append([note('x'.repeat(1024), 'x'.repeat(1024 * 1024 - 2), '\u{10ffff}'.repeat(256))]);
    }),
  );

  it(
    'reads from a position, to a position, by stream, backwards and limited',
    withStore(ground, {}, async (store) => {
      await store.append(Array.from({ length: 1203 }, (_, i) => note(i % 3 === 0 ? 'third' : 'other', i)));
      const positions = async (...read: Parameters<typeof store.read>) =>
        (await collect(store.read(...read))).map(({ position }) => position);
      const range = (from: number, to: number, step = 1) =>
        Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
      assert.deepEqual(await positions(0), range(1, 1203));
      assert.deepEqual(await positions(1000), range(1000, 1203));
      assert.deepEqual(await positions(10, { to: 12 }), [10, 11, 12]);
      assert.deepEqual(await positions(2, { stream: 'third' }), range(4, 1201, 3));
      assert.deepEqual(await positions(1203, { reverse: true }), range(1, 1203).reverse());
      assert.deepEqual(await positions(9, { reverse: true, to: 3, stream: 'third' }), [7, 4]);
      assert.deepEqual(await positions(1, { limit: 501 }), range(1, 501));
      assert.deepEqual(await positions(5, { limit: 0 }), []);
      assert.deepEqual(await positions(1204), []);
      assert.deepEqual(await positions(1, { stream: 'none' }), []);
    }),
  );

  it(
    'sees while reading what is appended meanwhile',
    withStore(ground, {}, async (store) => {
      await store.append(Array.from({ length: 500 }, () => note('a')));
      const seen: number[] = [];
      for await (const { position } of store.read(1)) {
        if (position === 1) await store.append([note('a')]);
        seen.push(position);
      }
      assert.equal(seen.at(-1), 501);
    }),
  );

  it(
    'finishes the appends under way before it closes, and refuses later calls',
    withGround(ground, async (place) => {
      const store = await place.open();
      const appending = [store.append([note('a')]), store.append([note('a')])];
      const closing = store.close();
      await assert.rejects(store.append([note('late')]), { code: 'E_STORE_CLOSED' });
      await assert.rejects(store.head(), { code: 'E_STORE_CLOSED' });
      await assert.rejects(collect(store.read(1)), { code: 'E_STORE_CLOSED' });
      await closing;
      await store.close();
      assert.equal((await Promise.all(appending)).length, 2);
      await using again = await place.open();
      assert.equal(await again.head(), 2);
    }),
  );

  it(
    'refuses appends beyond what may wait, and stores the others',
    withStore(ground, {}, async (store) => {
      const appends = Array.from({ length: 10_001 }, () => store.append([]));
      const outcomes = await Promise.allSettled(appends);
      const last = outcomes.at(-1);
      assert.equal(last?.status === 'rejected' ? last.reason.code : 'accepted', 'E_STORE_BUSY');
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 10_000);
    }),
  );

  it(
    'finds nothing wrong with a whole log',
    withStore(ground, {}, async (store) => {
      await store.append([note('a'), note('b'), note('a')]);
      await store.verify();
    }),
  );
});
