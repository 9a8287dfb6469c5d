/**
 * Opens a store in a PostgreSQL database, which any number of replicas may share. The driver is loaded only here, so
 * that programs with a store in a file start without it.
 */

import type { Clock, Milliseconds } from '@sallyport/core';
import type { LogStore } from '../log-store.ts';
import type { Projection } from '../projection.ts';

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database?sslmode=…`; shown in no error. */
  readonly connectionString: string;
  readonly projections?: readonly Projection[];
  /** Dates events that carry no time of their own. */
  readonly clock?: Clock;
  /** The schema (namespace) the store lives in, made if missing; `sallyport` if left out. One store each. */
  readonly schema?: string;
  /** Most connections of this replica; 8 if left out, 2 at least. */
  readonly maxConnections?: number;
  /** How long calls keep trying when the server has gone away, in milliseconds; 10 s if left out. */
  readonly patience?: Milliseconds;
}

/**
 * @throws E_STORE_UNREACHABLE, E_STORE_UNSAFE_SERVER, E_STORE_FOREIGN, E_STORE_NEWER_SCHEMA, E_STORE_BUSY
 * @throws E_STORE_PROJECTION when a projection cannot be rebuilt
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<LogStore> {
  const { connectStore } = await import('./connect.ts');
  return connectStore(options);
}
