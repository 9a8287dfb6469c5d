/** One write transaction on node:sqlite. */

import type { DatabaseSync } from 'node:sqlite';
import { fromHex } from '@sallyport/core';
import type {
  ChainedRow,
  EventPlan,
  EventRow,
  Known,
  PagePlan,
  PhysicalTable,
  RegisteredProjection,
  RowWrite,
  TableRow,
  WriteSession,
} from '../engine/backend.ts';
import { physicalTables } from '../engine/physical-tables.ts';
import type { Position } from '../events.ts';
import type { Layout } from '../projection.ts';
import { sqliteFailure } from './failures.ts';
import { integer } from './rows.ts';
import type { Statements } from './statements.ts';

/** The end of the log, kept in memory: nobody else writes to the file. */
export interface LogState {
  readonly head: Position;
  readonly hash: string | undefined;
  readonly cursors: ReadonlyMap<number, Position>;
}

export class SqliteSession implements WriteSession {
  readonly head: Position;
  readonly headHash: string | undefined;
  readonly cursors: ReadonlyMap<number, Position>;
  /** What head, its hash and cursors are once this is committed. */
  newHead: Position;
  newHash: string | undefined;
  readonly newCursors: Map<number, Position>;
  failure: unknown;
  discarded = false;
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #statements: Statements;

  constructor(db: DatabaseSync, path: string, statements: Statements, { head, hash, cursors }: LogState) {
    this.#db = db;
    this.#path = path;
    this.#statements = statements;
    this.head = head;
    this.newHead = head;
    this.headHash = hash;
    this.newHash = hash;
    this.cursors = cursors;
    this.newCursors = new Map(cursors);
  }

  discard(): void {
    this.discarded = true;
  }

  async lookUp(streams: readonly string[], uniqueKeys: readonly string[]): Promise<Known> {
    return this.#run(() => {
      const versions = new Map<string, number>();
      const holders = new Map<string, Position>();
      for (const stream of streams) versions.set(stream, this.#statements.streamVersion(stream));
      for (const uniqueKey of uniqueKeys) {
        const position = this.#statements.holderOf(uniqueKey);
        if (position !== undefined) holders.set(uniqueKey, position);
      }
      return { versions, holders };
    });
  }

  async insertEvents(events: readonly ChainedRow[]): Promise<void> {
    this.#run(() => {
      const insert = this.#statements.prepare(
        'INSERT INTO events (position, stream, version, type, at, data, unique_key, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      );
      for (const { position, stream, version, type, at, data, uniqueKey, hash } of events) {
        insert.run(position, stream, version, type, at, data, uniqueKey ?? null, fromHex(hash));
        this.newHead = position;
        this.newHash = hash;
      }
    });
  }

  async readEvents(plan: EventPlan): Promise<readonly EventRow[]> {
    return this.#run(() => this.#statements.events(plan));
  }

  async loadRow(table: PhysicalTable, key: string): Promise<string | undefined> {
    return this.#run(() => this.#statements.row(table, key));
  }

  async loadPage(table: PhysicalTable, plan: PagePlan): Promise<readonly TableRow[]> {
    return this.#run(() => this.#statements.page(table, plan));
  }

  async writeRows(table: PhysicalTable, puts: readonly RowWrite[], deletes: readonly string[]): Promise<void> {
    this.#run(() => {
      const columns = ['value', ...table.indexes.map(({ column }) => column)];
      const put = this.#statements.prepare(
        `INSERT INTO ${table.name} (key, ${columns.join(', ')}) VALUES (?${', ?'.repeat(columns.length)})
         ON CONFLICT (key) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
      );
      for (const { key, value, indexed } of puts) put.run(key, value, ...indexed);
      const remove = this.#statements.prepare(`DELETE FROM ${table.name} WHERE key = ?`);
      for (const key of deletes) remove.run(key);
    });
  }

  async registered(): Promise<readonly RegisteredProjection[]> {
    return this.#run(() => this.#statements.registered());
  }

  async setCursors(ids: readonly number[], position: Position): Promise<void> {
    this.#run(() => {
      const update = this.#statements.prepare('UPDATE projections SET position = ? WHERE id = ?');
      for (const id of ids) {
        update.run(position, id);
        this.newCursors.set(id, position);
      }
    });
  }

  async createProjection(name: string, version: number, layout: Layout): Promise<number> {
    return this.#run(() => {
      const insert = this.#statements.prepare(
        'INSERT INTO projections (name, version, layout, position) VALUES (?, ?, ?, 0) RETURNING id',
      );
      const id = integer(insert.get(name, version, JSON.stringify(layout)) ?? {}, 'id');
      for (const table of physicalTables(id, layout)) this.#createTable(table);
      this.newCursors.set(id, 0);
      return id;
    });
  }

  async clearTables(tables: readonly PhysicalTable[]): Promise<void> {
    this.#run(() => {
      for (const { name } of tables) this.#db.exec(`DELETE FROM ${name}`);
    });
  }

  async dropProjection(id: number, tables: readonly PhysicalTable[]): Promise<void> {
    this.#run(() => {
      for (const { name } of tables) this.#db.exec(`DROP TABLE IF EXISTS ${name}`);
      this.#statements.prepare('DELETE FROM projections WHERE id = ?').run(id);
      this.newCursors.delete(id);
    });
  }

  #createTable({ name, indexes }: PhysicalTable): void {
    const columns = indexes.map(({ column, kind }) => `, ${column} ${kind === 'text' ? 'TEXT' : 'REAL'}`);
    this.#db.exec(
      `CREATE TABLE ${name} (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL${columns.join('')}) STRICT`,
    );
    for (const { column } of indexes) this.#db.exec(`CREATE INDEX ${name}_${column} ON ${name} (${column}, key)`);
  }

  /** Keeps the first database error, since a transaction that met one must not commit. */
  #run<Value>(work: () => Value): Value {
    try {
      return work();
    } catch (cause) {
      this.failure ??= sqliteFailure(cause, this.#path);
      throw this.failure;
    }
  }
}
