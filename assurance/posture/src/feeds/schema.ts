/** The feed store's file: how one is told from any other, and its tables. */

import { DatabaseSync } from 'node:sqlite';
import { isSallyportError, reasonOf, type SallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';
import { integer } from './rows.ts';

/** "SPFD" */
const APPLICATION_ID = 0x53504644;
const SCHEMA_VERSION = 1;
const SQLITE_BUSY = 5;

/**
 * `entries` are clustered by key, so that all that is said of a package lies together. `changes` says since when what
 * is said under a key, or of a vulnerability, is as it is; it reaches back to the revision `floor`.
 */
const SCHEMA = `
  CREATE TABLE advisories (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    modified INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    facts TEXT NOT NULL,
    UNIQUE (source, name)
  ) STRICT;
  CREATE TABLE entries (
    key TEXT NOT NULL,
    advisory INTEGER NOT NULL,
    place INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (key, advisory, place)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX entries_by_advisory ON entries (advisory);
  CREATE TABLE identifiers (
    identifier TEXT NOT NULL,
    advisory INTEGER NOT NULL,
    PRIMARY KEY (identifier, advisory)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX identifiers_by_advisory ON identifiers (advisory);
  CREATE TABLE exploited (cve TEXT PRIMARY KEY, facts TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE coverage (family TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE changes (subject TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX changes_by_revision ON changes (revision);
  CREATE TABLE imports (
    revision INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    at INTEGER NOT NULL,
    report TEXT NOT NULL
  ) STRICT;
  CREATE TABLE state (floor INTEGER NOT NULL) STRICT;
  INSERT INTO state VALUES (0);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Opens or makes the file.
 * @throws E_POSTURE_FEED_FOREIGN for a file that is another program's, E_POSTURE_FEED_STORE
 */
export function openDatabase(path: string): DatabaseSync {
  const db = opened(path);
  try {
    db.exec('PRAGMA trusted_schema = OFF; PRAGMA busy_timeout = 5000;');
    // Only a new file is locked to be made: an old one must open while an import into it runs.
    if (isEmpty(db)) makeSchema(db);
    checkOurs(db, path);
    // A crash may cost the last import, never the file: what is in it can be had again.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;');
    return db;
  } catch (cause) {
    db.close();
    throw storeFailure(cause);
  }
}

function opened(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path);
  } catch (cause) {
    throw storeFailure(cause);
  }
}

function isEmpty(db: DatabaseSync): boolean {
  return pragma(db, 'application_id') === 0 && db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

function makeSchema(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE');
  // Another process may have been faster.
  if (isEmpty(db)) db.exec(SCHEMA);
  db.exec('COMMIT');
}

function checkOurs(db: DatabaseSync, path: string): void {
  if (pragma(db, 'application_id') !== APPLICATION_ID) {
    throw fail('E_POSTURE_FEED_FOREIGN', 'file is a SQLite database of another program', { details: { path } });
  }
  const version = pragma(db, 'user_version');
  if (version !== SCHEMA_VERSION) {
    throw fail('E_POSTURE_FEED_STORE', `feed store has schema ${version}; this release knows ${SCHEMA_VERSION}`);
  }
}

function pragma(db: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return integer(db.prepare(`PRAGMA ${name}`).get() ?? {}, name);
}

/** True for what node:sqlite threw, false for what anybody else did meanwhile. */
export function isOfDatabase(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'errcode' in cause;
}

/** This package's error for anything node:sqlite threw; Sallyport errors pass. */
export function storeFailure(cause: unknown): SallyportError {
  if (isSallyportError(cause)) return cause;
  const isBusy = typeof cause === 'object' && cause !== null && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
  const code = isBusy ? 'E_POSTURE_FEED_BUSY' : 'E_POSTURE_FEED_STORE';
  return fail(code, `feed store cannot be used (${reasonOf(cause)})`, { cause });
}
