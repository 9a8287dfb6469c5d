/**
 * What the engine asks of a database. A backend keeps rows and commits; everything that has meaning (positions,
 * conflicts, projections, group commit) is in the engine, once.
 */

import type { Position } from '../events.ts';
import type { Layout } from '../projection.ts';
import type { IndexKind, IndexValue } from '../table.ts';

/** An event as it is stored: `data` is JSON text, `at` milliseconds since 1970. */
export interface EventRow {
  readonly position: Position;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly at: number;
  readonly data: string;
  readonly uniqueKey: string | undefined;
}

/** An event with its place in the chain of hashes, in lower-case hexadecimal. */
export interface ChainedRow extends EventRow {
  readonly hash: string;
}

/** An event as it was found: whether its hash is there, and fits, is to be seen. */
export interface FoundRow extends EventRow {
  readonly hash: string | undefined;
}

export interface EventPlan {
  readonly from: Position;
  readonly to: Position | undefined;
  readonly stream: string | undefined;
  /** Of a stream: only events beyond this version, so that a page of it costs the same wherever it is. */
  readonly beyond?: number | undefined;
  readonly reverse: boolean;
  readonly limit: number;
}

/** A table of a projection as it lies in the database. */
export interface PhysicalTable {
  readonly projectionId: number;
  readonly name: string;
  readonly indexes: readonly { readonly name: string; readonly column: string; readonly kind: IndexKind }[];
}

export interface TableRow {
  readonly key: string;
  /** JSON text. */
  readonly value: string;
  /** The value of the index the page was asked by. */
  readonly indexed: IndexValue | undefined;
}

export interface RowWrite {
  readonly key: string;
  readonly value: string;
  /** One for each index of the table, in order. */
  readonly indexed: readonly (IndexValue | null)[];
}

/** A page of a table, with everything checked and decided. */
export interface PagePlan {
  /** The index's column, or undefined to go by key. */
  readonly index: { readonly column: string; readonly kind: IndexKind } | undefined;
  readonly equals: IndexValue | undefined;
  readonly from: IndexValue | undefined;
  readonly below: IndexValue | undefined;
  readonly reverse: boolean;
  readonly after: { readonly key: string; readonly indexed: IndexValue | undefined } | undefined;
  readonly limit: number;
}

export interface RegisteredProjection {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly layout: string;
  readonly position: Position;
}

/** What a stream or unique key is at, for every one that was asked for and exists. */
export interface Known {
  readonly versions: ReadonlyMap<string, number>;
  readonly holders: ReadonlyMap<string, Position>;
}

/** One write transaction. While it lives, no other process or replica writes. */
export interface WriteSession {
  readonly head: Position;
  /** The hash of the last event; undefined when there is none, or it was written before there were hashes. */
  readonly headHash: string | undefined;
  /** The position of each projection in the database, by id. */
  readonly cursors: ReadonlyMap<number, Position>;
  /** The first database error of this transaction; once set, it can only be rolled back. */
  readonly failure: unknown;
  /** Rolls back at the end instead of committing. */
  discard(): void;

  lookUp(streams: readonly string[], uniqueKeys: readonly string[]): Promise<Known>;
  insertEvents(events: readonly ChainedRow[]): Promise<void>;
  readEvents(plan: EventPlan): Promise<readonly EventRow[]>;

  loadRow(table: PhysicalTable, key: string): Promise<string | undefined>;
  loadPage(table: PhysicalTable, plan: PagePlan): Promise<readonly TableRow[]>;
  writeRows(table: PhysicalTable, puts: readonly RowWrite[], deletes: readonly string[]): Promise<void>;

  registered(): Promise<readonly RegisteredProjection[]>;
  setCursors(ids: readonly number[], position: Position): Promise<void>;
  /** Makes the projection's row at position 0 and its empty tables; gives its id. */
  createProjection(name: string, version: number, layout: Layout): Promise<number>;
  clearTables(tables: readonly PhysicalTable[]): Promise<void>;
  dropProjection(id: number, tables: readonly PhysicalTable[]): Promise<void>;
}

/** A read outside transactions; `lagging` when the table's projection had not seen the whole log at that moment. */
export type Fresh<Value> = { readonly lagging: true } | { readonly lagging: false; readonly value: Value };

export interface Backend {
  /**
   * Runs `work` in the one write transaction there can be, commits durably unless it threw or discarded.
   * May run `work` again on a new connection when nothing was committed.
   */
  write<Result>(work: (session: WriteSession) => Promise<Result>): Promise<Result>;

  head(): Promise<Position>;
  /** The last event, as of one moment. */
  lastEvent(): Promise<FoundRow | undefined>;
  /** Whole events from `from` on, in order. */
  readChain(from: Position, limit: number): Promise<readonly FoundRow[]>;
  streamVersion(stream: string): Promise<number>;
  readEvents(plan: EventPlan): Promise<readonly EventRow[]>;
  readRow(table: PhysicalTable, key: string): Promise<Fresh<string | undefined>>;
  readPage(table: PhysicalTable, plan: PagePlan): Promise<Fresh<readonly TableRow[]>>;
  registered(): Promise<readonly RegisteredProjection[]>;
  /** @throws E_STORE_CORRUPT */
  verify(): Promise<void>;
  close(): Promise<void>;
}
