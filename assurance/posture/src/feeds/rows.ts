/** Rows of node:sqlite with their types checked: a column of the wrong type means a damaged file. */

import type { SQLOutputValue } from 'node:sqlite';
import { fail } from '../errors.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw fail('E_POSTURE_FEED_STORE', `column ${column} of the feed store holds no text`);
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  throw fail('E_POSTURE_FEED_STORE', `column ${column} of the feed store holds no number`);
}
