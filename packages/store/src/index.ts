/** An append-only log and its projections, on node:sqlite or PostgreSQL. */

export { STORE_ERRORS, type StoreErrorCode } from './errors.ts';
export { type EventType, eventType, type NewEvent, type Position, type StoredEvent } from './events.ts';
export { FollowLoop, type FollowLoopOptions } from './follow-loop.ts';
export type {
  AppendOptions,
  ChainedEvent,
  ChainHead,
  LogStore,
  ReadOptions,
  Transaction,
  VerifyOptions,
} from './log-store.ts';
export { openPostgresStore, type PostgresStoreOptions } from './postgres/open.ts';
export type { Projection, ProjectionState, ProjectionTables } from './projection.ts';
export { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from './sqlite/open.ts';
export {
  type Entry,
  type IndexDefinition,
  type IndexKind,
  type IndexValue,
  type Page,
  type PageQuery,
  type Query,
  Table,
  type TableReader,
  type TableWriter,
  table,
} from './table.ts';
