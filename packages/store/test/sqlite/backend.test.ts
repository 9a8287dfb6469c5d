import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@sallyport/core';
import { openLog } from '../../src/engine/log.ts';
import { SqliteBackend } from '../../src/sqlite/backend.ts';
import { ensureSchema } from '../../src/sqlite/schema.ts';
import { DEVICE_MADE, devices, registry } from '../devices.ts';

/** A database whose commits fail on demand with a result code of SQLite. */
class FailingDatabase extends DatabaseSync {
  failure: number | undefined;

  override exec(sql: string): void {
    if (sql === 'COMMIT' && this.failure !== undefined) {
      throw Object.assign(new Error('made to fail'), { errcode: this.failure });
    }
    super.exec(sql);
  }
}

async function openOn(db: DatabaseSync) {
  ensureSchema(db, 'test');
  const backend = new SqliteBackend(db, 'test');
  return openLog({ backend, projections: [registry], clock: systemClock, pruneAtOpen: true });
}

const made = (n: number) => [DEVICE_MADE.create(`device/${n}`, { owner: 'x'.repeat(500) })];

describe('the SQLite backend', () => {
  it('refuses appends on a full disk without storing any part, and accepts them again when there is room', async () => {
    const db = new DatabaseSync(':memory:');
    await using store = await openOn(db);
    db.exec('PRAGMA max_page_count = 40');
    let stored = 0;
    const filling = async () => {
      for (; stored < 1000; stored++) await store.append(made(stored));
    };
    await assert.rejects(filling(), { code: 'E_STORE_FULL' });
    assert.ok(stored > 5);
    assert.equal(await store.head(), stored);
    assert.equal(await store.table(devices).get(`device/${stored}`), undefined);
    db.exec('PRAGMA max_page_count = 4000');
    await store.append(made(stored));
    await store.verify();
  });

  it('accepts nothing more after a commit failed to reach the disk', async () => {
    const db = new FailingDatabase(':memory:');
    await using store = await openOn(db);
    await store.append(made(0));
    db.failure = 10;
    await assert.rejects(store.append(made(1)), { code: 'E_STORE_IO' });
    db.failure = undefined;
    await assert.rejects(store.append(made(2)), { code: 'E_STORE_IO' });
    assert.equal(await store.head(), 1);
    assert.equal(await store.table(devices).get('device/1'), undefined);
  });

  it('fails every append that shared a failed commit, and keeps none', async () => {
    const db = new FailingDatabase(':memory:');
    await using store = await openOn(db);
    db.failure = 13;
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => store.append(made(n))));
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code),
      Array(3).fill('E_STORE_FULL'),
    );
    db.failure = undefined;
    await store.append(made(4));
    assert.equal(await store.head(), 1);
  });

  it('never shows what is not committed', async () => {
    const db = new FailingDatabase(':memory:');
    await using store = await openOn(db);
    let isOver = false;
    const inside = Promise.withResolvers<void>();
    const outside = inside.promise.then(async () => [
      await store.head(),
      await store.table(devices).get('device/1'),
      isOver,
    ]);
    const failing = store.transact(async (tx) => {
      await tx.append(made(1));
      inside.resolve();
      await sleep(50);
      isOver = true;
      throw new RangeError('no');
    });
    await assert.rejects(failing, RangeError);
    assert.deepEqual(await outside, [0, undefined, true]);
  });
});
