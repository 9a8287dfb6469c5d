/** The interface of the store; the same over node:sqlite and PostgreSQL. */

import type { JsonValue } from '@sallyport/core';
import type { NewEvent, Position, StoredEvent } from './events.ts';
import type { ProjectionState } from './projection.ts';
import type { Table, TableReader } from './table.ts';

export interface AppendOptions {
  /** For each named stream the version it must have (the number of its events; 0 for a stream not begun). */
  readonly expectVersion?: Readonly<Record<string, number>>;
}

export interface ReadOptions {
  /** Only this stream. */
  readonly stream?: string;
  /** The last position wanted; the head at the time of each page if left out. */
  readonly to?: Position;
  /** From `from` towards the beginning. */
  readonly reverse?: boolean;
  /** At most so many events. */
  readonly limit?: number;
}

/** The end of the log and the hash that stands for all of it up to there. */
export interface ChainHead {
  /** 0 for an empty log. */
  readonly position: Position;
  /** SHA-256 in lower-case hexadecimal; 64 zeros for an empty log. */
  readonly hash: string;
}

export interface VerifyOptions {
  /** What `chainHead` or `verify` gave at an earlier time, kept where nobody who can change the store can change it too. */
  readonly noted?: ChainHead;
  /** Told now and then how far it has come. */
  readonly progress?: (checked: Position) => void;
}

/** An event as the chain of hashes sees it. */
export interface ChainedEvent {
  readonly position: Position;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly uniqueKey: string | undefined;
  /** JSON text, letter by letter as it is stored and hashed. */
  readonly data: string;
  /** Lower-case hexadecimal; undefined for an event from before there were hashes. */
  readonly hash: string | undefined;
}

/** Reading and appending as one atomic step; see {@link LogStore.transact}. */
export interface Transaction {
  /** The last position of the log, counting what this transaction appended. */
  head(): Position;
  streamVersion(stream: string): Promise<number>;
  table<Row extends JsonValue, Index extends string>(table: Table<Row, Index>): TableReader<Row, Index>;
  /**
   * Appends within the transaction; tables show the effect at once. Durable when `transact` resolves, not before.
   * @throws E_STORE_CONFLICT without effect, so that the transaction can go on
   */
  append(events: readonly NewEvent[], options?: AppendOptions): Promise<readonly StoredEvent[]>;
}

export interface LogStore extends AsyncDisposable {
  /**
   * Appends all the events or none, in this order at consecutive positions, with all projections brought up to date.
   * Resolves only when they are durable. Appends that arrive together share one trip to the disk.
   * @throws E_STORE_CONFLICT when a unique key is taken or a stream is not at the expected version
   * @throws E_STORE_PROJECTION when a projection threw; nothing was stored
   * @throws E_STORE_FULL, E_STORE_IO, E_STORE_BUSY, E_STORE_UNREACHABLE, E_STORE_UNCERTAIN, E_STORE_ARGUMENT, E_STORE_CLOSED
   */
  append(events: readonly NewEvent[], options?: AppendOptions): Promise<readonly StoredEvent[]>;

  /**
   * Runs `decide` while nobody else, on any replica, can append: what it reads stays true until it has appended.
   * Its result is given when everything it appended is durable. If it throws, nothing is stored and the error comes
   * back as it is. It may run more than once, so it must have no effect but through `tx`, and must await nothing else
   * (above all not this store itself).
   */
  transact<Result>(decide: (tx: Transaction) => Promise<Result>): Promise<Result>;

  /** Events from `from` on, fetched page by page. Never shows an event before those at lower positions. */
  read(from: Position, options?: ReadOptions): AsyncIterable<StoredEvent>;

  /** The position of the last event; 0 when there is none. */
  head(): Promise<Position>;

  /** How many events a stream has; 0 for a stream not begun. */
  streamVersion(stream: string): Promise<number>;

  /**
   * Reads a table of a projection this store was opened with. Reads see every append that has resolved, whichever
   * replica made it.
   * @throws E_STORE_ARGUMENT for a table of no such projection
   */
  table<Row extends JsonValue, Index extends string>(table: Table<Row, Index>): TableReader<Row, Index>;

  /** Every projection kept in the database, with the ones of other versions and programs. */
  projections(): Promise<readonly ProjectionState[]>;

  /** Empties a registered projection and applies the whole log again. Reads of its tables wait for the end. */
  rebuild(name: string): Promise<void>;

  /** Drops every version of a projection with its tables. One that is registered is rebuilt at its next use. */
  drop(name: string): Promise<void>;

  /** Drops the other versions of the registered projections; on PostgreSQL, once no replica of the old release runs. */
  prune(): Promise<void>;

  /**
   * The head of the chain of hashes, to be noted elsewhere: only against a noted head can anybody see that the end of the log
   * was cut off, or all of it written anew.
   */
  chainHead(): Promise<ChainHead>;

  /** Whole events from `from` to `to` with their hashes, page by page, unchecked: for whoever works the chain out elsewhere. */
  readChain(from: Position, to: Position): AsyncIterable<ChainedEvent>;

  /**
   * Reads the whole store and checks it: database pages, positions without gaps, versions within streams, the chain of
   * hashes, and that it goes through the head that was noted. Gives the head that it came to.
   * @throws E_STORE_CORRUPT, E_STORE_CHAIN naming the first fault
   */
  verify(options?: VerifyOptions): Promise<ChainHead>;

  /** Waits for appends under way, then closes. Later calls fail with E_STORE_CLOSED. */
  close(): Promise<void>;
}
