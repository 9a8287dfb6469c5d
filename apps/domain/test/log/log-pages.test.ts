import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LogStore, type NewEvent, openSqliteStore } from '@sallyport/store';
import { logIndex } from '../../src/log/log-index.ts';
import { type LogQuery, logPage, logTypes } from '../../src/log/log-pages.ts';

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

/** One event an hour: every tenth is rare, one in a thousand is very rare, and their streams go round. */
async function filled(count: number): Promise<LogStore> {
  const store = await openSqliteStore({ path: ':memory:', projections: [logIndex] });
  const events = Array.from({ length: count }, (_, n): NewEvent => {
    const type = (n + 1) % 1_000 === 0 ? 'very.rare' : (n + 1) % 10 === 0 ? 'rare' : 'common';
    return { stream: `device/${n % 7}`, type, data: n + 1, at: new Date(START + n * HOUR) };
  });
  for (let at = 0; at < count; at += 1_000) await store.append(events.slice(at, at + 1_000));
  return store;
}

async function all(store: LogStore, query: Omit<LogQuery, 'before'>): Promise<readonly number[]> {
  const found: number[] = [];
  for (let before: number | undefined; ; ) {
    const page = await logPage(store, { ...query, before });
    found.push(...page.events.map(({ position }) => position));
    if (page.next === undefined) return found;
    assert.ok(before === undefined || page.next < before, 'a page goes on below the one before');
    before = page.next;
  }
}

const down = (count: number, of: (position: number) => boolean): readonly number[] =>
  Array.from({ length: count }, (_, n) => count - n).filter(of);

describe('the log a page at a time', () => {
  it('is empty where there is nothing', async () => {
    await using store = await filled(0);
    assert.deepEqual(await logPage(store, { limit: 10 }), { events: [], next: undefined });
  });

  it('has the newest first, and every event on exactly one page', async () => {
    await using store = await filled(300);
    const first = await logPage(store, { limit: 100 });
    assert.deepEqual(
      first.events.map(({ position }) => position),
      down(300, (position) => position > 200),
    );
    assert.equal(first.next, 201);
    assert.deepEqual(
      await all(store, { limit: 7 }),
      down(300, () => true),
    );
  });

  it('can be of one type, of one stream, of a time, and of all three', async () => {
    await using store = await filled(2_500);
    const timeOf = (position: number) => START + (position - 1) * HOUR;
    const isRare = (position: number) => position % 10 === 0 && position % 1_000 !== 0;
    assert.deepEqual(await all(store, { type: 'rare', limit: 30 }), down(2_500, isRare));
    assert.deepEqual(await all(store, { type: 'very.rare', limit: 30 }), [2_000, 1_000]);
    assert.deepEqual(await all(store, { type: 'never', limit: 30 }), []);
    assert.deepEqual(
      await all(store, { stream: 'device/3', limit: 50 }),
      down(2_500, (p) => (p - 1) % 7 === 3),
    );
    const time = { from: timeOf(500), to: timeOf(700) };
    assert.deepEqual(
      await all(store, { ...time, limit: 64 }),
      down(700, (p) => p >= 500),
    );
    assert.deepEqual(
      await all(store, { ...time, type: 'rare', stream: 'device/2', limit: 3 }),
      down(700, (p) => p >= 500 && isRare(p) && (p - 1) % 7 === 2),
    );
  });

  it('tells of what types its events are', async () => {
    await using store = await filled(2_000);
    assert.deepEqual(await logTypes(store), ['common', 'rare', 'very.rare']);
  });

  it('finds what happened out of the order in which it was written', async () => {
    await using store = await filled(500);
    await store.append([{ stream: 'late', type: 'told.late', data: null, at: new Date(START - HOUR) }]);
    assert.deepEqual(await all(store, { from: START - 2 * HOUR, to: START - 1, limit: 10 }), [501]);
  });

  it('costs no more where nothing fits: such a page is empty, and says where to go on', async () => {
    await using store = await filled(0);
    await store.append(Array.from({ length: 6_000 }, () => ({ stream: 'one', type: 'common', data: null })));
    const first = await logPage(store, { stream: 'one', type: 'never', limit: 10 });
    assert.deepEqual(first, { events: [], next: 1_001 });
    const second = await logPage(store, { stream: 'one', type: 'never', limit: 10, before: first.next });
    assert.deepEqual(second, { events: [], next: undefined });
  });

  it('knows of events from before there was an index, once the index is made', async () => {
    await using store = await filled(200);
    await store.rebuild(logIndex.name);
    assert.deepEqual(
      await all(store, { type: 'rare', limit: 9 }),
      down(200, (position) => position % 10 === 0),
    );
  });
});
