/** A lab that says everything it can say: none of it is a key of its Thread network, nor a code of a device. */

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { fromHex, isJsonObject, type JsonObject, parseJson, Secret, utf8 } from '@sallyport/core';
import { datasetFromHex, derivePskc, requireActive } from '@sallyport/thread';
import { jsonLines, program, startProgram } from '../support/program.ts';
import { type RunningCommand, startLab } from '../support/sallyport.ts';

const HOUSE = { SALLYPORT_PASSPHRASE: 'correct horse battery staple', SALLYPORT_DEBUG: '1' };
const WRONG_CODE = 'WR0NGK3Y';
const NEW_PASSPHRASE = 'open sesame, and close again';
/** These hold keys by their purpose, for their owner alone to read. */
const KEY_FILES = ['thread-network.json', 'thread-device.json'];

function document(path: string): JsonObject {
  const value = parseJson(readFileSync(path), { maxBytes: 1 << 16, maxDepth: 8 });
  assert.ok(isJsonObject(value), path);
  return value;
}

/** Every way in which bytes are written down. */
function formsOf(bytes: Uint8Array): readonly string[] {
  const buffer = Buffer.from(bytes);
  const hex = buffer.toString('hex');
  return [
    buffer.toString('latin1'),
    hex,
    hex.toUpperCase(),
    hex.replace(/(..)(?=.)/g, '$1:'),
    buffer.toString('base64').replace(/=+$/, ''),
    buffer.toString('base64url'),
    [...bytes].join(','),
    [...bytes].join(', '),
    [...bytes].map((byte, at) => `"${at}":${byte}`).join(','),
  ];
}

describe('a lab that says everything it can', () => {
  const root = mkdtempSync(join(tmpdir(), 'thread-secrets-'));
  const data = join(root, 'data');
  const said: string[] = [];
  let lab: RunningCommand;

  before(async () => {
    lab = startLab(data, ['--json'], { environment: HOUSE });
    await lab.wrote('"M.8"');
  });
  after(async () => {
    await lab.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });

  async function run(t: TestContext, ...argv: string[]) {
    const environment = { ...HOUSE, SALLYPORT_THREAD_NEW_PASSPHRASE: NEW_PASSPHRASE };
    const ended = await program(t, [...argv, '--data-dir', data], environment);
    said.push(ended.out, ended.note);
    return ended;
  }

  it('lets devices join and refuses others, in every way that it shows', async (t) => {
    assert.equal((await run(t, 'device', 'thread', '--json')).status, 0);
    assert.equal((await run(t, 'device', 'thread')).status, 0);
    // One whose code was given wrongly, then rightly. Its label is printed on it, so it is not among what is said.
    const device = startProgram(t, ['device', 'thread', '--show-code', '--json', '--data-dir', data], HOUSE);
    await device.wrote('label');
    const label = String(jsonLines(device.written.out)[0]?.['label']);
    const eui64 = /eui=([0-9a-f]{16})/.exec(label)?.[1] ?? '';
    await run(t, 'thread', 'commission', '--eui64', eui64, '--pskd', WRONG_CODE, '--no-wait');
    for (;;) {
      const { out } = await run(t, 'thread', 'joiners', '--json');
      if (out.includes('E_DTLS_')) break;
    }
    await run(t, 'thread', 'joiners');
    const joined = await run(t, 'thread', 'commission', '--qr', label, '--seconds', '60');
    assert.equal(joined.status, 0, joined.note);
    const { status, out, note } = await device.ended;
    assert.equal(status, 0);
    said.push(out.slice(out.indexOf('\n')), note);
  });

  it('shows and changes its network, and fails in many ways', async (t) => {
    for (const argv of [
      ['networks'],
      ['networks', '--json'],
      ['dataset', 'get', 'active'],
      ['dataset', 'get', 'active', '--json'],
      ['dataset', 'set', 'pending', '--new-network-key', '--json'],
      ['dataset', 'set', 'active', '--new-passphrase', '--json'],
      ['dataset', 'set', 'active', '--channel', '20'],
      ['disable', '--eui64', '18b4300000000001', '--json'],
      ['commission', '--eui64', '18b4300000000001', '--pskd', 'wrong', '--no-wait', '--json'],
    ]) {
      await run(t, 'thread', ...argv);
    }
    for (const argv of [
      ['registrar', 'devices', '--json'],
      ['registrar', 'lists', '--json'],
      ['registrar', 'lists'],
    ]) {
      assert.equal((await run(t, ...argv)).status, 0);
    }
  });

  it('has told no key and no code, in no form, anywhere', async () => {
    const running = readFileSync(join(data, 'running.json'), 'latin1');
    await lab.kill('SIGINT');
    said.push(lab.out, lab.note, running);
    const kept = document(join(data, 'thread-network.json'));
    const datasets = ['active', 'pending'].flatMap((name) => {
      const hex = kept[name];
      return typeof hex === 'string' ? [requireActive(datasetFromHex(hex))] : [];
    });
    assert.ok(datasets.length > 0);
    const secrets = datasets.flatMap(({ networkKey, pskc }) => [networkKey.expose(), pskc.expose()]);
    const [active] = datasets;
    assert.ok(active);
    secrets.push(utf8(NEW_PASSPHRASE), derivePskc(Secret.of(NEW_PASSPHRASE), active).expose(), utf8(WRONG_CODE));
    const devices = readdirSync(join(data, 'devices')).map((name) => join(data, 'devices', name, 'thread-device.json'));
    let codes = 0;
    for (const path of devices.filter((each) => existsSync(each))) {
      const { pskd, network } = document(path);
      secrets.push(utf8(String(pskd)));
      codes++;
      assert.ok(isJsonObject(network ?? null), 'it joined');
      assert.equal(statSync(path).mode & 0o777, 0o600);
    }
    assert.equal(codes, 4);
    assert.equal(statSync(join(data, 'thread-network.json')).mode & 0o777, 0o600);
    // All that is on disk but what holds keys by its purpose: the logs above all.
    for (const entry of readdirSync(data, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || KEY_FILES.includes(entry.name)) continue;
      said.push(readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    }
    const everything = said.join('\n');
    assert.match(everything, /joiner\.accepted/, 'the log is among what is looked through');
    assert.match(everything, /"M\.6"/, 'and so are the events');
    for (const secret of secrets) {
      assert.ok(secret.length >= 8);
      for (const form of formsOf(secret)) assert.equal(everything.includes(form), false);
    }
  });

  it('looks for what it would find', () => {
    const key = fromHex('00112233445566778899aabbccddeeff');
    const [raw, hex, ...forms] = formsOf(key);
    assert.equal(hex, '00112233445566778899aabbccddeeff');
    assert.equal(raw?.length, key.length);
    assert.ok(forms.includes('ABEiM0RVZneImaq7zN3u/w'));
    assert.ok(forms.includes(Object.values(key).join(',')));
  });
});
