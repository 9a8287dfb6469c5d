/** What PostgreSQL's error codes (its manual, appendix A) and lost connections mean here. */

import { isSallyportError, reasonOf, type SallyportError } from '@sallyport/core';
import { DatabaseError } from 'pg';
import { fail, type StoreErrorCode } from '../errors.ts';

/** By whole SQLSTATE, else by its class, the first two characters. */
const MEANING: ReadonlyMap<string, StoreErrorCode> = new Map([
  ['53100', 'E_STORE_FULL'], // disk_full
  ['53', 'E_STORE_BUSY'], // insufficient resources
  ['55P03', 'E_STORE_BUSY'], // lock_not_available
  ['57014', 'E_STORE_BUSY'], // query_canceled, by a timeout
  ['40', 'E_STORE_BUSY'], // transaction rollback: deadlock, serialization
  ['58', 'E_STORE_IO'], // system error
  ['XX001', 'E_STORE_CORRUPT'], // data_corrupted
  ['XX002', 'E_STORE_CORRUPT'], // index_corrupted
  ['08', 'E_STORE_UNREACHABLE'], // connection exception
  ['57', 'E_STORE_UNREACHABLE'], // operator intervention: shutting down, starting up
  ['25006', 'E_STORE_UNREACHABLE'], // read_only_sql_transaction
  ['25P03', 'E_STORE_UNREACHABLE'], // idle_in_transaction_session_timeout
  ['28', 'E_STORE_UNREACHABLE'], // invalid authorization
  ['3D000', 'E_STORE_UNREACHABLE'], // no such database
  ['42501', 'E_STORE_UNREACHABLE'], // insufficient_privilege
]);

const SENTENCE: Readonly<Partial<Record<StoreErrorCode, string>>> = {
  E_STORE_FULL: 'PostgreSQL has no disk space left',
  E_STORE_BUSY: 'PostgreSQL is too busy',
  E_STORE_IO: 'PostgreSQL could not read or write its files',
  E_STORE_CORRUPT: 'PostgreSQL found damaged data',
  E_STORE_UNREACHABLE: 'PostgreSQL cannot be used',
};

/** The store's own error for anything `pg` threw; Sallyport errors pass through. Never shows the connection string. */
export function postgresFailure(cause: unknown): SallyportError {
  if (isSallyportError(cause)) return cause;
  const state = sqlState(cause);
  const code =
    state === undefined ? (isConnectionLost(cause) ? 'E_STORE_UNREACHABLE' : 'E_STORE_DATABASE') : meaningOf(state);
  const sentence = SENTENCE[code] ?? 'PostgreSQL refused a statement';
  return fail(code, `${sentence} (${reasonOf(cause) || 'connection lost'})`, {
    cause,
    details: state === undefined ? {} : { sqlState: state },
  });
}

/** True when the connection is gone or going, so that nothing uncommitted can survive. */
export function isConnectionLost(thrown: unknown): boolean {
  const cause = isSallyportError(thrown, 'E_STORE_UNREACHABLE') ? thrown.cause : thrown;
  const state = sqlState(cause);
  if (state !== undefined) return state.startsWith('08') || (state.startsWith('57') && state !== '57014');
  // `pg` and the socket below it throw plain errors, and an aggregate when a name has several addresses.
  return cause instanceof AggregateError || (cause instanceof Error && cause.name === 'Error');
}

/** True when the server rolled the transaction back and asks for another try. */
export function isRolledBack(thrown: unknown): boolean {
  const state = sqlState(isSallyportError(thrown, 'E_STORE_BUSY') ? thrown.cause : thrown);
  return state?.startsWith('40') ?? false;
}

export function isUndefinedTable(cause: unknown): boolean {
  return sqlState(cause) === '42P01';
}

function sqlState(cause: unknown): string | undefined {
  return cause instanceof DatabaseError ? cause.code : undefined;
}

function meaningOf(state: string): StoreErrorCode {
  return MEANING.get(state) ?? MEANING.get(state.slice(0, 2)) ?? 'E_STORE_DATABASE';
}
