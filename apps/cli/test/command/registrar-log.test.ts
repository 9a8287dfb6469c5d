import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { runProgram } from '../../src/program.ts';
import { testContext } from '../support/context.ts';
import { RunningCommand } from '../support/sallyport.ts';

describe('sallyport registrar log', () => {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-log-'));
  const data = join(root, 'home');
  const environment = { SALLYPORT_PASSPHRASE: 'correct horse battery staple' };

  before(async () => {
    const registrar = new RunningCommand(['registrar', '--data-dir', data, '--no-announce', '--port', '0'], {
      environment,
    });
    await registrar.wrote('Ctrl-C');
    await registrar.kill('SIGTERM');
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  async function command(...argv: string[]) {
    const context = testContext(environment, 100);
    await runProgram(['registrar', 'log', ...argv, '--data-dir', data], context);
    const status = process.exitCode ?? 0;
    process.exitCode = 0;
    return { status, ...context.written };
  }

  it('shows a head that can be noted, and verifies the log against it later', async () => {
    const head = (await command('head')).out.trim();
    assert.match(head, /^\d+:[0-9a-f]{64}$/);
    const { status, out } = await command('verify', '--noted', head);
    assert.equal(status, 0);
    assert.match(out, /^the log fits together up to \d+:[0-9a-f]{64}, and holds the head that was noted\n$/);
    assert.match((await command('verify')).out, /against a noted head \(--noted\) it would show more/);
  });

  it('says to programs what it says to people', async () => {
    const { position, hash } = JSON.parse((await command('head', '--json')).out);
    assert.equal(`${position}:${hash}`, (await command('head')).out.trim());
  });

  it('gives the log as lines of JSON and as CSV, to standard output or a file, whole or in part', async () => {
    const whole = (await command('export')).out.trimEnd().split('\n');
    // The last line says that none is missing.
    const [end, ...backwards] = whole.map((line) => JSON.parse(line)).toReversed();
    const events = backwards.toReversed();
    assert.equal(end.events, events.length);
    assert.deepEqual(
      events.map(({ position }) => position),
      events.map((_, index) => index + 1),
    );
    assert.equal(events.at(-1)?.hash, JSON.parse((await command('head', '--json')).out).hash);
    const path = join(root, 'log.csv');
    const said = await command('export', '--format', 'csv', '--out', path, '--json');
    assert.equal(said.status, 0, said.out);
    const csv = readFileSync(path, 'utf8');
    assert.deepEqual(JSON.parse(said.out), { file: path, format: 'csv', bytes: Buffer.byteLength(csv) });
    assert.match(csv, /^position,time,/);
    assert.equal((await command('export', '--first', '2', '--last', '2')).out.split('\n')[0], whole[1]);
    assert.match((await command('export', '--to', '2020-01-01')).out, /^\{"events":0,[^\n]*\n$/);
  });

  it('gives the log of a registrar that runs, as it comes', async () => {
    const registrar = new RunningCommand(['registrar', '--data-dir', data, '--no-announce', '--port', '0'], {
      environment,
    });
    await registrar.wrote('Ctrl-C');
    try {
      const { status, out } = await command('export', '--last', '3');
      assert.equal(status, 0);
      assert.equal(out.trimEnd().split('\n').length, 3 + 1);
      const refused = await command('export', '--type', 'x'.repeat(2000));
      assert.match(refused.note, /E_API_INPUT/);
    } finally {
      await registrar.kill('SIGTERM');
    }
  });

  it('refuses --json without a file, since the log is no one value', async () => {
    assert.match((await command('export', '--json')).out, /E_CLI_USAGE/);
  });

  it('refuses a head that is none', async () => {
    const { status, note } = await command('verify', '--noted', '12');
    assert.notEqual(status, 0);
    assert.match(note, /POSITION:HASH/);
  });

  it('says so when the log never had the head that was noted', async () => {
    const { status, note } = await command('verify', '--noted', `1:${'0'.repeat(64)}`);
    assert.notEqual(status, 0);
    assert.match(note, /E_STORE_CHAIN/);
  });

  it('says so when somebody changed the log behind its back', async () => {
    const database = new DatabaseSync(join(data, 'domain', 'domain.db'));
    const triggers = database.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all();
    for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`);
    const [table] = database
      .prepare(
        "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'hash'",
      )
      .all();
    assert.ok(table);
    database.exec(`UPDATE "${table['name']}" SET at = at + 1 WHERE position = 1`);
    database.close();
    const { status, note } = await command('verify');
    assert.notEqual(status, 0);
    assert.match(note, /E_STORE_CHAIN/);
  });
});
