/** Tables of a projection: rows of JSON under a key, with secondary indexes, the same on every database. */

import type { JsonValue } from '@sallyport/core';
import { fail } from './errors.ts';
import { checkIdentifier } from './limits.ts';

export type IndexValue = string | number;
export type IndexKind = 'text' | 'number';

export interface IndexDefinition<Row extends JsonValue = JsonValue> {
  readonly name: string;
  readonly kind: IndexKind;
  /** The value a row is found under; a row that gives none is not in the index. */
  of(row: Row): IndexValue | undefined;
}

/**
 * Declares one table. The declaration is also the handle with which rows are reached, so rows keep their type.
 * `Row` must be a type alias, not an interface (only aliases are known to be JSON all through).
 */
export class Table<Row extends JsonValue = JsonValue, Index extends string = string> {
  readonly name: string;
  readonly indexes: readonly IndexDefinition<Row>[];

  constructor(name: string, indexes: readonly IndexDefinition<Row>[]) {
    this.name = checkIdentifier('table', name);
    this.indexes = indexes;
  }

  /** Adds an index over text, ordered by code point. */
  textIndex<Name extends string>(name: Name, of: (row: Row) => string | undefined): Table<Row, Index | Name> {
    return this.#with({ name, kind: 'text', of });
  }

  /** Adds an index over finite numbers. For times, index `date.getTime()`. */
  numberIndex<Name extends string>(name: Name, of: (row: Row) => number | undefined): Table<Row, Index | Name> {
    return this.#with({ name, kind: 'number', of });
  }

  #with<Name extends string>(index: IndexDefinition<Row>): Table<Row, Index | Name> {
    checkIdentifier('index', index.name);
    if (this.indexes.some(({ name }) => name === index.name)) {
      throw fail('E_STORE_ARGUMENT', `table ${this.name} declares index ${index.name} twice`);
    }
    return new Table<Row, Index | Name>(this.name, [...this.indexes, index]);
  }
}

/**
 * Begins the declaration of a table.
 *
 * @example
 * type Device = { readonly owner: string; readonly expires: number };
 * const devices = table<Device>('devices').textIndex('owner', (device) => device.owner);
 */
export function table<Row extends JsonValue>(name: string): Table<Row, never> {
  return new Table<Row, never>(name, []);
}

export interface Entry<Row> {
  readonly key: string;
  readonly row: Row;
}

/**
 * Which rows, in which order. Without `index`, rows are taken in the order of their keys and the bounds speak of
 * keys; with it, in the order of index value then key. Text is ordered by code point.
 */
export interface Query<Index extends string = string> {
  readonly index?: Index;
  /** Exactly this value. */
  readonly equals?: IndexValue;
  /** This value or above. */
  readonly from?: IndexValue;
  /** Below this value. */
  readonly below?: IndexValue;
  /** Text that begins so. */
  readonly prefix?: string;
  readonly reverse?: boolean;
}

export interface PageQuery<Index extends string = string> extends Query<Index> {
  /** Rows in the page, 1 to 1000; 100 if left out. */
  readonly limit?: number;
  /** Where the page before ended: its `next`. */
  readonly cursor?: string;
}

export interface Page<Row> {
  readonly entries: readonly Entry<Row>[];
  /** Present when there are more rows. Opaque; safe to hand to a client and take back. */
  readonly next?: string;
}

/** Reads rows. Every call costs O(log n) and its result, whatever the size of the table. */
export interface TableReader<Row extends JsonValue, Index extends string> {
  get(key: string): Promise<Row | undefined>;
  /** @throws E_STORE_ARGUMENT for bounds of the wrong kind, or a cursor that is not from this query */
  page(query?: PageQuery<Index>): Promise<Page<Row>>;
  /** All rows of the query, fetched page by page; outside a transaction each page is as of its own moment. */
  scan(query?: Query<Index>): AsyncIterable<Entry<Row>>;
}

/** Reads and writes rows within the transaction of the event being applied. Writes are seen by reads at once. */
export interface TableWriter<Row extends JsonValue, Index extends string> extends TableReader<Row, Index> {
  /** @throws E_STORE_ARGUMENT for a key, row or index value that cannot be stored */
  put(key: string, row: Row): void;
  delete(key: string): void;
}
