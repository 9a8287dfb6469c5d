/** Every statement that reads, prepared once and kept. */

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type {
  EventPlan,
  EventRow,
  FoundRow,
  PagePlan,
  PhysicalTable,
  RegisteredProjection,
  TableRow,
} from '../engine/backend.ts';
import { pageSql } from '../engine/page-sql.ts';
import type { Position } from '../events.ts';
import { integer, text, toEventRow, toFoundRow, toRegistered, toTableRow } from './rows.ts';

const WHOLE = 'position, stream, version, type, at, data, unique_key, hash';
/** Statements kept prepared; texts are few, but tables come and go. */
const KEPT = 500;

export class Statements {
  readonly #db: DatabaseSync;
  readonly #kept = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  prepare(sql: string): StatementSync {
    let statement = this.#kept.get(sql);
    if (statement === undefined) {
      if (this.#kept.size >= KEPT) this.#kept.clear();
      statement = this.#db.prepare(sql);
      this.#kept.set(sql, statement);
    }
    return statement;
  }

  cursors(): ReadonlyMap<number, Position> {
    return new Map(this.registered().map(({ id, position }) => [id, position]));
  }

  registered(): readonly RegisteredProjection[] {
    return this.prepare('SELECT id, name, version, layout, position FROM projections ORDER BY id')
      .all()
      .map(toRegistered);
  }

  streamVersion(stream: string): number {
    const sql = 'SELECT coalesce(max(version), 0) AS version FROM events WHERE stream = ?';
    return integer(this.prepare(sql).get(stream) ?? {}, 'version');
  }

  holderOf(uniqueKey: string): Position | undefined {
    const row = this.prepare('SELECT position FROM events WHERE unique_key = ?').get(uniqueKey);
    return row === undefined ? undefined : integer(row, 'position');
  }

  events({ from, to, stream, beyond, reverse, limit }: EventPlan): readonly EventRow[] {
    const end = to ?? (reverse ? 0 : Number.MAX_SAFE_INTEGER);
    const sql = `SELECT position, stream, version, type, at, data, unique_key FROM events
      WHERE ${reverse ? 'position <= ? AND position >= ?' : 'position >= ? AND position <= ?'}
      ${stream === undefined ? '' : 'AND stream = ?'}
      ${beyond === undefined ? '' : `AND version ${reverse ? '<' : '>'} ?`}
      ORDER BY ${stream === undefined ? 'position' : 'version'} ${reverse ? 'DESC' : 'ASC'} LIMIT ?`;
    const narrowed = [...(stream === undefined ? [] : [stream]), ...(beyond === undefined ? [] : [beyond])];
    return this.prepare(sql)
      .all(from, end, ...narrowed, limit)
      .map(toEventRow);
  }

  lastEvent(): FoundRow | undefined {
    const row = this.prepare(`SELECT ${WHOLE} FROM events ORDER BY position DESC LIMIT 1`).get();
    return row === undefined ? undefined : toFoundRow(row);
  }

  chain(from: Position, limit: number): readonly FoundRow[] {
    return this.prepare(`SELECT ${WHOLE} FROM events WHERE position >= ? ORDER BY position LIMIT ?`)
      .all(from, limit)
      .map(toFoundRow);
  }

  row(table: PhysicalTable, key: string): string | undefined {
    const row = this.prepare(`SELECT value FROM ${table.name} WHERE key = ?`).get(key);
    return row === undefined ? undefined : text(row, 'value');
  }

  page(table: PhysicalTable, plan: PagePlan): readonly TableRow[] {
    const sql = pageSql(table, plan, '?');
    return this.prepare(sql.text)
      .all(...sql.values)
      .map(toTableRow);
  }
}
