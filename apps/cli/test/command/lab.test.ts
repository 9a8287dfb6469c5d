/** A lab from its first start to its second: devices, people at the books, a second lab in the way, and its secrets. */

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isJsonObject, type JsonObject, type JsonValue, parseJson, utf8 } from '@sallyport/core';
import { requestOverSocket } from '@sallyport/http';
import { runProgram } from '../../src/program.ts';
import { testContext } from '../support/context.ts';
import { FREE_PORTS, RunningCommand, sallyport, startLab } from '../support/sallyport.ts';

const PASSPHRASE = 'correct horse battery staple';

describe('sallyport up', () => {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-up-'));
  const data = join(root, 'data');
  const environment = { SALLYPORT_PASSPHRASE: PASSPHRASE };
  /** Everything any command has written. */
  const said: string[] = [];
  let lab: RunningCommand;

  before(async () => {
    lab = startLab(data, [], { environment });
    await lab.wrote('Ctrl-C');
  });
  after(async () => {
    await lab.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });

  async function command(...argv: string[]) {
    const ended = await sallyport([...argv, '--data-dir', data], { environment });
    said.push(ended.out, ended.note);
    return ended;
  }
  /** As a process of its own does it, in less time. */
  async function inProcess(...argv: string[]) {
    const context = testContext(environment, 400);
    await runProgram([...argv, '--data-dir', data], context);
    const status = process.exitCode ?? 0;
    process.exitCode = 0;
    said.push(context.written.out, context.written.note);
    return { status, ...context.written };
  }
  async function json(...argv: string[]): Promise<JsonValue> {
    const { status, out, note } = await command(...argv, '--json');
    assert.deepEqual([status, note], [0, ''], out);
    assert.match(out, /^[^\n]+\n$/);
    return parseJson(utf8(out), { maxBytes: 1 << 20, maxDepth: 10 });
  }
  function rowsOf(value: JsonValue): readonly JsonObject[] {
    assert.ok(isJsonObject(value) && Array.isArray(value['devices']));
    return value['devices'].filter((row): row is JsonObject => isJsonObject(row));
  }

  /** Without those that were met and turned away. */
  function aboardIn(value: JsonValue): readonly JsonObject[] {
    return rowsOf(value).filter(({ state }) => state === 'aboard' || state === 'entrusted');
  }

  it('brings a first device aboard and says what to try next', () => {
    assert.match(lab.out, /✔ D\.7 /);
    assert.match(lab.out, /npx sallyport device brski/);
    assert.equal(lab.note, '');
  });

  it('keeps its directory and everything secret in it to its owner', () => {
    assert.equal(statSync(data).mode & 0o077, 0);
    for (const name of readdirSync(data)) assert.equal(statSync(join(data, name)).mode & 0o077, 0, name);
    assert.equal(existsSync(join(data, 'passphrase')), false, 'the passphrase was given, so it is not kept');
  });

  it('takes another device aboard', async () => {
    const answer = await json('device', 'brski', '--serial', 'MINE-1');
    assert.ok(isJsonObject(answer) && isJsonObject(answer['device'] ?? null));
    assert.equal(answer['ok'], true);
  });

  it('shows its devices to programs and to people', async () => {
    const rows = rowsOf(await json('registrar', 'devices'));
    // The first two, by BRSKI and by Thread, and this one.
    assert.equal(rows.length, 3);
    const mine = rows.find(({ serialNumber }) => serialNumber === 'MINE-1');
    assert.equal(mine?.['state'], 'aboard');
    const { out } = await command('registrar', 'devices');
    assert.match(out, /MINE-1/);
    const made = rowsOf(await json('manufacturer', 'devices'));
    assert.deepEqual(
      made.map(({ ownedBy }) => ownedBy),
      ['sold', 'claimed'],
    );
  });

  it('lets claims decide, and says why', async () => {
    const permitted = await inProcess('why', 'MINE-1');
    assert.match(permitted.out, /^✔ MINE-1 is permitted at E\.2\n/, permitted.note);
    assert.match(permitted.out, /✔ \{ Trust \(the owner\+, Example Devices\+\) \} \[the owner-\]/);
    await inProcess('claim', 'distrust', 'device', 'MINE-1', '--reason', 'a test');
    const denied = await inProcess('why', 'MINE-1');
    assert.match(denied.out, /^✘ MINE-1 is denied at E\.2: the owner, who may connect devices, distrusts MINE-1\n/);
    await inProcess('claim', 'trust', 'device', 'MINE-1');
    assert.match((await inProcess('why', 'MINE-1')).out, /^✔/);
  });

  it('keeps a device out of which its owner claimed nothing', async () => {
    const stranger = await inProcess('device', 'brski', '--serial', 'STRANGER-1', '--stranger', '--once-around');
    assert.equal(stranger.status, 1);
    const { out, note } = await inProcess('why', 'STRANGER-1', '--point', 'C.3');
    assert.match(out, /^✘ STRANGER-1 is denied at C\.3: no person who may connect devices trusts STRANGER-1\n/, note);
  });

  it('says beforehand what a change would do, and changes nothing', async () => {
    const distrusted = await inProcess('claim', 'preview', 'distrust', 'device', 'MINE-1');
    assert.match(distrusted.out, /^this change would put out 1 device\n/, distrusted.note);
    assert.match(distrusted.out, /✘ MINE-1 at E\.2: /);
    assert.match((await inProcess('why', 'MINE-1')).out, /^✔/);
    const rule = join(root, 'rule.pl');
    writeFileSync(rule, 'permit(');
    const refused = await inProcess('policy', 'preview', 'replace', 'mine', rule);
    assert.equal(refused.status, 1);
    assert.match(refused.out, /a rule would be refused, and everything would stay as it is/, refused.note);
    const dropped = await inProcess('policy', 'preview', 'drop');
    assert.match(dropped.out, /^this change would [^\n]+\n\d+ devices judged/, dropped.note);
    const adopted = await inProcess('policy', 'preview', 'adopt', 'no-such', '--json');
    assert.equal(adopted.status, 1);
    assert.equal((await inProcess('policy', 'preview', 'remove', 'no_such')).status, 1);
  });

  it('puts a device out and lets it in again, and tells its life', async () => {
    const put = await inProcess('registrar', 'offboard', 'MINE-1', '--how', 'distrust', '--note', 'lent');
    assert.match(put.out, /^now: MINE-1 is denied: the owner, [^\n]*distrusts MINE-1/, put.note);
    const back = await inProcess('registrar', 'onboard', 'MINE-1');
    assert.match(back.out, /^now: MINE-1 is permitted/, back.note);
    const { out, note } = await inProcess('registrar', 'timeline', 'MINE-1');
    assert.match(out, /something was claimed of it +Trust/, note);
    assert.match(out, /keeps its certificate: aboard/);
    const thread = rowsOf(await json('registrar', 'devices', '--state', 'entrusted'))[0]?.['serialNumber'];
    assert.match((await inProcess('registrar', 'timeline', String(thread))).out, /accepted into a Thread network/);
    assert.match((await inProcess('registrar', 'devices', '--state', 'met')).out, /STRANGER-1 +turned away/);
  });

  it('shows who waits, who was refused, who makes devices, of what types, and how the mesh is connected', async () => {
    assert.match((await inProcess('registrar', 'waiting')).out, /STRANGER-1/);
    assert.match((await inProcess('registrar', 'refusals')).out, /STRANGER-1/);
    assert.match((await inProcess('registrar', 'makers')).out, /Example Devices +trusted by the owner/);
    assert.match((await inProcess('registrar', 'makers', 'Example Devices')).out, /^name: Example Devices\n/);
    const types = await json('registrar', 'types');
    assert.ok(isJsonObject(types) && Array.isArray(types['types']));
    const [first] = types['types'].filter(isJsonObject);
    assert.match((await inProcess('registrar', 'types', String(first?.['type']))).out, /^type: /);
    assert.match((await inProcess('thread', 'topology')).out, /, leader/);
    const eui64 = '18b4300000000001';
    const code = await inProcess('thread', 'read-code', '--qr', `v=1&&eui=${eui64}&&cc=J01NU5`);
    assert.match(code.out, new RegExp(`^eui64: ${eui64}\n`), code.note);
    assert.equal(code.out.includes('J01NU5'), false);
  });

  it('does for people what they say, while it runs', async () => {
    const row = rowsOf(await json('registrar', 'devices')).find((each) => each['serialNumber'] === 'MINE-1');
    await json('registrar', 'refuse', `${row?.['manufacturer']}/MINE-2`, '--note', 'not this one');
    const refused = await command('device', 'brski', '--serial', 'MINE-2', '--once-around');
    assert.equal(refused.status, 1);
    const { out } = await command('registrar', 'lists');
    assert.match(out, /not this one/);
    assert.match(out, /^decided by: claims, by the policy build-5/);
  });

  it('is alone on its directory', async () => {
    const second = await startLab(data, [], { environment }).ended;
    assert.equal(second.status, 1);
    assert.match(second.note, /^sallyport: /);
    assert.match(second.note, /\(E_STORE_LOCKED\)\n$/);
    const third = await sallyport(['registrar', '--data-dir', data, '--port', '0'], { environment });
    assert.equal(third.status, 1);
    said.push(second.out, second.note, third.out, third.note);
    // The first one goes on as if nothing had been.
    assert.equal(aboardIn(await json('registrar', 'devices')).length, 3);
  });

  for (const [what, method, path, body, status] of [
    ['a path that there is not', 'GET', '/api/v1/explode', '', 404],
    ['a path beside the interface', 'GET', '/index.html', '', 404],
    ['a method that there is not', 'PUT', '/api/v1/lists', '', 405],
    ['no JSON', 'POST', '/api/v1/lists/refused', 'hello', 400],
    ['members that there are not', 'POST', '/api/v1/lists/refused', '{"constructor":1}', 400],
    ['depth', 'POST', '/api/v1/lists/refused', `{"match":${'['.repeat(1000)}${']'.repeat(1000)}}`, 400],
  ] satisfies [string, string, string, string, number][]) {
    it(`answers ${what} on its control socket with a problem`, async () => {
      const headers = { 'content-type': 'application/json' };
      const request = { method, path, headers, ...(body === '' ? {} : { body: utf8(body) }) };
      const answer = await requestOverSocket(join(data, 'domain.sock'), request);
      assert.equal(answer.status, status);
      assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/);
      const problem = parseJson(answer.body, { maxBytes: 1 << 16, maxDepth: 4 });
      assert.ok(isJsonObject(problem) && typeof problem['code'] === 'string' && typeof problem['hint'] === 'string');
      assert.doesNotMatch(JSON.stringify(problem), /\.ts\b|node:/);
    });
  }

  it('ends at once when told to, though somebody holds its control socket open', async () => {
    const idle = connect(join(data, 'domain.sock'));
    idle.on('error', () => undefined);
    await new Promise((resolve) => idle.once('connect', resolve));
    const started = performance.now();
    const { status, note } = await lab.kill('SIGINT');
    assert.deepEqual([status, note], [0, '']);
    assert.ok(performance.now() - started < 8000);
    for (const name of ['domain.sock', 'manufacturer.sock', 'running.json']) {
      assert.equal(existsSync(join(data, name)), false, name);
    }
    idle.destroy();
    said.push(lab.out);
  });

  it('lets people work on the books while it is down', async () => {
    assert.equal(aboardIn(await json('registrar', 'devices')).length, 3);
    await json('manufacturer', 'block', 'MINE-1', '--reason', 'under repair');
  });

  it('goes on where it stopped', async () => {
    // Under the names and on the ports it had; only those that no device remembers are said again.
    lab = new RunningCommand(['up', '--data-dir', data, ...FREE_PORTS], { environment });
    await lab.wrote('Ctrl-C');
    assert.match(lab.out, /3 device\(s\) aboard from before/);
    const shown = await json('manufacturer', 'show', 'MINE-1');
    assert.ok(isJsonObject(shown));
    assert.equal(shown['blocked'], 'under repair');
    const third = await json('device', 'brski', '--serial', 'MINE-3');
    assert.ok(isJsonObject(third) && third['ok'] === true);
    assert.equal((await lab.kill('SIGTERM')).status, 0);
    said.push(lab.out, lab.note);
  });

  it('can be reached at other ports afterwards, also by the devices it made before', async () => {
    lab = startLab(data, [], { environment });
    await lab.wrote('Ctrl-C');
    const moved = await json('device', 'brski', '--serial', 'MINE-4', '--once-around');
    assert.ok(isJsonObject(moved) && moved['ok'] === true);
    assert.equal((await lab.kill()).status, 0);
    said.push(lab.out, lab.note);
  });

  it('has told nobody a secret', () => {
    const everything = said.join('\n');
    const secrets = [PASSPHRASE, readFileSync(join(data, 'station-password'), 'utf8').trim()];
    for (const secret of secrets) {
      assert.ok(secret.length > 8);
      assert.equal(everything.includes(secret), false);
      assert.equal(everything.includes(Buffer.from(secret).toString('base64').replace(/=+$/, '')), false);
    }
    assert.doesNotMatch(everything, /PRIVATE KEY/);
    assert.match(everything, /BEGIN CERTIFICATE/, 'what was looked through is what was said');
  });

  it('has no secret in the clear on disk either, but what opens the factory’s door', () => {
    const clear: string[] = [];
    for (const entry of readdirSync(data, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = readFileSync(join(entry.parentPath, entry.name), 'latin1');
      if (content.includes(PASSPHRASE) || content.includes('PRIVATE KEY')) clear.push(entry.name);
    }
    assert.deepEqual(clear, []);
  });
});
