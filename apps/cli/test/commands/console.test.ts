/** The console's people from the command line: the first owner's link, others invited, tokens, and a command elsewhere with one. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';
import { isJsonObject, type JsonObject, parseJson, utf8 } from '@sallyport/core';
import { createHttpsClient } from '@sallyport/http';
import { jsonLines, program, startProgram } from '../support/program.ts';

const root = mkdtempSync(join(tmpdir(), 'sallyport-console-'));
after(() => rmSync(root, { recursive: true, force: true }));

function objectIn(text: string): JsonObject {
  const value = parseJson(utf8(text), { maxBytes: 1 << 20, maxDepth: 16 });
  assert.ok(isJsonObject(value), text);
  return value;
}

function textAt(object: JsonObject, name: string): string {
  const value = object[name];
  assert.ok(typeof value === 'string', name);
  return value;
}

/** A registrar with a console, and what it said of it. */
async function startHouse(t: TestContext, data: string) {
  const ports = ['--port', '0', '--console-port', '0', '--no-announce'];
  const running = startProgram(t, ['registrar', '--data-dir', data, ...ports, '--json']);
  await running.wrote('"console"');
  const said = jsonLines(running.written.out).find((line) => 'console' in line)?.['console'];
  assert.ok(isJsonObject(said ?? null) && isJsonObject(said));
  return { running, url: textAt(said, 'url'), caFingerprint: textAt(said, 'caFingerprint'), said };
}

/** As the page does it. */
async function signIn(link: string, name: string | undefined, ca: string): Promise<number> {
  const [url = '', token = ''] = link.split('/sign-in#');
  const client = createHttpsClient({ trust: { mode: 'verified', anchors: [ca] } });
  try {
    const { status } = await client.request(`${url}/api/v1/sign-in/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, 'x-sallyport': '1', 'user-agent': 'test' },
      body: utf8(JSON.stringify({ token, ...(name === undefined ? {} : { name }) })),
    });
    return status;
  } finally {
    client.close();
  }
}

describe('the console on the command line', () => {
  const data = join(root, 'house');

  it('lets an owner in once, invites others, makes tokens, and works elsewhere by one', async (t) => {
    const { url, caFingerprint, said, running } = await startHouse(t, data);
    assert.match(textAt(said, 'link'), /^https:\/\/localhost:\d+\/sign-in#[\w-]{43}$/);
    const json = async (...argv: string[]) => {
      const ended = await program(t, [...argv, '--json', '--data-dir', data]);
      assert.equal(ended.status, 0, ended.out);
      return objectIn(ended.out);
    };
    const ca = textAt(await json('ca', 'show'), 'ca');

    const link = textAt(await json('console', 'link'), 'link');
    assert.equal(link.startsWith(`${url}/sign-in#`), true);
    assert.notEqual(await signIn(textAt(said, 'link'), 'Olga', ca), 200, 'the link before counts no more');
    assert.equal(await signIn(link, 'Olga', ca), 200);
    assert.notEqual(await signIn(link, 'Otto', ca), 200, 'a link is good once');
    assert.equal(await signIn(textAt(await json('console', 'link'), 'link'), undefined, ca), 200);

    await json('console', 'invite', 'Ingo', '--role', 'installer');
    assert.match((await program(t, ['console', 'people', '-d', data])).out, /Ingo +installer +a link alone/);
    await json('console', 'role', 'Ingo', 'auditor');
    await json('console', 'remove', 'Ingo');
    const unknown = await program(t, ['console', 'remove', 'Ingo', '-d', data]);
    assert.deepEqual([unknown.status, /nobody called Ingo/.test(unknown.note)], [2, true]);

    const { out: token } = await program(t, ['console', 'tokens', 'make', 'reports', '-d', data]);
    const environment = { SALLYPORT_TOKEN: token.trim() };
    const there = ['--api', url, '--ca-fingerprint', caFingerprint];
    const elsewhere = await program(t, ['registrar', 'lists', '--json', ...there], environment);
    assert.equal(elsewhere.status, 0, elsewhere.out);
    assert.ok('manufacturers' in objectIn(elsewhere.out));

    await t.test('refuses what the token is not for, and what needs the machine of the domain', async () => {
      const changed = await program(t, ['registrar', 'refuse', `${'a'.repeat(64)}/X`, '--json', ...there], environment);
      assert.match(changed.out, /"code":"E_API_SCOPE"/);
      const local = await program(t, ['feeds', 'import', 'kev', '/etc/hostname', '--json', ...there], environment);
      assert.match(local.out, /"code":"E_CLI_REMOTE_LOCAL"/);
    });

    await t.test('sends no token to a server that it does not know', async () => {
      const wrong = ['--api', url, '--ca-fingerprint', '0'.repeat(64)];
      const pinned = await program(t, ['registrar', 'lists', '--json', ...wrong], environment);
      assert.match(pinned.out, /"code":"E_CLI_REMOTE_TRUST"/);
      const unpinned = await program(t, ['registrar', 'lists', '--json', '--api', url], environment);
      assert.match(unpinned.out, /"code":"E_CLI_REMOTE_TRUST"/);
    });

    await t.test('wants a token, and counts a revoked one no more', async () => {
      const without = await program(t, ['registrar', 'lists', '--json', ...there]);
      assert.deepEqual([without.status, /SALLYPORT_TOKEN/.test(without.out)], [2, true]);
      const tokens = (await json('console', 'tokens'))['tokens'];
      assert.ok(Array.isArray(tokens) && isJsonObject(tokens[0] ?? null));
      const [first] = tokens.filter(isJsonObject);
      await json('console', 'tokens', 'revoke', textAt(first ?? {}, 'id'));
      const revoked = await program(t, ['registrar', 'lists', '--json', ...there], environment);
      assert.match(revoked.out, /"code":"E_API_SIGN_IN"/);
    });

    await t.test('tells who changed what, and who came in', async () => {
      const { out } = await program(t, [
        'console',
        'changes',
        '--by',
        'local',
        '--operation',
        'accounts.invite',
        '-d',
        data,
      ]);
      assert.match(out, /the command line[\s\S]*accounts\.invite[\s\S]*Ingo[\s\S]*done/);
      assert.match((await program(t, ['console', 'sign-ins', '-d', data])).out, /Olga[\s\S]*link[\s\S]*open/);
    });

    const { note } = await running.stop();
    const all = `${note}${running.written.out}`;
    assert.equal(all.includes(token.trim()), false);
    const down = await program(t, ['console', 'link', '--json', '-d', data]);
    assert.match(down.out, /"code":"E_CLI_NOT_RUNNING"/);
  });

  it('is left out on request', async (t) => {
    const other = join(root, 'without');
    const argv = ['registrar', '--data-dir', other, '--port', '0', '--no-announce', '--no-console'];
    const running = startProgram(t, argv);
    await running.wrote('Ctrl-C');
    const { out } = await program(t, ['console', 'open', '--json', '-d', other]);
    assert.match(out, /"code":"E_CLI_NOT_RUNNING"/);
    await running.stop();
  });
});
