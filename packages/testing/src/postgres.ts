/**
 * A PostgreSQL to test on, taken from `SALLYPORT_TEST_POSTGRES`: a connection string of somebody who may create databases.
 * Each test file makes a database of its own and drops it, so that files that run beside each other do not meet.
 */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

const SERVER = process.env['SALLYPORT_TEST_POSTGRES'];

/** For `skip`: why nothing can be tested on PostgreSQL, or false. */
export const WITHOUT_POSTGRES: string | false =
  SERVER === undefined ? 'SALLYPORT_TEST_POSTGRES is not set: NOTHING of PostgreSQL is tested here' : false;

export class TestDatabase implements AsyncDisposable {
  readonly #name: string;

  private constructor(name: string) {
    this.#name = name;
  }

  static async make(): Promise<TestDatabase> {
    const name = `sallyport_test_${randomBytes(8).toString('hex')}`;
    await run(server(), `CREATE DATABASE ${name}`);
    return new TestDatabase(name);
  }

  /** Its connection string. */
  get url(): string {
    const url = new URL(server());
    url.pathname = `/${this.#name}`;
    return url.href;
  }

  /**
   * Takes everything out of a store that lies in this schema, if there is one, as if it had just been made: to make its tables anew
   * for each test would take longer than the test.
   */
  async empty(schema: string): Promise<void> {
    await run(
      this.url,
      `DO $$
        DECLARE place regclass;
        BEGIN
          IF to_regclass('${schema}.events') IS NULL THEN RETURN; END IF;
          ALTER TABLE ${schema}.events DISABLE TRIGGER USER;
          FOR place IN SELECT oid FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relkind = 'r'
            AND relname NOT IN ('meta', 'projections')
          LOOP EXECUTE 'DELETE FROM ' || place; END LOOP;
          ALTER TABLE ${schema}.events ENABLE TRIGGER USER;
          UPDATE ${schema}.projections SET position = 0;
        END $$`,
    );
  }

  /** With whoever is still connected cut off. */
  async drop(): Promise<void> {
    await run(server(), `DROP DATABASE ${this.#name} WITH (FORCE)`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.drop();
  }
}

function server(): string {
  assert.ok(SERVER !== undefined, 'tests are skipped where WITHOUT_POSTGRES says so');
  return SERVER;
}

async function run(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
