/** Rows of node:sqlite with their types checked: a column of the wrong type means a damaged file. */

import type { SQLOutputValue } from 'node:sqlite';
import { toHex } from '@sallyport/core';
import type { EventRow, FoundRow, RegisteredProjection, TableRow } from '../engine/backend.ts';
import { fail } from '../errors.ts';

export type SqliteRow = Readonly<Record<string, SQLOutputValue>>;

export function text(row: SqliteRow, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw damaged(column);
}

export function integer(row: SqliteRow, column: string): number {
  const value = row[column];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw damaged(column);
}

export function toEventRow(row: SqliteRow): EventRow {
  return {
    position: integer(row, 'position'),
    stream: text(row, 'stream'),
    version: integer(row, 'version'),
    type: text(row, 'type'),
    at: integer(row, 'at'),
    data: text(row, 'data'),
    uniqueKey: row['unique_key'] === null ? undefined : text(row, 'unique_key'),
  };
}

export function toFoundRow(row: SqliteRow): FoundRow {
  const hash = row['hash'];
  if (hash === null) return { ...toEventRow(row), hash: undefined };
  if (hash instanceof Uint8Array) return { ...toEventRow(row), hash: toHex(hash) };
  throw damaged('hash');
}

export function toRegistered(row: SqliteRow): RegisteredProjection {
  return {
    id: integer(row, 'id'),
    name: text(row, 'name'),
    version: integer(row, 'version'),
    layout: text(row, 'layout'),
    position: integer(row, 'position'),
  };
}

export function toTableRow(row: SqliteRow): TableRow {
  const indexed = row['indexed'];
  return {
    key: text(row, 'key'),
    value: text(row, 'value'),
    indexed: typeof indexed === 'string' || typeof indexed === 'number' ? indexed : undefined,
  };
}

function damaged(column: string) {
  return fail('E_STORE_CORRUPT', `column ${column} holds a value of the wrong type`);
}
