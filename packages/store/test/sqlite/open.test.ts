import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { DEVICE_MADE, devices, registry } from '../devices.ts';
import { collect, temporaryDirectory } from '../grounds.ts';

const projections = [registry];

/** A closed store with some hundred events, so that its file has many pages. */
async function makeStore(path: string): Promise<void> {
  await using store = await openSqliteStore({ path, projections });
  const owner = 'x'.repeat(200);
  await store.append(Array.from({ length: 300 }, (_, n) => DEVICE_MADE.create(`device/${n}`, { owner })));
}

/** Opens, reads everything and appends; what an operator's first minute does. */
async function exercise(path: string): Promise<void> {
  await using store: LogStore = await openSqliteStore({ path, projections });
  await store.verify();
  await collect(store.table(devices).scan({ index: 'owner' }));
  await store.append([DEVICE_MADE.create('device/new', {})]);
}

describe('a store in a file', () => {
  it('is made with its directories, for its owner alone, in write-ahead mode', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'a', 'b', 'log.sqlite');
    await makeStore(path);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(join(directory.path, 'a')).mode & 0o777, 0o700);
    const db = new DatabaseSync(path);
    assert.deepEqual({ ...db.prepare('PRAGMA journal_mode').get() }, { journal_mode: 'wal' });
    db.close();
  });

  it('is refused while this process has it open already', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'log.sqlite');
    await using store = await openSqliteStore({ path });
    await assert.rejects(openSqliteStore({ path }), { code: 'E_STORE_LOCKED', details: { path } });
    await store.append([DEVICE_MADE.create('a', {})]);
  });

  it('is refused while another process has it open, and free once that was killed', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'log.sqlite');
    const holder = spawn(process.execPath, [join(import.meta.dirname, 'holder.ts'), path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    await assert.rejects(openSqliteStore({ path }), { code: 'E_STORE_LOCKED' });
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await using store = await openSqliteStore({ path });
    assert.equal(await store.head(), 1);
  });

  it('does not lose its lock to a refused second opening', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'log.sqlite');
    await using store = await openSqliteStore({ path });
    await assert.rejects(openSqliteStore({ path }), { code: 'E_STORE_LOCKED' });
    const rival = spawn(process.execPath, [join(import.meta.dirname, 'holder.ts'), path], { stdio: 'ignore' });
    const [status] = await once(rival, 'exit');
    assert.equal(status, 3, 'another process must still be refused');
    assert.equal(await store.head(), 0);
  });

  it('of another kind is refused and left as it was', async () => {
    using directory = temporaryDirectory();
    const files: Record<string, (path: string) => void> = {
      'plain text': (path) => writeFileSync(path, 'Dear diary, this is no database at all. '.repeat(200)),
      'a short text': (path) => writeFileSync(path, 'x'),
      "another program's database": (path) => {
        const db = new DatabaseSync(path);
        db.exec('CREATE TABLE accounts (name TEXT)');
        db.close();
      },
      'a database marked by another program': (path) => {
        const db = new DatabaseSync(path);
        db.exec('PRAGMA application_id = 7');
        db.close();
      },
      'a log file of another store': (path) => {
        const db = new DatabaseSync(path);
        db.exec('PRAGMA journal_mode = WAL; CREATE TABLE events (position INTEGER PRIMARY KEY)');
        db.close();
      },
    };
    for (const [what, write] of Object.entries(files)) {
      const path = join(directory.path, what.replaceAll(' ', '-'));
      write(path);
      const before = readFileSync(path);
      await assert.rejects(openSqliteStore({ path }), { code: 'E_STORE_FOREIGN', details: { path } }, what);
      assert.deepEqual(readFileSync(path), before, what);
    }
  });

  it('that is empty is taken for a new one', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'log.sqlite');
    writeFileSync(path, '');
    await makeStore(path);
    await exercise(path);
  });

  it('written by a newer release is refused', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'log.sqlite');
    await makeStore(path);
    const db = new DatabaseSync(path);
    db.exec('PRAGMA user_version = 3');
    db.close();
    await assert.rejects(openSqliteStore({ path }), {
      code: 'E_STORE_NEWER_SCHEMA',
      details: { path, version: 3, known: 2 },
    });
  });

  it('that lost its tables is called damaged', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'log.sqlite');
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA application_id = ${0x53504c47}; PRAGMA user_version = 1`);
    db.close();
    await assert.rejects(openSqliteStore({ path }), { code: 'E_STORE_CORRUPT' });
  });

  it('cut short anywhere is called damaged', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'log.sqlite');
    await makeStore(path);
    const size = statSync(path).size;
    for (let part = 1; part < 16; part++) {
      const cut = join(directory.path, `cut-${part}`);
      copyFileSync(path, cut);
      truncateSync(cut, Math.floor((size * part) / 16));
      await assert.rejects(exercise(cut), { code: 'E_STORE_CORRUPT' }, `${part} sixteenths`);
    }
  });

  it('with damaged pages fails with a typed error, or not at all when only text was hit', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'log.sqlite');
    await makeStore(path);
    const whole = readFileSync(path);
    const codes = new Set<string>();
    for (let round = 0; round < 150; round++) {
      const bytes = Buffer.from(whole);
      // The first rounds go through the header, the others through the whole file, spread without randomness.
      const at = round < 50 ? round * 2 : (round * 7919 * 31) % bytes.length;
      const width = round % 3 === 0 ? 1 : 64;
      bytes.fill(round % 2 === 0 ? 0xff : 0x00, at, at + width);
      const damaged = join(directory.path, `damaged-${round}`);
      writeFileSync(damaged, bytes);
      try {
        await exercise(damaged);
        codes.add('none');
      } catch (error) {
        assert.ok(isSallyportError(error), `round ${round}: ${error}`);
        codes.add(error.code);
      }
    }
    assert.ok(codes.has('E_STORE_CORRUPT'), [...codes].join());
    for (const code of ['E_STORE_DATABASE', 'E_STORE_PROJECTION', 'E_STORE_IO']) {
      assert.ok(!codes.has(code), [...codes].join());
    }
  });

  it('where none can be is refused with the reason', async () => {
    using directory = temporaryDirectory();
    const file = join(directory.path, 'file');
    writeFileSync(file, '');
    const folder = join(directory.path, 'folder');
    mkdirSync(folder);
    const dangling = join(directory.path, 'dangling');
    symlinkSync(join(directory.path, 'nowhere', 'at', 'all'), dangling);
    const inDangling = join(dangling, 'log.sqlite');
    for (const path of [join(file, 'log.sqlite'), folder, inDangling, '/proc/none/log.sqlite']) {
      await assert.rejects(openSqliteStore({ path }), { code: 'E_STORE_UNREACHABLE', details: { path } }, path);
    }
  });

  it('is a file whatever its name looks like', async () => {
    using directory = temporaryDirectory();
    const before = process.cwd();
    process.chdir(directory.path);
    try {
      for (const path of ['file:x?mode=memory', ':memory:x', 'a?b#c', 'log.sqlite']) {
        await makeStore(path);
        assert.ok(statSync(join(directory.path, path)).size > 10_000, path);
      }
    } finally {
      process.chdir(before);
    }
    await assert.rejects(openSqliteStore({ path: '' }), { code: 'E_STORE_ARGUMENT' });
  });

  it('in memory needs no file and shares nothing', async () => {
    await using first = await openSqliteStore({ path: ':memory:', projections });
    await using second = await openSqliteStore({ path: ':memory:', projections });
    await first.append([DEVICE_MADE.create('device/1', {})]);
    assert.deepEqual([await first.head(), await second.head()], [1, 0]);
  });

  it('is backed up while in use, whole and ready to open', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'log.sqlite');
    const target = join(directory.path, 'backups', 'copy.sqlite');
    await makeStore(path);
    await using store = await openSqliteStore({ path, projections });
    await store.append([DEVICE_MADE.create('device/before', {})]);
    const [, during] = await Promise.all([
      store.backup(target),
      store.append([DEVICE_MADE.create('device/during', {})]),
    ]);
    assert.equal(during[0]?.position, 302);
    assert.equal(statSync(target).mode & 0o777, 0o600);
    await assert.rejects(store.backup(target), { code: 'E_STORE_ARGUMENT' });
    await assert.rejects(store.backup('/proc/none/copy.sqlite'), { code: 'E_STORE_UNREACHABLE' });
    await using copy = await openSqliteStore({ path: target, projections });
    await copy.verify();
    assert.notEqual(await copy.table(devices).get('device/before'), undefined);
    assert.ok((await copy.head()) >= 301);
  });

  it('refuses to rewrite history even by hand', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'log.sqlite');
    await makeStore(path);
    const db = new DatabaseSync(path);
    assert.throws(() => db.exec("UPDATE events SET data = '{}' WHERE position = 1"), /events never change/);
    assert.throws(() => db.exec('DELETE FROM events WHERE position = 300'), /events never go/);
    db.close();
  });

  it('that lost events behind its back is called damaged', async () => {
    using directory = temporaryDirectory();
    for (const [name, statement, opens] of [
      ['middle', 'DELETE FROM events WHERE position = 7', true],
      ['end', 'DELETE FROM events WHERE position = 300', false],
    ] as const) {
      const path = join(directory.path, name);
      await makeStore(path);
      const db = new DatabaseSync(path);
      db.exec(`DROP TRIGGER events_never_go; ${statement}`);
      db.close();
      if (opens) {
        await using store = await openSqliteStore({ path, projections });
        await assert.rejects(store.verify(), { code: 'E_STORE_CORRUPT', details: { expected: 7, position: 8 } });
      } else {
        await assert.rejects(openSqliteStore({ path, projections }), { code: 'E_STORE_CORRUPT' });
      }
    }
  });
});
