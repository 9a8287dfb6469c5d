import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { isSallyportError } from '@sallyport/core';
import { openPostgresStore } from '@sallyport/store';
import { Client } from 'pg';
import { beginSql } from '../../src/postgres/backend.ts';
import { freshSchema, NO_POSTGRES, POSTGRES, postgresGround, sql } from '../grounds.ts';

describe('a store without a server', () => {
  it('is refused with the reason and without the password', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(
      openPostgresStore({ connectionString: `postgres://user:hunter2@127.0.0.1:${port}/x` }),
      (error) => {
        assert.ok(isSallyportError(error, 'E_STORE_UNREACHABLE'));
        assert.match(error.message, /ECONNREFUSED/);
        assert.doesNotMatch(`${inspect(error, { depth: 9 })}${JSON.stringify(error)}`, /hunter2/);
        return true;
      },
    );
  });

  it('is refused when the server ends the session in the breath in which it begins', async () => {
    const message = (type: string, body: Uint8Array) => {
      const length = Buffer.alloc(4);
      length.writeInt32BE(body.length + 4);
      return Buffer.concat([Buffer.from(type), length, body]);
    };
    const welcome = [message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))];
    const farewell = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'));
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(Buffer.concat([...welcome, farewell])));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    try {
      await assert.rejects(openPostgresStore({ connectionString: `postgres://user@127.0.0.1:${port}/x` }), {
        code: 'E_STORE_UNREACHABLE',
      });
    } finally {
      server.close();
    }
  });

  it('is refused when the connection string cannot be read, without showing it', async () => {
    for (const connectionString of ['postgres://user:hunter2@host:port:x/y', 'postgres://u:hunter2@%ff/x', '']) {
      await assert.rejects(openPostgresStore({ connectionString, patience: 0 }), (error) => {
        assert.ok(isSallyportError(error), inspect(error));
        assert.doesNotMatch(`${inspect(error, { depth: 9 })}${JSON.stringify(error)}`, /hunter2/);
        return true;
      });
    }
  });

  it('is refused a schema name that would need quoting', async () => {
    for (const schema of ['Upper', 'a"b', '', 'a b', 'x'.repeat(31)]) {
      await assert.rejects(openPostgresStore({ connectionString: 'postgres://127.0.0.1:1/x', schema }), {
        code: 'E_STORE_ARGUMENT',
      });
    }
  });
});

describe('a store on a server', { skip: POSTGRES === undefined ? NO_POSTGRES : false }, () => {
  const connectionString = POSTGRES ?? '';

  async function inSchema(prepare: string, run: (schema: string) => Promise<void>): Promise<void> {
    const schema = freshSchema();
    const ground = postgresGround(connectionString, schema);
    try {
      await sql(connectionString, prepare.replaceAll('SCHEMA_NAME', schema));
      await run(schema);
    } finally {
      await ground.dispose();
    }
  }

  it('is refused in a database that does not exist, and to a user that does not', async () => {
    const other = new URL(connectionString);
    other.pathname = `/${freshSchema()}`;
    await assert.rejects(openPostgresStore({ connectionString: other.href }), { code: 'E_STORE_UNREACHABLE' });
    const nobody = new URL(connectionString);
    nobody.username = freshSchema();
    nobody.password = 'hunter2';
    await assert.rejects(openPostgresStore({ connectionString: nobody.href }), (error) => {
      assert.ok(isSallyportError(error, 'E_STORE_UNREACHABLE'));
      assert.doesNotMatch(inspect(error, { depth: 9 }), /hunter2/);
      return true;
    });
  });

  it('is made in a schema that was prepared empty', async () => {
    await inSchema('CREATE SCHEMA SCHEMA_NAME', async (schema) => {
      await using store = await openPostgresStore({ connectionString, schema });
      assert.equal(await store.head(), 0);
    });
  });

  it('is refused in a schema with tables of another program, which it leaves alone', async () => {
    for (const tables of [
      'CREATE TABLE SCHEMA_NAME.accounts (name text)',
      'CREATE TABLE SCHEMA_NAME.meta (mark text, version integer)',
      "CREATE TABLE SCHEMA_NAME.meta (mark text, version integer); INSERT INTO SCHEMA_NAME.meta VALUES ('x', 1)",
      'CREATE TABLE SCHEMA_NAME.meta (other text); INSERT INTO SCHEMA_NAME.meta VALUES (1)',
    ]) {
      await inSchema(`CREATE SCHEMA SCHEMA_NAME; ${tables}`, async (schema) => {
        await assert.rejects(openPostgresStore({ connectionString, schema }), {
          code: 'E_STORE_FOREIGN',
          details: { schema },
        });
        const left = await sql(
          connectionString,
          `SELECT relname FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relkind = 'r'`,
        );
        assert.equal(left.length, 1);
      });
    }
  });

  it('written by a newer release is refused', async () => {
    await inSchema('SELECT 1', async (schema) => {
      await (await openPostgresStore({ connectionString, schema })).close();
      await sql(connectionString, `UPDATE ${schema}.meta SET version = 3`);
      await assert.rejects(openPostgresStore({ connectionString, schema }), {
        code: 'E_STORE_NEWER_SCHEMA',
        details: { schema, version: 3, known: 2 },
      });
    });
  });

  it('that lost a table is refused with a typed error', async () => {
    await inSchema('SELECT 1', async (schema) => {
      await (await openPostgresStore({ connectionString, schema })).close();
      await sql(connectionString, `DROP TABLE ${schema}.events`);
      await assert.rejects(openPostgresStore({ connectionString, schema }), { code: 'E_STORE_CORRUPT' });
    });
  });

  it('commits synchronously even where the default is not to', async () => {
    const url = new URL(connectionString);
    url.searchParams.set('options', '-c synchronous_commit=off');
    await inSchema('SELECT 1', async (schema) => {
      await using store = await openPostgresStore({ connectionString: url.href, schema });
      await store.append([{ stream: 'a', type: 'b', data: null }]);
    });
    const client = new Client({ connectionString: url.href });
    await client.connect();
    const setting = async () => (await client.query<{ synchronous_commit: string }>('SHOW synchronous_commit')).rows[0];
    assert.deepEqual(await setting(), { synchronous_commit: 'off' });
    await client.query(beginSql('1', true));
    assert.deepEqual(await setting(), { synchronous_commit: 'on' });
    await client.end();
  });

  it('is refused where text would not survive', async (context) => {
    const name = freshSchema();
    try {
      await sql(
        connectionString,
        `CREATE DATABASE ${name} ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
      );
    } catch {
      context.skip('this user may not create databases');
      return;
    }
    try {
      const url = new URL(connectionString);
      url.pathname = `/${name}`;
      await assert.rejects(openPostgresStore({ connectionString: url.href }), {
        code: 'E_STORE_UNSAFE_SERVER',
        details: { setting: 'server_encoding' },
      });
    } finally {
      await sql(connectionString, `DROP DATABASE ${name} WITH (FORCE)`);
    }
  });

  it('refuses to rewrite history even by hand', async () => {
    await inSchema('SELECT 1', async (schema) => {
      await using store = await openPostgresStore({ connectionString, schema });
      await store.append([{ stream: 'a', type: 'b', data: null }]);
      for (const statement of [
        `DELETE FROM ${schema}.events`,
        `UPDATE ${schema}.events SET data = '1'`,
        `TRUNCATE ${schema}.events`,
      ]) {
        await assert.rejects(sql(connectionString, statement), /events never change/);
      }
    });
  });

  it('refuses events without a hash, which a replica of the release before would append', async () => {
    await inSchema('SELECT 1', async (schema) => {
      await (await openPostgresStore({ connectionString, schema })).close();
      await sql(
        connectionString,
        `ALTER TABLE ${schema}.events DROP CONSTRAINT events_are_chained; UPDATE ${schema}.meta SET version = 1`,
      );
      const insert = `INSERT INTO ${schema}.events (position, stream, version, type, at, data) VALUES ($, 'a', $, 'b', 0, '1')`;
      await sql(connectionString, insert.replaceAll('$', '1'));
      await using store = await openPostgresStore({ connectionString, schema });
      await assert.rejects(sql(connectionString, insert.replaceAll('$', '2')), /events_are_chained/);
      await store.append([{ stream: 'a', type: 'b', data: null }]);
      await store.verify();
    });
  });

  it('closes every connection it opened', async () => {
    const url = new URL(connectionString);
    const application = freshSchema();
    url.searchParams.set('application_name', application);
    const count = async () =>
      (await sql(connectionString, `SELECT 1 FROM pg_stat_activity WHERE application_name = '${application}'`)).length;
    await inSchema('SELECT 1', async (schema) => {
      const store = await openPostgresStore({ connectionString: url.href, schema });
      await store.append([{ stream: 'a', type: 'b', data: null }]);
      assert.ok((await count()) > 0);
      await store.close();
      for (let tries = 0; tries < 50 && (await count()) > 0; tries++)
        await new Promise((resolve) => setTimeout(resolve, 10));
      assert.equal(await count(), 0);
    });
  });
});
