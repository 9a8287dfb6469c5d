import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isJsonObject, parseJson, utf8 } from '@sallyport/core';
import { RunningCommand, sallyport } from '../../support/sallyport.ts';

const SECRET = 'a secret of the NAS and the server';

let directory = '';
let registrar: RunningCommand;

before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'radius-command-'));
  const options = ['--port', '0', '--radius-port', '0', '--terms', 'vlan=42', '--no-announce'];
  registrar = new RunningCommand(['registrar', '-d', directory, ...options]);
  await registrar.wrote('RADIUS is listened for on UDP port');
});
after(async () => {
  await registrar.kill();
  rmSync(directory, { recursive: true, force: true });
});

const run = (argv: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
  sallyport([...argv, '-d', directory, '--json'], { environment });
const answerOf = (out: string) => parseJson(utf8(out), { maxBytes: 1 << 16, maxDepth: 8 });

describe('sallyport radius clients', () => {
  it('makes a NAS known while the registrar runs, and forgets it', async () => {
    const add = ['radius', 'clients', 'add', 'ap-1', '--address', '192.0.2.7', '--disconnect-port', '3800'];
    const added = await run(add, { SALLYPORT_RADIUS_SECRET: SECRET });
    assert.equal(added.status, 0, added.note);
    const expected = {
      name: 'ap-1',
      addresses: ['192.0.2.7'],
      dynamicAuthorization: { address: null, port: 3800 },
      requireMessageAuthenticator: true,
    };
    assert.deepEqual(answerOf(added.out), expected);
    assert.deepEqual(answerOf((await run(['radius', 'clients', 'list'])).out), [expected]);
    assert.deepEqual(answerOf((await run(['radius', 'clients', 'remove', 'ap-1'])).out), {
      removed: true,
      sessions: 0,
    });
    assert.deepEqual(answerOf((await run(['radius', 'clients', 'list'])).out), []);
  });

  it('shows a secret that it makes once, and keeps none where it can be read', async () => {
    const { out } = await run(['radius', 'clients', 'add', 'ap-2', '--address', '192.0.2.8', '--random-secret']);
    const answer = answerOf(out);
    const secret = isJsonObject(answer) ? answer['secret'] : undefined;
    assert.ok(typeof secret === 'string' && secret.length === 32);
    await run(['radius', 'clients', 'add', 'ap-3', '--address', '192.0.2.9'], { SALLYPORT_RADIUS_SECRET: SECRET });
    const files = readdirSync(join(directory, 'domain'), { recursive: true, withFileTypes: true });
    const names = files.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
    assert.ok(names.some((name) => name.endsWith('ap-3.secret')));
    for (const name of names) {
      const content = readFileSync(name);
      assert.equal(content.includes(secret) || content.includes(SECRET), false, name);
    }
  });

  it('refuses a secret that is too short, without showing it, and an address that another has', async () => {
    const add = ['radius', 'clients', 'add', 'ap-4', '--address'];
    const short = await run([...add, '192.0.2.10'], { SALLYPORT_RADIUS_SECRET: 'short' });
    assert.equal(short.status, 1);
    assert.match(short.out + short.note, /E_DOMAIN_RADIUS_CLIENT/);
    assert.doesNotMatch(short.out + short.note, /"short"/);
    const taken = await run([...add, '192.0.2.9'], { SALLYPORT_RADIUS_SECRET: SECRET });
    assert.match(taken.out + taken.note, /E_DOMAIN_RADIUS_CLIENT/);
  });
});

describe('sallyport radius status', () => {
  it('tells where RADIUS is listened for, and what came', async () => {
    const answer = answerOf((await run(['radius', 'status'])).out);
    assert.ok(isJsonObject(answer) && isJsonObject(answer['listening']));
    assert.deepEqual([answer['total'], answer['byClient']], [{}, {}]);
  });
});

describe('sallyport sessions', () => {
  it('shows that nobody is on the network', async () => {
    assert.deepEqual(answerOf((await run(['sessions'])).out), { sessions: [] });
    const ended = await run(['sessions', 'end', '00112233445566778899aabbccddeeff']);
    assert.deepEqual(answerOf(ended.out), { ended: false });
  });
});

describe('sallyport registrar', () => {
  it('refuses terms that no network can meet', async () => {
    const { status, note } = await sallyport(['registrar', '-d', directory, '--radius-port', '0', '--terms', 'vlan=0']);
    assert.equal(status, 2);
    assert.match(note, /1 to 4094/);
  });
});
