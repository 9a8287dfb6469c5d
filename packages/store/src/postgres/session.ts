/** One write transaction on PostgreSQL, which holds the store's lock from its first statement to its end. */

import type { ClientBase } from 'pg';
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
import { postgresFailure } from './failures.ts';
import { type LogState, prepared, type Statements } from './statements.ts';

/** The last event a transaction inserted, by which it can be found again when the commit's answer was lost. */
export interface Imprint {
  readonly event: EventRow;
  /** The transaction's id as rows carry it (`xmin`). */
  readonly xmin: string;
}

export class PostgresSession implements WriteSession {
  readonly head: Position;
  readonly headHash: string | undefined;
  readonly cursors: ReadonlyMap<number, Position>;
  failure: unknown;
  discarded = false;
  imprint: Imprint | undefined;
  readonly #client: ClientBase;
  readonly #statements: Statements;

  constructor(client: ClientBase, statements: Statements, { head, hash, cursors }: LogState) {
    this.#client = client;
    this.#statements = statements;
    this.head = head;
    this.headHash = hash;
    this.cursors = cursors;
  }

  discard(): void {
    this.discarded = true;
  }

  async lookUp(streams: readonly string[], uniqueKeys: readonly string[]): Promise<Known> {
    const { schema } = this.#statements;
    // Scalar subqueries, so that each name costs one descent of an index however long its stream is.
    const text = `SELECT true AS stream, s.name, (
          SELECT version FROM ${schema}.events AS e WHERE e.stream = s.name COLLATE "C" ORDER BY version DESC LIMIT 1
        )::float8 AS value FROM unnest($1::text[]) AS s(name)
      UNION ALL SELECT false, k.name, (
          SELECT position FROM ${schema}.events AS e
          WHERE e.unique_key = k.name COLLATE "C" AND e.unique_key IS NOT NULL
        )::float8 FROM unnest($2::text[]) AS k(name)`;
    const rows = await this.#run(async () => {
      const query = prepared(text, [streams, uniqueKeys]);
      return (await this.#client.query<{ stream: boolean; name: string; value: number | null }>(query)).rows;
    });
    const versions = new Map<string, number>();
    const holders = new Map<string, Position>();
    for (const { stream, name, value } of rows) if (value !== null) (stream ? versions : holders).set(name, value);
    return { versions, holders };
  }

  async insertEvents(events: readonly ChainedRow[]): Promise<void> {
    const text = `WITH inserted AS (
        INSERT INTO ${this.#statements.schema}.events (position, stream, version, type, at, data, unique_key, hash)
        SELECT * FROM unnest(
          $1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::bytea[]
        )
        RETURNING 1
      ) SELECT (pg_current_xact_id()::text::numeric % 4294967296)::text AS xmin, count(*) FROM inserted`;
    const values = [
      events.map(({ position }) => position),
      events.map(({ stream }) => stream),
      events.map(({ version }) => version),
      events.map(({ type }) => type),
      events.map(({ at }) => at),
      events.map(({ data }) => data),
      events.map(({ uniqueKey }) => uniqueKey ?? null),
      events.map(({ hash }) => Buffer.from(hash, 'hex')),
    ];
    await this.#run(async () => {
      const { rows } = await this.#client.query<{ xmin: string }>(prepared(text, values));
      const event = events.at(-1);
      if (event !== undefined) this.imprint = { event, xmin: rows[0]?.xmin ?? '' };
    });
  }

  readEvents(plan: EventPlan): Promise<readonly EventRow[]> {
    return this.#run(() => this.#statements.events(this.#client, plan));
  }

  loadRow(table: PhysicalTable, key: string): Promise<string | undefined> {
    return this.#run(() => this.#statements.row(this.#client, table, key));
  }

  loadPage(table: PhysicalTable, plan: PagePlan): Promise<readonly TableRow[]> {
    return this.#run(() => this.#statements.page(this.#client, table, plan));
  }

  async writeRows(table: PhysicalTable, puts: readonly RowWrite[], deletes: readonly string[]): Promise<void> {
    const name = this.#statements.nameOf(table);
    const work: Promise<unknown>[] = [];
    if (puts.length > 0) {
      const columns = ['value', ...table.indexes.map(({ column }) => column)];
      const types = ['text', 'text', ...table.indexes.map(({ kind }) => (kind === 'text' ? 'text' : 'float8'))];
      const text = `INSERT INTO ${name} (key, ${columns.join(', ')})
        SELECT * FROM unnest(${types.map((type, at) => `$${at + 1}::${type}[]`).join(', ')})
        ON CONFLICT (key) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`;
      const values = [
        puts.map(({ key }) => key),
        puts.map(({ value }) => value),
        ...table.indexes.map((_, at) => puts.map(({ indexed }) => indexed[at] ?? null)),
      ];
      work.push(this.#run(() => this.#client.query(prepared(text, values))));
    }
    if (deletes.length > 0) {
      const text = `DELETE FROM ${name} WHERE key = ANY($1::text[])`;
      work.push(this.#run(() => this.#client.query(prepared(text, [deletes]))));
    }
    await Promise.all(work);
  }

  registered(): Promise<readonly RegisteredProjection[]> {
    return this.#run(() => this.#statements.registered(this.#client));
  }

  async setCursors(ids: readonly number[], position: Position): Promise<void> {
    const text = `UPDATE ${this.#statements.schema}.projections SET position = $1 WHERE id = ANY($2::integer[])`;
    await this.#run(() => this.#client.query(prepared(text, [position, ids])));
  }

  createProjection(name: string, version: number, layout: Layout): Promise<number> {
    const text = `INSERT INTO ${this.#statements.schema}.projections (name, version, layout, position)
      VALUES ($1, $2, $3, 0) RETURNING id`;
    return this.#run(async () => {
      const { rows } = await this.#client.query<{ id: number }>(text, [name, version, JSON.stringify(layout)]);
      const id = rows[0]?.id ?? 0;
      for (const table of physicalTables(id, layout)) await this.#client.query(this.#createTable(table));
      return id;
    });
  }

  async clearTables(tables: readonly PhysicalTable[]): Promise<void> {
    // Not TRUNCATE: replicas that read meanwhile would find an empty table under a position that says it is full.
    for (const table of tables) {
      await this.#run(() => this.#client.query(`DELETE FROM ${this.#statements.nameOf(table)}`));
    }
  }

  async dropProjection(id: number, tables: readonly PhysicalTable[]): Promise<void> {
    await this.#run(async () => {
      for (const table of tables) await this.#client.query(`DROP TABLE IF EXISTS ${this.#statements.nameOf(table)}`);
      await this.#client.query(`DELETE FROM ${this.#statements.schema}.projections WHERE id = $1`, [id]);
    });
  }

  #createTable(table: PhysicalTable): string {
    const name = this.#statements.nameOf(table);
    const columns = table.indexes.map(
      ({ column, kind }) => `, ${column} ${kind === 'text' ? 'text COLLATE "C"' : 'double precision'}`,
    );
    const indexes = table.indexes.map(({ column }) => `CREATE INDEX ON ${name} (${column}, key);`);
    return `CREATE TABLE ${name} (key text COLLATE "C" PRIMARY KEY, value text NOT NULL${columns.join('')}); ${indexes.join(' ')}`;
  }

  /** Keeps the first database error, since a transaction that met one can only be rolled back. */
  async #run<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (cause) {
      this.failure ??= postgresFailure(cause);
      throw this.failure;
    }
  }
}
