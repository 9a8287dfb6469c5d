/** The schema (namespace) of one store in a PostgreSQL database: made if missing, recognised, and of a known version. */

import type { ClientBase } from 'pg';
import { fail } from '../errors.ts';

/** 2: every new event has its hash, and the database refuses one without: replicas that know only 1 cannot append any more. */
export const POSTGRES_SCHEMA_VERSION = 2;
const MARK = 'sallyport-store';

/**
 * All text is compared by bytes (COLLATE "C"), as SQLite does; documents are `text`, so that they come back as they
 * went in. The log is append-only by trigger too. `hash` chains the events (engine/chain.ts); it is null in those that version 1 wrote.
 */
function schemaSql(schema: string): string {
  return `
    CREATE TABLE ${schema}.meta (mark text NOT NULL, version integer NOT NULL);
    INSERT INTO ${schema}.meta VALUES ('${MARK}', ${POSTGRES_SCHEMA_VERSION});
    CREATE TABLE ${schema}.events (
      position bigint PRIMARY KEY,
      stream text COLLATE "C" NOT NULL,
      version bigint NOT NULL,
      type text COLLATE "C" NOT NULL,
      at bigint NOT NULL,
      data text NOT NULL,
      unique_key text COLLATE "C",
      hash bytea
    );
    ${requireHash(schema)}
    CREATE UNIQUE INDEX events_by_stream ON ${schema}.events (stream, version);
    CREATE UNIQUE INDEX events_by_unique_key ON ${schema}.events (unique_key) WHERE unique_key IS NOT NULL;
    CREATE FUNCTION ${schema}.events_never_change() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN RAISE EXCEPTION 'events never change'; END $$;
    CREATE TRIGGER events_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ${schema}.events
      FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.events_never_change();
    CREATE TABLE ${schema}.projections (
      id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
      name text COLLATE "C" NOT NULL,
      version integer NOT NULL,
      layout text COLLATE "C" NOT NULL,
      position bigint NOT NULL,
      UNIQUE (name, version, layout)
    );`;
}

/** NOT VALID: of new events alone. */
function requireHash(schema: string): string {
  return `ALTER TABLE ${schema}.events ADD CONSTRAINT events_are_chained CHECK (hash IS NOT NULL) NOT VALID;`;
}

interface Found {
  readonly namespace: boolean;
  readonly meta: boolean;
  readonly complete: boolean;
  readonly relations: number;
}

/**
 * Runs within a transaction that holds the store's lock, so that replicas starting together do it once.
 * @throws E_STORE_FOREIGN, E_STORE_NEWER_SCHEMA, E_STORE_CORRUPT
 */
export async function ensureSchema(client: ClientBase, name: string, quoted: string): Promise<void> {
  const { rows } = await client.query<Found>(
    `SELECT to_regnamespace($1) IS NOT NULL AS namespace, to_regclass($1 || '.meta') IS NOT NULL AS meta,
      to_regclass($1 || '.events') IS NOT NULL AND to_regclass($1 || '.projections') IS NOT NULL AS complete,
      (SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace($1))::integer AS relations`,
    [quoted],
  );
  const found = rows[0];
  if (found?.meta === true) {
    const version = await checkVersion(client, name, quoted);
    if (!found.complete) throw fail('E_STORE_CORRUPT', `schema ${name} has lost tables`, { details: { schema: name } });
    if (version === 1) {
      await client.query(`${requireHash(quoted)} UPDATE ${quoted}.meta SET version = ${POSTGRES_SCHEMA_VERSION}`);
    }
    return;
  }
  if (found !== undefined && found.relations > 0) throw foreign(name);
  if (found?.namespace !== true) await client.query(`CREATE SCHEMA ${quoted}`);
  await client.query(schemaSql(quoted));
}

async function checkVersion(client: ClientBase, name: string, quoted: string): Promise<number> {
  const { rows } = await client.query<{ readonly mark: unknown; readonly version: unknown }>(
    `SELECT to_jsonb(m) ->> 'mark' AS mark, (to_jsonb(m) ->> 'version') AS version FROM ${quoted}.meta AS m LIMIT 2`,
  );
  const [meta, second] = rows;
  if (meta?.mark !== MARK || second !== undefined) throw foreign(name);
  const version = Number(meta.version);
  if (version > POSTGRES_SCHEMA_VERSION) {
    throw fail(
      'E_STORE_NEWER_SCHEMA',
      `store in schema ${name} has schema version ${version}; this release knows up to ${POSTGRES_SCHEMA_VERSION}`,
      { details: { schema: name, version, known: POSTGRES_SCHEMA_VERSION } },
    );
  }
  return version;
}

function foreign(name: string) {
  return fail('E_STORE_FOREIGN', `schema ${name} of the database holds tables of another program`, {
    details: { schema: name },
  });
}

/** The first release with `pg_current_xact_id`. */
const OLDEST_RELEASE = 130_000;

interface Settings {
  readonly release: number;
  readonly fsync: string;
  readonly encoding: string;
  readonly commit: string;
  readonly standby: boolean;
}

/**
 * Refuses servers on which a commit is not durable or text does not survive; tells whether commits must be made
 * synchronous one by one.
 * @throws E_STORE_UNSAFE_SERVER
 */
export async function checkServer(client: ClientBase): Promise<{ readonly forceSynchronous: boolean }> {
  const { rows } = await client.query<Settings>(
    `SELECT current_setting('fsync') AS fsync, current_setting('server_encoding') AS encoding,
      current_setting('synchronous_commit') AS commit,
      current_setting('server_version_num')::integer AS release, pg_is_in_recovery() AS standby`,
  );
  const settings = rows[0];
  if ((settings?.release ?? 0) < OLDEST_RELEASE) throw unsafe('PostgreSQL is older than version 13', 'server_version');
  if (settings?.fsync !== 'on') throw unsafe('fsync is off: a commit would not survive a power cut', 'fsync');
  if (settings.encoding !== 'UTF8') throw unsafe('the database is not encoded in UTF8', 'server_encoding');
  if (settings.standby) throw unsafe('the server is a standby and takes no writes', 'pg_is_in_recovery');
  return { forceSynchronous: settings.commit === 'off' };
}

function unsafe(message: string, setting: string) {
  return fail('E_STORE_UNSAFE_SERVER', message, { details: { setting } });
}
