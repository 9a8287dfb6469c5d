/** Connects to the server, makes sure of it and of the schema, and gives the store. */

import { createHash } from 'node:crypto';
import { SECOND, systemClock } from '@sallyport/core';
import { Pool } from 'pg';
import { openLog } from '../engine/log.ts';
import { checkIdentifier } from '../limits.ts';
import type { LogStore } from '../log-store.ts';
import { beginSql, PostgresBackend } from './backend.ts';
import { postgresFailure } from './failures.ts';
import type { PostgresStoreOptions } from './open.ts';
import { checkServer, ensureSchema } from './schema.ts';

/** A replica that stops within a transaction (stopped process, cut network) must not hold the lock for ever. */
const IDLE_IN_TRANSACTION = 60 * SECOND;
const LOCK_TIMEOUT = 30 * SECOND;
const QUERY_TIMEOUT = 300 * SECOND;
const CONNECT_TIMEOUT = 10 * SECOND;
const DEFAULT_PATIENCE = 10 * SECOND;

export async function connectStore(options: PostgresStoreOptions): Promise<LogStore> {
  const { connectionString, projections = [], clock = systemClock, schema = 'sallyport', maxConnections = 8 } = options;
  const { patience = DEFAULT_PATIENCE } = options;
  const quoted = `"${checkIdentifier('schema', schema)}"`;
  const pool = openPool(connectionString, Math.max(2, maxConnections));
  try {
    const lockKey = lockKeyOf(schema);
    const { forceSynchronous } = await prepareDatabase(pool, schema, quoted, lockKey);
    const backend = new PostgresBackend({ pool, schema: quoted, lockKey, forceSynchronous, patience });
    return await openLog({ backend, projections, clock, pruneAtOpen: false });
  } catch (cause) {
    if (!pool.ended) await pool.end();
    throw postgresFailure(cause);
  }
}

function openPool(connectionString: string, max: number): Pool {
  try {
    const pool = new Pool({
      connectionString,
      max,
      pipeline: true,
      keepAlive: true,
      application_name: 'sallyport',
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      query_timeout: QUERY_TIMEOUT,
      lock_timeout: LOCK_TIMEOUT,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION,
    });
    // A connection that breaks between two queries is replaced at the next use; without listeners it would end the
    // process. A new one can break in the very packet that opens it, so it has its listener before anybody else has it.
    pool.on('error', ignore);
    pool.on('connect', (client) => client.on('error', ignore));
    return pool;
  } catch (cause) {
    throw postgresFailure(cause);
  }
}

async function prepareDatabase(pool: Pool, schema: string, quoted: string, lockKey: string) {
  const client = await pool.connect();
  try {
    const server = await checkServer(client);
    await client.query(beginSql(lockKey, server.forceSynchronous));
    await ensureSchema(client, schema, quoted);
    await client.query('COMMIT');
    client.release();
    return server;
  } catch (cause) {
    client.release(true);
    throw cause;
  }
}

/** Advisory locks are numbers shared by all programs of a database: a hash keeps ours apart from theirs. */
function lockKeyOf(schema: string): string {
  return createHash('sha256').update(`sallyport-store/${schema}`).digest().readBigInt64BE(0).toString();
}

function ignore(): void {}
