/**
 * The backend on node:sqlite. One connection, since the file is locked for it alone; so reads wait while a write
 * transaction is open, or they would see what is not committed.
 */

import { existsSync, rmSync } from 'node:fs';
import { backup, type DatabaseSync } from 'node:sqlite';
import type { SallyportError } from '@sallyport/core';
import type {
  Backend,
  EventPlan,
  EventRow,
  FoundRow,
  Fresh,
  PagePlan,
  PhysicalTable,
  RegisteredProjection,
  TableRow,
  WriteSession,
} from '../engine/backend.ts';
import { fail } from '../errors.ts';
import type { Position } from '../events.ts';
import { createFile } from './create-file.ts';
import { sqliteFailure } from './failures.ts';
import { checkPages } from './integrity.ts';
import { type LogState, SqliteSession } from './session.ts';
import { Statements } from './statements.ts';

/** Pages copied in one step of a backup: 16 MiB. */
const PAGES_A_STEP = 4096;

export class SqliteBackend implements Backend {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #statements: Statements;
  #writing: Promise<void> | undefined;
  #state: LogState;
  #dead: SallyportError | undefined;

  constructor(db: DatabaseSync, path: string) {
    this.#db = db;
    this.#path = path;
    this.#statements = new Statements(db);
    const last = this.#statements.lastEvent();
    this.#state = { head: last?.position ?? 0, hash: last?.hash, cursors: this.#statements.cursors() };
  }

  write<Result>(work: (session: WriteSession) => Promise<Result>): Promise<Result> {
    return this.#alone(() => this.#transaction(work));
  }

  /** See `SqliteStore.backup`. Done on another thread, so the program goes on; writes wait, so that it ends. */
  async backup(path: string): Promise<void> {
    if (existsSync(path)) throw fail('E_STORE_ARGUMENT', `${path} exists already`, { details: { path } });
    await this.#alone(async () => {
      if (!this.#db.isOpen) throw fail('E_STORE_CLOSED', 'the store is closed');
      try {
        createFile(path);
        await backup(this.#db, path, { rate: PAGES_A_STEP });
      } catch (cause) {
        rmSync(path, { force: true });
        throw sqliteFailure(cause, path);
      }
    });
  }

  /** Runs `work` when no other work runs alone; reads wait until it is done. */
  async #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#writing !== undefined) await this.#writing;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#writing = promise;
    try {
      return await work();
    } finally {
      this.#writing = undefined;
      resolve();
    }
  }

  head(): Promise<Position> {
    return this.#read(() => this.#state.head);
  }

  lastEvent(): Promise<FoundRow | undefined> {
    return this.#read(() => this.#statements.lastEvent());
  }

  readChain(from: Position, limit: number): Promise<readonly FoundRow[]> {
    return this.#read(() => this.#statements.chain(from, limit));
  }

  streamVersion(stream: string): Promise<number> {
    return this.#read(() => this.#statements.streamVersion(stream));
  }

  readEvents(plan: EventPlan): Promise<readonly EventRow[]> {
    return this.#read(() => this.#statements.events(plan));
  }

  readRow(table: PhysicalTable, key: string): Promise<Fresh<string | undefined>> {
    return this.#readCurrent(table, () => this.#statements.row(table, key));
  }

  readPage(table: PhysicalTable, plan: PagePlan): Promise<Fresh<readonly TableRow[]>> {
    return this.#readCurrent(table, () => this.#statements.page(table, plan));
  }

  registered(): Promise<readonly RegisteredProjection[]> {
    return this.#read(() => this.#statements.registered());
  }

  verify(): Promise<void> {
    return this.#read(() => checkPages(this.#db, this.#path, 'integrity_check'));
  }

  async close(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    if (this.#db.isOpen) this.#db.close();
  }

  async #transaction<Result>(work: (session: WriteSession) => Promise<Result>): Promise<Result> {
    if (this.#dead !== undefined) throw this.#dead;
    const session = new SqliteSession(this.#db, this.#path, this.#statements, this.#state);
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const result = await work(session);
      if (session.failure !== undefined) throw session.failure;
      if (session.discarded) {
        this.#db.exec('ROLLBACK');
      } else {
        this.#db.exec('COMMIT');
        this.#state = { head: session.newHead, hash: session.newHash, cursors: session.newCursors };
      }
      return result;
    } catch (cause) {
      throw this.#rollBack(cause);
    }
  }

  #rollBack(cause: unknown): unknown {
    try {
      // Some failures roll back on their own.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    } catch (second) {
      this.#dead = sqliteFailure(second, this.#path);
    }
    const failure = sqliteFailure(cause, this.#path);
    // After a failed write or sync nobody knows what is on the disk; a second attempt may falsely succeed.
    if (failure.code === 'E_STORE_IO' || failure.code === 'E_STORE_CORRUPT') this.#dead ??= failure;
    return failure;
  }

  async #readCurrent<Value>(table: PhysicalTable, read: () => Value): Promise<Fresh<Value>> {
    return this.#read(() =>
      this.#state.cursors.get(table.projectionId) === this.#state.head
        ? { lagging: false, value: read() }
        : { lagging: true },
    );
  }

  async #read<Value>(read: () => Value): Promise<Value> {
    while (this.#writing !== undefined) await this.#writing;
    if (!this.#db.isOpen) throw fail('E_STORE_CLOSED', 'the store is closed');
    try {
      return read();
    } catch (cause) {
      throw sqliteFailure(cause, this.#path);
    }
  }
}
