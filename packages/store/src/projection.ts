/** Projections: what the log means right now, kept in tables that can be dropped and rebuilt from it. */

import type { JsonValue } from '@sallyport/core';
import { fail } from './errors.ts';
import type { Position, StoredEvent } from './events.ts';
import { checkIdentifier } from './limits.ts';
import type { IndexKind, Table, TableWriter } from './table.ts';

/** The tables of the projection whose `apply` runs. */
export interface ProjectionTables {
  /** @throws E_STORE_ARGUMENT when the table belongs to another projection */
  table<Row extends JsonValue, Index extends string>(table: Table<Row, Index>): TableWriter<Row, Index>;
}

export interface Projection {
  readonly name: string;
  /** Raise it whenever `apply` or the meaning of a row changes: the tables are then rebuilt from the log. */
  readonly version: number;
  readonly tables: readonly Table[];
  /**
   * Brings the tables up to date with one event, in the transaction that appends it. Must depend on nothing but the
   * event and the tables, and await nothing but the tables: it runs again, event by event, on every rebuild.
   */
  apply(event: StoredEvent, tables: ProjectionTables): void | Promise<void>;
}

/** A projection as the database knows it. */
export interface ProjectionState {
  readonly name: string;
  readonly version: number;
  /** The last event it has seen. */
  readonly position: Position;
  /** Whether this store was opened with this very projection. */
  readonly registered: boolean;
}

/** The shape of a projection's tables, stored beside them. */
export type Layout = readonly {
  readonly name: string;
  readonly indexes: readonly { readonly name: string; readonly kind: IndexKind }[];
}[];

export function layoutOf(projection: Projection): Layout {
  return projection.tables.map(({ name, indexes }) => ({
    name,
    indexes: indexes.map((index) => ({ name: index.name, kind: index.kind })),
  }));
}

/** @throws E_STORE_ARGUMENT when names clash or a version is not a whole number above 0 */
export function checkProjections(projections: readonly Projection[]): void {
  const seen = new Set<string>();
  const owned = new Set<Table>();
  for (const { name, version, tables } of projections) {
    checkIdentifier('projection', name);
    if (seen.has(name)) throw fail('E_STORE_ARGUMENT', `two projections are named ${name}`);
    seen.add(name);
    if (!Number.isInteger(version) || version < 1 || version > 0x7fffffff) {
      throw fail('E_STORE_ARGUMENT', `version of projection ${name} is not a whole number from 1`);
    }
    const names = new Set<string>();
    for (const table of tables) {
      if (names.has(table.name)) throw fail('E_STORE_ARGUMENT', `projection ${name} has two tables ${table.name}`);
      if (owned.has(table)) throw fail('E_STORE_ARGUMENT', `table ${table.name} is in two projections`);
      names.add(table.name);
      owned.add(table);
    }
  }
}
