/** Opens a store in one SQLite file: exclusive to this process, write-ahead log, every commit synced to disk. */

import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Clock, systemClock } from '@sallyport/core';
import { openLog } from '../engine/log.ts';
import { fail } from '../errors.ts';
import type { LogStore } from '../log-store.ts';
import type { Projection } from '../projection.ts';
import { SqliteBackend } from './backend.ts';
import { createFile } from './create-file.ts';
import { sqliteFailure } from './failures.ts';
import { checkPages } from './integrity.ts';
import { ensureSchema, pragma } from './schema.ts';

const MIB = 1024 * 1024;
/** Up to this size the pages of a file are checked at every start; it takes a fraction of a second. */
const CHECK_AT_OPEN_BYTES = 64 * MIB;

export interface SqliteStoreOptions {
  /** The file, made if missing (with its directory); or `:memory:` for a store that lives as long as it is open. */
  readonly path: string;
  readonly projections?: readonly Projection[];
  /** Dates events that carry no time of their own. */
  readonly clock?: Clock;
}

export interface SqliteStore extends LogStore {
  /**
   * Writes a copy of the whole store, as of one moment, to a file that must not exist yet. Appends wait meanwhile.
   * The only way to copy a store that is open: copying its files would miss what is in the write-ahead log.
   * @throws E_STORE_ARGUMENT when the file exists
   * @throws E_STORE_UNREACHABLE, E_STORE_FULL, E_STORE_IO, E_STORE_CLOSED
   */
  backup(path: string): Promise<void>;
}

/**
 * @throws E_STORE_LOCKED when another process, or this one, has the file open
 * @throws E_STORE_FOREIGN, E_STORE_CORRUPT, E_STORE_NEWER_SCHEMA, E_STORE_UNREACHABLE, E_STORE_FULL, E_STORE_IO
 * @throws E_STORE_PROJECTION when a projection cannot be rebuilt, E_STORE_ARGUMENT
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { projections = [], clock = systemClock } = options;
  if (options.path === '') throw fail('E_STORE_ARGUMENT', 'the path of the store is empty');
  // Absolute, so that SQLite takes it neither for a URI nor for one of its special names.
  const path = options.path === ':memory:' ? options.path : resolve(options.path);
  const db = openFile(path);
  const backend = new SqliteBackend(db, path);
  const log = await openLog({ backend, projections, clock, pruneAtOpen: true });
  return Object.assign(log, { backup: (target: string) => backend.backup(target) });
}

function openFile(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    if (path !== ':memory:') createFile(path);
    db = new DatabaseSync(path, { timeout: 0, allowExtension: false });
    prepareFile(db, path);
    return db;
  } catch (cause) {
    if (db?.isOpen === true) db.close();
    // Statements this plain are refused only by a file whose header or schema makes no sense.
    throw sqliteFailure(cause, path, 'E_STORE_CORRUPT');
  }
}

/** The lock comes first and the file is changed only once it is known to be ours. */
function prepareFile(db: DatabaseSync, path: string): void {
  db.exec(
    'PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;',
  );
  db.exec('BEGIN EXCLUSIVE');
  ensureSchema(db, path);
  db.exec('COMMIT');
  db.exec('PRAGMA journal_mode = WAL; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;');
  // Leaving and re-entering would drop the lock; in EXCLUSIVE mode it is held from the first write to the close.
  db.exec('BEGIN IMMEDIATE; COMMIT');
  if (pragma(db, 'page_count') * pragma(db, 'page_size') <= CHECK_AT_OPEN_BYTES) checkPages(db, path, 'quick_check');
}
