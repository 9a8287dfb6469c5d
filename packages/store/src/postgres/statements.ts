/** Every statement, in terms of a schema; each is prepared once a connection. */

import { createHash } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import type {
  EventPlan,
  EventRow,
  FoundRow,
  PagePlan,
  PhysicalTable,
  RegisteredProjection,
  TableRow,
} from '../engine/backend.ts';
import { type PageSql, pageSql } from '../engine/page-sql.ts';
import type { Position } from '../events.ts';
import type { IndexValue } from '../table.ts';

export type Queryable = ClientBase | Pool;

/** Positions travel as float8, which `pg` gives as numbers; they are exact to 2^53. */
interface EventColumns {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly at: number;
  readonly data: string;
  readonly unique_key: string | null;
}

interface FoundColumns extends EventColumns {
  readonly hash: string | null;
}

interface StateColumns {
  readonly head: number;
  readonly hash: string | null;
  readonly ids: number[];
  readonly positions: number[];
}

const EVENT =
  'position::float8 AS position, stream, version::float8 AS version, type, at::float8 AS at, data, unique_key';
const WHOLE = `${EVENT}, encode(hash, 'hex') AS hash`;

export interface LogState {
  readonly head: Position;
  readonly hash: string | undefined;
  readonly cursors: ReadonlyMap<number, Position>;
}

/** Where one projection and the log stood when a row was read. */
export interface Standing {
  readonly cursor: number | null;
  readonly head: number;
}

export class Statements {
  readonly schema: string;
  readonly #standing: string;

  /** `schema` is quoted already. */
  constructor(schema: string) {
    this.schema = schema;
    this.#standing = `(SELECT position FROM ${schema}.projections WHERE id = $1)::float8 AS cursor,
      (SELECT coalesce(max(position), 0) FROM ${schema}.events)::float8 AS head`;
  }

  nameOf(table: PhysicalTable): string {
    return `${this.schema}.${table.name}`;
  }

  async state(client: Queryable): Promise<LogState> {
    const text = `SELECT (SELECT coalesce(max(position), 0) FROM ${this.schema}.events)::float8 AS head,
      (SELECT encode(hash, 'hex') FROM ${this.schema}.events ORDER BY position DESC LIMIT 1) AS hash,
      ARRAY(SELECT id FROM ${this.schema}.projections ORDER BY id) AS ids,
      ARRAY(SELECT position::float8 FROM ${this.schema}.projections ORDER BY id) AS positions`;
    const { rows } = await client.query<StateColumns>(prepared(text));
    const { head = 0, hash = null, ids = [], positions = [] } = rows[0] ?? {};
    return { head, hash: hash ?? undefined, cursors: new Map(ids.map((id, at) => [id, positions[at] ?? 0])) };
  }

  async lastEvent(client: Queryable): Promise<FoundRow | undefined> {
    const text = `SELECT ${WHOLE} FROM ${this.schema}.events AS e ORDER BY e.position DESC LIMIT 1`;
    return (await client.query<FoundColumns>(prepared(text))).rows.map(toFoundRow)[0];
  }

  async chain(client: Queryable, from: Position, limit: number): Promise<readonly FoundRow[]> {
    const text = `SELECT ${WHOLE} FROM ${this.schema}.events AS e WHERE e.position >= $1 ORDER BY e.position LIMIT $2`;
    return (await client.query<FoundColumns>(prepared(text, [from, limit]))).rows.map(toFoundRow);
  }

  async events(
    client: Queryable,
    { from, to, stream, beyond, reverse, limit }: EventPlan,
  ): Promise<readonly EventRow[]> {
    const end = to ?? (reverse ? 0 : Number.MAX_SAFE_INTEGER);
    const text = `SELECT ${EVENT}
      FROM ${this.schema}.events AS e
      WHERE ${reverse ? 'e.position <= $1 AND e.position >= $2' : 'e.position >= $1 AND e.position <= $2'}
      ${stream === undefined ? '' : 'AND stream = $4'}
      ${beyond === undefined ? '' : `AND version ${reverse ? '<' : '>'} $5`}
      ORDER BY ${stream === undefined ? 'e.position' : 'e.version'} ${reverse ? 'DESC' : 'ASC'} LIMIT $3`;
    const narrowed = [...(stream === undefined ? [] : [stream]), ...(beyond === undefined ? [] : [beyond])];
    const { rows } = await client.query<EventColumns>(prepared(text, [from, end, limit, ...narrowed]));
    return rows.map(toEventRow);
  }

  async streamVersion(client: Queryable, stream: string): Promise<number> {
    const text = `SELECT coalesce(max(version), 0)::float8 AS version FROM ${this.schema}.events WHERE stream = $1`;
    const { rows } = await client.query<{ version: number }>(prepared(text, [stream]));
    return rows[0]?.version ?? 0;
  }

  async registered(client: Queryable): Promise<readonly RegisteredProjection[]> {
    const text = `SELECT id, name, version, layout, position::float8 AS position FROM ${this.schema}.projections ORDER BY id`;
    return (await client.query<RegisteredProjection>(prepared(text))).rows;
  }

  async row(client: Queryable, table: PhysicalTable, key: string): Promise<string | undefined> {
    const text = `SELECT value FROM ${this.nameOf(table)} WHERE key = $1`;
    return (await client.query<{ value: string }>(prepared(text, [key]))).rows[0]?.value;
  }

  async page(client: Queryable, table: PhysicalTable, plan: PagePlan): Promise<readonly TableRow[]> {
    const { text, values } = this.#pageSql(table, plan, 0);
    const { rows } = await client.query<TableColumns>(prepared(text, values));
    return rows.map(toTableRow);
  }

  /** A row and the standing of its projection, as of one moment. */
  async rowStanding(
    client: Queryable,
    table: PhysicalTable,
    key: string,
  ): Promise<Standing & { readonly value: string | null }> {
    const text = `SELECT ${this.#standing}, (SELECT value FROM ${this.nameOf(table)} WHERE key = $2) AS value`;
    const { rows } = await client.query<Standing & { value: string | null }>(prepared(text, [table.projectionId, key]));
    return rows[0] ?? { cursor: null, head: 0, value: null };
  }

  /** A page and the standing of its projection, as of one moment. */
  async pageStanding(
    client: Queryable,
    table: PhysicalTable,
    plan: PagePlan,
  ): Promise<Standing & { readonly rows: readonly TableRow[] }> {
    const page = this.#pageSql(table, plan, 1);
    const order = plan.reverse ? 'DESC' : 'ASC';
    const text = `SELECT s.cursor, s.head, p.key, p.value, p.indexed FROM (SELECT ${this.#standing}) AS s
      LEFT JOIN LATERAL (${page.text}) AS p ON true
      ORDER BY ${plan.index === undefined ? '' : `p.indexed ${order},`} p.key ${order}`;
    const { rows } = await client.query<Standing & OptionalColumns>(
      prepared(text, [table.projectionId, ...page.values]),
    );
    const { cursor = null, head = 0 } = rows[0] ?? {};
    const found = rows.flatMap(({ key, value, indexed }) =>
      key === null || value === null ? [] : [toTableRow({ key, value, indexed })],
    );
    return { cursor, head, rows: found };
  }

  #pageSql(table: PhysicalTable, plan: PagePlan, before: number): PageSql {
    return pageSql({ ...table, name: this.nameOf(table) }, plan, '$', before);
  }
}

interface TableColumns {
  readonly key: string;
  readonly value: string;
  readonly indexed: IndexValue | null;
}

interface OptionalColumns {
  readonly key: string | null;
  readonly value: string | null;
  readonly indexed: IndexValue | null;
}

function toTableRow({ key, value, indexed }: TableColumns): TableRow {
  return { key, value, indexed: indexed ?? undefined };
}

function toEventRow({ position, stream, version, type, at, data, unique_key }: EventColumns): EventRow {
  return { position, stream, version, type, at, data, uniqueKey: unique_key ?? undefined };
}

function toFoundRow(columns: FoundColumns): FoundRow {
  return { ...toEventRow(columns), hash: columns.hash ?? undefined };
}

const names = new Map<string, string>();

/** A query under a name, so that the server parses and plans it once a connection. */
export function prepared(
  text: string,
  values: readonly unknown[] = [],
): { name: string; text: string; values: unknown[] } {
  let name = names.get(text);
  if (name === undefined) {
    // Names are cut at 63 bytes by the server, and two texts must never share one.
    name = createHash('sha256').update(text).digest('hex').slice(0, 40);
    names.set(text, name);
  }
  return { name, text, values: [...values] };
}
