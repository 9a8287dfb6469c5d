/**
 * The backend on PostgreSQL. Any number of replicas share the database: every write transaction takes one advisory
 * lock first, so that they commit one after the other in the order of their positions, and a reader that sees a
 * position sees all before it. Reads take no lock.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Milliseconds } from '@sallyport/core';
import type { Pool, PoolClient } from 'pg';
import type {
  Backend,
  EventPlan,
  EventRow,
  FoundRow,
  Fresh,
  PagePlan,
  PhysicalTable,
  RegisteredProjection,
  TableRow,
  WriteSession,
} from '../engine/backend.ts';
import { fail } from '../errors.ts';
import type { Position } from '../events.ts';
import { isConnectionLost, isRolledBack, isUndefinedTable, postgresFailure } from './failures.ts';
import { type Imprint, PostgresSession } from './session.ts';
import { type Standing, Statements } from './statements.ts';

/** Pauses between tries while the server is gone grow from the first to the last of these. */
const FIRST_PAUSE: Milliseconds = 50;
const LONGEST_PAUSE: Milliseconds = 2000;

export interface PostgresBackendOptions {
  readonly pool: Pool;
  /** Quoted. */
  readonly schema: string;
  /** The advisory lock of this store. */
  readonly lockKey: string;
  /** Whether the server's default would let a commit return before it is on disk. */
  readonly forceSynchronous: boolean;
  /** How long to keep trying to reach a server that is gone. */
  readonly patience: Milliseconds;
}

type Committed = { readonly done: true } | { readonly done: false; readonly cause: unknown };

export class PostgresBackend implements Backend {
  readonly #pool: Pool;
  readonly #statements: Statements;
  readonly #begin: string;
  readonly #patience: Milliseconds;
  #writing: Promise<void> = Promise.resolve();

  constructor({ pool, schema, lockKey, forceSynchronous, patience }: PostgresBackendOptions) {
    this.#pool = pool;
    this.#statements = new Statements(schema);
    this.#begin = beginSql(lockKey, forceSynchronous);
    this.#patience = patience;
  }

  /** One at a time, so that a replica never waits for the lock on two connections. */
  write<Result>(work: (session: WriteSession) => Promise<Result>): Promise<Result> {
    const result = this.#writing.then(() => this.#persist(() => this.#transaction(work)));
    this.#writing = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  async head(): Promise<Position> {
    return (await this.#persist(() => this.#statements.state(this.#pool))).head;
  }

  lastEvent(): Promise<FoundRow | undefined> {
    return this.#persist(() => this.#statements.lastEvent(this.#pool));
  }

  readChain(from: Position, limit: number): Promise<readonly FoundRow[]> {
    return this.#persist(() => this.#statements.chain(this.#pool, from, limit));
  }

  streamVersion(stream: string): Promise<number> {
    return this.#persist(() => this.#statements.streamVersion(this.#pool, stream));
  }

  readEvents(plan: EventPlan): Promise<readonly EventRow[]> {
    return this.#persist(() => this.#statements.events(this.#pool, plan));
  }

  readRow(table: PhysicalTable, key: string): Promise<Fresh<string | undefined>> {
    return this.#fresh(async () => {
      const found = await this.#statements.rowStanding(this.#pool, table, key);
      return [found, found.value ?? undefined];
    });
  }

  readPage(table: PhysicalTable, plan: PagePlan): Promise<Fresh<readonly TableRow[]>> {
    return this.#fresh(async () => {
      const found = await this.#statements.pageStanding(this.#pool, table, plan);
      return [found, found.rows];
    });
  }

  registered(): Promise<readonly RegisteredProjection[]> {
    return this.#persist(() => this.#statements.registered(this.#pool));
  }

  /** The server has no quick check of its pages; reading the whole log, which the engine does, reads them. */
  async verify(): Promise<void> {}

  async close(): Promise<void> {
    await this.#writing;
    if (!this.#pool.ended) await this.#pool.end();
  }

  async #fresh<Value>(read: () => Promise<readonly [Standing, Value]>): Promise<Fresh<Value>> {
    return this.#persist(async () => {
      try {
        const [{ cursor, head }, value] = await read();
        return cursor === head ? { lagging: false, value } : { lagging: true };
      } catch (cause) {
        // Another replica dropped the projection; catching up makes it again.
        if (isUndefinedTable(cause)) return { lagging: true };
        throw cause;
      }
    });
  }

  /** Tries again while the server is gone; only for work that has then left nothing behind. */
  async #persist<Value>(work: () => Promise<Value>): Promise<Value> {
    let waited = 0;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        return await work();
      } catch (cause) {
        const failure = postgresFailure(cause);
        if (!isConnectionLost(failure) && !isRolledBack(failure)) throw failure;
        if (waited + pause > this.#patience) throw failure;
      }
      await sleep(pause);
      waited += pause;
    }
  }

  async #transaction<Result>(work: (session: WriteSession) => Promise<Result>): Promise<Result> {
    const client = await this.#pool.connect();
    let usable = false;
    try {
      const begun = client.query(this.#begin);
      const reading = this.#statements.state(client);
      const [, state] = await Promise.all([begun, reading]);
      const session = new PostgresSession(client, this.#statements, state);
      const result = await work(session);
      if (session.failure !== undefined) throw session.failure;
      if (session.discarded) {
        await client.query('ROLLBACK');
      } else {
        const committed = await this.#commit(client, session.imprint);
        if (!committed.done) throw committed.cause;
      }
      usable = true;
      return result;
    } catch (cause) {
      usable = await rolledBack(client);
      throw cause;
    } finally {
      client.release(!usable);
    }
  }

  async #commit(client: PoolClient, imprint: Imprint | undefined): Promise<Committed> {
    try {
      const { command } = await client.query('COMMIT');
      if (command === 'COMMIT') return { done: true };
      return { done: false, cause: fail('E_STORE_DATABASE', `PostgreSQL answered COMMIT with ${command}`) };
    } catch (cause) {
      // Work without events (rebuilding, dropping) can be done twice; events must not.
      if (!isConnectionLost(cause) || imprint === undefined) return { done: false, cause };
      return (await this.#wasCommitted(imprint, cause)) ? { done: true } : { done: false, cause };
    }
  }

  /**
   * The connection broke while committing: looks whether the events are there. Asked under the lock, which the
   * transaction held to its end, so it is over when the answer comes.
   * @throws E_STORE_UNCERTAIN when the server does not come back
   */
  async #wasCommitted({ event, xmin }: Imprint, cause: unknown): Promise<boolean> {
    const text = `SELECT 1 FROM ${this.#statements.schema}.events WHERE position = $1 AND stream = $2 AND version = $3
      AND data = $4 AND at = $5 AND xmin::text = $6`;
    const values = [event.position, event.stream, event.version, event.data, event.at, xmin];
    try {
      return await this.#persist(async () => {
        const client = await this.#pool.connect();
        try {
          await client.query(this.#begin);
          const { rowCount } = await client.query(text, values);
          return rowCount === 1;
        } finally {
          client.release(true);
        }
      });
    } catch {
      throw fail('E_STORE_UNCERTAIN', 'the connection broke while committing, and the server did not come back', {
        cause,
        details: { position: event.position },
      });
    }
  }
}

/** Opens a write transaction. READ COMMITTED, so that what follows the lock sees all that was committed before it. */
export function beginSql(lockKey: string, forceSynchronous: boolean): string {
  const synchronous = forceSynchronous ? 'SET LOCAL synchronous_commit TO on;' : '';
  return `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; ${synchronous} SELECT pg_advisory_xact_lock(${lockKey})`;
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}
