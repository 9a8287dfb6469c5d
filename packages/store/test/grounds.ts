/**
 * The databases every behaviour is tested on. PostgreSQL is taken from `SALLYPORT_TEST_POSTGRES`, a connection string
 * for a database in which the tests may create schemas; each test makes its own and drops it.
 */

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe } from 'node:test';
import type { Clock } from '@sallyport/core';
import { type LogStore, openPostgresStore, openSqliteStore, type Projection } from '@sallyport/store';
import { Client } from 'pg';

export const POSTGRES = process.env['SALLYPORT_TEST_POSTGRES'];
export const NO_POSTGRES =
  'SALLYPORT_TEST_POSTGRES is not set: NOTHING of the PostgreSQL store is tested here (see packages/store/README.md)';

export interface OpenOptions {
  readonly projections?: readonly Projection[];
  readonly clock?: Clock;
}

/** One place where a store can live: opened, closed and opened again. */
export interface Ground {
  open(options?: OpenOptions): Promise<LogStore>;
  /** Changes what lies in the database behind the store's back, with everything that would forbid it out of the way. */
  edit(statements: string): Promise<void>;
  /** Makes of it what the release before the chain of hashes left behind. */
  makeOld(): Promise<void>;
  dispose(): Promise<void>;
}

/** A directory that is removed when the test's scope ends. */
export function temporaryDirectory(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'sallyport-store-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export function sqliteGround(): Ground {
  const directory = temporaryDirectory();
  const path = join(directory.path, 'log.sqlite');
  const exec = async (statements: string) => {
    const db = new DatabaseSync(path);
    db.exec(statements);
    db.close();
  };
  const edit = (statements: string) =>
    exec(`DROP TRIGGER IF EXISTS events_never_change; DROP TRIGGER IF EXISTS events_never_go; ${statements}`);
  return {
    open: (options = {}) => openSqliteStore({ path, ...options }),
    edit,
    makeOld: () => edit('UPDATE events SET hash = NULL; PRAGMA user_version = 1'),
    dispose: async () => directory[Symbol.dispose](),
  };
}

export function postgresGround(connectionString: string, schema = freshSchema()): Ground & { readonly schema: string } {
  const edit = async (statements: string) => {
    const prepare = `SET search_path TO "${schema}"; ALTER TABLE events DISABLE TRIGGER USER;
      ALTER TABLE events DROP CONSTRAINT IF EXISTS events_are_chained;`;
    await sql(connectionString, `${prepare} ${statements}`);
  };
  return {
    schema,
    edit,
    makeOld: () => edit('UPDATE events SET hash = NULL; UPDATE meta SET version = 1'),
    open: (options = {}) => openPostgresStore({ connectionString, schema, ...options }),
    dispose: async () => {
      await sql(connectionString, `DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    },
  };
}

export function freshSchema(): string {
  return `t_${randomBytes(8).toString('hex')}`;
}

/** Runs statements on a connection of its own. */
export async function sql(connectionString: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Declares the same tests over both databases. */
export function onEveryDatabase(behaviour: string, declare: (makeGround: () => Ground) => void): void {
  describe(`${behaviour}, on node:sqlite`, () => declare(sqliteGround));
  const connectionString = POSTGRES;
  describe(`${behaviour}, on PostgreSQL`, { skip: connectionString === undefined ? NO_POSTGRES : false }, () => {
    declare(() => postgresGround(connectionString ?? ''));
  });
}

/** Runs a test on a fresh ground, which is removed whatever happens. */
export function withGround(makeGround: () => Ground, run: (ground: Ground) => Promise<void>): () => Promise<void> {
  return async () => {
    const ground = makeGround();
    try {
      await run(ground);
    } finally {
      await ground.dispose();
    }
  };
}

/** As {@link withGround}, with a store opened and closed. */
export function withStore(
  makeGround: () => Ground,
  options: OpenOptions,
  run: (store: LogStore) => Promise<void>,
): () => Promise<void> {
  return withGround(makeGround, async (ground) => {
    await using store = await ground.open(options);
    await run(store);
  });
}

export async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}
