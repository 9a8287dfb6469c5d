/** What SQLite's result codes mean here (https://www.sqlite.org/rescode.html). */

import { isSallyportError, reasonOf, type SallyportError } from '@sallyport/core';
import { fail, type StoreErrorCode } from '../errors.ts';

const MEANING: ReadonlyMap<number, StoreErrorCode> = new Map([
  [3, 'E_STORE_UNREACHABLE'], // SQLITE_PERM
  [5, 'E_STORE_LOCKED'], // SQLITE_BUSY
  [6, 'E_STORE_LOCKED'], // SQLITE_LOCKED
  [8, 'E_STORE_UNREACHABLE'], // SQLITE_READONLY
  [10, 'E_STORE_IO'], // SQLITE_IOERR
  [11, 'E_STORE_CORRUPT'], // SQLITE_CORRUPT
  [13, 'E_STORE_FULL'], // SQLITE_FULL
  [14, 'E_STORE_UNREACHABLE'], // SQLITE_CANTOPEN
  [15, 'E_STORE_LOCKED'], // SQLITE_PROTOCOL
  [23, 'E_STORE_UNREACHABLE'], // SQLITE_AUTH
  [26, 'E_STORE_FOREIGN'], // SQLITE_NOTADB
]);

const SENTENCE: Readonly<Partial<Record<StoreErrorCode, string>>> = {
  E_STORE_LOCKED: 'is open in another process',
  E_STORE_CORRUPT: 'is damaged',
  E_STORE_FOREIGN: 'is not a SQLite database',
  E_STORE_FULL: 'cannot grow: the disk is full',
  E_STORE_IO: 'could not be read or written',
  E_STORE_UNREACHABLE: 'cannot be opened for reading and writing',
};

/** The store's own error for anything node:sqlite threw, `otherwise` if its code says little; Sallyport errors pass. */
export function sqliteFailure(
  cause: unknown,
  path: string,
  otherwise: StoreErrorCode = 'E_STORE_DATABASE',
): SallyportError {
  if (isSallyportError(cause)) return cause;
  const code = MEANING.get(primaryCode(cause)) ?? otherwise;
  const sentence = SENTENCE[code] ?? 'refused a statement';
  return fail(code, `store ${path} ${sentence} (${reasonOf(cause)})`, { cause, details: { path } });
}

/** The primary result code: the low byte of SQLite's extended ones. */
function primaryCode(cause: unknown): number {
  if (typeof cause !== 'object' || cause === null || !('errcode' in cause)) return -1;
  return typeof cause.errcode === 'number' ? cause.errcode & 0xff : -1;
}
