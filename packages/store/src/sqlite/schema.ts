/**
 * The file: how one of ours is told from any other, and its schema.
 *
 * `application_id` marks a file as ours and `user_version` is the version of the schema, both in SQLite's own header.
 */

import type { DatabaseSync } from 'node:sqlite';
import { fail } from '../errors.ts';
import { integer } from './rows.ts';

/** "SPLG" */
const APPLICATION_ID = 0x53504c47;
/** 2: every event has its hash. Releases that know only 1 would append without one, and are kept out by it. */
export const SQLITE_SCHEMA_VERSION = 2;

/**
 * The log is append-only by trigger too, so that a stray statement cannot rewrite history. `hash` chains the events
 * (engine/chain.ts); it is NULL in those that version 1 wrote.
 */
const SCHEMA = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    data TEXT NOT NULL,
    unique_key TEXT,
    hash BLOB
  ) STRICT;
  CREATE UNIQUE INDEX events_by_stream ON events (stream, version);
  CREATE UNIQUE INDEX events_by_unique_key ON events (unique_key) WHERE unique_key IS NOT NULL;
  CREATE TRIGGER events_never_change BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events never change'); END;
  CREATE TRIGGER events_never_go BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events never go'); END;
  CREATE TABLE projections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    layout TEXT NOT NULL,
    position INTEGER NOT NULL,
    UNIQUE (name, version, layout)
  ) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SQLITE_SCHEMA_VERSION};
`;

/**
 * Makes a new file ours, or makes sure that an old one is and brings it up to this version. Runs within a transaction; a foreign file is left alone.
 * @throws E_STORE_FOREIGN, E_STORE_NEWER_SCHEMA
 */
export function ensureSchema(db: DatabaseSync, path: string): void {
  const applicationId = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (applicationId === 0 && version === 0 && isEmpty) {
    db.exec(SCHEMA);
    return;
  }
  if (applicationId !== APPLICATION_ID) {
    throw fail('E_STORE_FOREIGN', `${path} is a SQLite database of another program`, { details: { path } });
  }
  if (version > SQLITE_SCHEMA_VERSION) {
    throw fail(
      'E_STORE_NEWER_SCHEMA',
      `store ${path} has schema ${version}; this release knows up to ${SQLITE_SCHEMA_VERSION}`,
      {
        details: { path, version, known: SQLITE_SCHEMA_VERSION },
      },
    );
  }
  if (version < 1 || isEmpty) {
    throw fail('E_STORE_CORRUPT', `store ${path} is ours but has lost its schema`, { details: { path } });
  }
  // The column is there since version 1, so that nothing but the number changes.
  if (version === 1) db.exec(`PRAGMA user_version = ${SQLITE_SCHEMA_VERSION}`);
}

export function pragma(db: DatabaseSync, name: 'application_id' | 'user_version' | 'page_count' | 'page_size'): number {
  return integer(db.prepare(`PRAGMA ${name}`).get() ?? {}, name);
}
