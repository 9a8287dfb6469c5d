/**
 * What OpenThread's own node says of datasets, credentials and ids, beside what is said here. The node is a simulated one, alone: nothing
 * but its command line is used. SALLYPORT_TEST_OT_CLI names it, else `ot-cli-ftd` on the path is taken.
 */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fromHex, Secret, seededRandom, systemRandom, toHex } from '@sallyport/core';
import {
  channelMaskOf,
  createDataset,
  datasetFaults,
  datasetFromHex,
  derivePskc,
  exposeDatasetHex,
  formatSecurityPolicy,
  isDiscernedBy,
  joinerIdOf,
  OperationalDataset,
  requireActive,
  requireOneTimePasscode,
} from '@sallyport/thread';
import { freePortOffset } from './support/openthread-air.ts';

const COMMAND = process.env['SALLYPORT_TEST_OT_CLI'] ?? 'ot-cli-ftd';
const FIRST_OFFSET = 250;
const isThere = spawnSync(COMMAND, ['--help'], { timeout: 60_000 }).error === undefined;

/** Runs commands one after the other and gives what each printed, without its last line, `Done`. */
async function ask(folder: string, commands: readonly string[]): Promise<readonly (readonly string[])[]> {
  const node = spawn(COMMAND, ['-L', '127.0.0.1', '21'], {
    cwd: folder,
    env: { ...process.env, PORT_OFFSET: `${await freePortOffset(FIRST_OFFSET)}` },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const answers: (readonly string[])[] = [];
  let output = '';
  const ended = new Promise<void>((resolve) => {
    node.once('close', () => resolve());
  });
  node.stdout.setEncoding('utf8');
  node.stdout.on('data', (text: string) => {
    output += text;
    const end = /^(?:> )?(?:Done|Error .*)\r?$/m.exec(output);
    if (end === null) return;
    const lines = output
      .slice(0, end.index)
      .split(/\r?\n/)
      .map((line) => line.replace(/^> /, ''));
    answers.push([
      ...lines.filter((line) => line !== '' && line !== commands[answers.length]),
      ...(end[0].includes('Error') ? [end[0]] : []),
    ]);
    output = output.slice(end.index + end[0].length);
    const next = commands[answers.length];
    if (next === undefined) node.stdin.end('exit\n');
    else node.stdin.write(`${next}\n`);
  });
  const timeout = setTimeout(() => node.kill(), 120_000);
  node.stdin.write(`${commands[0]}\n`);
  await ended;
  clearTimeout(timeout);
  return answers;
}

describe('an OpenThread node', { skip: isThere ? false : `no ${COMMAND}` }, () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-ot-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('makes datasets that are whole and come back byte for byte', async () => {
    const rounds = 10;
    const commands = Array.from({ length: rounds }, () => ['dataset init new', 'dataset tlvs']).flat();
    const answers = await ask(folder, commands);
    for (let i = 0; i < rounds; i++) {
      const [hex = ''] = answers[2 * i + 1] ?? [];
      const dataset = datasetFromHex(hex);
      assert.ok(requireActive(dataset).wakeupChannel);
      assert.equal(exposeDatasetHex(OperationalDataset.of(dataset.values)), hex);
    }
  });

  it('prints the values that were read from its bytes', async () => {
    const [, [hex = ''] = [], printed = []] = await ask(folder, ['dataset init new', 'dataset tlvs', 'dataset']);
    const { values } = datasetFromHex(hex);
    const theirs = new Map(
      printed.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    assert.equal(theirs.get('Active Timestamp'), `${values.activeTimestamp?.seconds}`);
    assert.equal(theirs.get('Channel'), `${values.channel?.number}`);
    assert.equal(theirs.get('Ext PAN ID'), toHex(values.extendedPanId ?? new Uint8Array(0)));
    assert.equal(theirs.get('Mesh Local Prefix'), datasetFromHex(hex).redact().meshLocalPrefix);
    assert.equal(theirs.get('Network Name'), values.networkName);
    assert.equal(theirs.get('Network Key'), toHex(values.networkKey?.expose() ?? new Uint8Array(0)));
    assert.equal(theirs.get('PAN ID'), datasetFromHex(hex).redact().panId);
    assert.equal(theirs.get('PSKc'), toHex(values.pskc?.expose() ?? new Uint8Array(0)));
  });

  it('writes every value the same', async () => {
    const answers = await ask(folder, [
      'dataset clear',
      'dataset activetimestamp 281474976710655',
      'dataset pendingtimestamp 7',
      'dataset delay 30000',
      'dataset channel 16',
      'dataset wakeupchannel 20',
      'dataset channelmask 0x00018000',
      'dataset securitypolicy 3600 onrcCepR 5',
      'dataset networkname Test\\ Network',
      'dataset panid 0xface',
      'dataset tlvs',
    ]);
    const dataset = datasetFromHex(answers.at(-1)?.[0] ?? '');
    const { values } = dataset;
    assert.deepEqual(values.activeTimestamp, { seconds: 2 ** 48 - 1, ticks: 0, authoritative: false });
    assert.deepEqual([values.channel?.number, values.wakeupChannel?.number], [16, 20]);
    assert.deepEqual(values.channelMask, channelMaskOf([15, 16]));
    assert.equal(values.securityPolicy && formatSecurityPolicy(values.securityPolicy), '3600 onrcCepR 5');
    assert.ok(dataset.equals(OperationalDataset.of(values)));
  });

  it('takes a dataset made here, and prints it byte for byte', async () => {
    const made = Array.from({ length: 5 }, () => createDataset({ channelMask: channelMaskOf() }, systemRandom).dataset);
    const answers = await ask(
      folder,
      made.flatMap((dataset) => [`dataset set active ${exposeDatasetHex(dataset)}`, 'dataset active -x']),
    );
    for (const [i, dataset] of made.entries()) {
      assert.deepEqual(answers[2 * i], []);
      assert.equal(answers[2 * i + 1]?.[0], exposeDatasetHex(dataset));
      assert.deepEqual(datasetFaults(dataset), []);
    }
  });

  it('derives the same PSKc', async () => {
    const { extendedPanId } = createDataset({}, seededRandom('pskc'));
    const [, , , [theirs = ''] = []] = await ask(folder, [
      'networkname Grüße\\ Netz',
      `extpanid ${toHex(extendedPanId)}`,
      'pskc -p correct-horse',
      'pskc',
    ]);
    const ours = derivePskc(Secret.of('correct-horse'), { networkName: 'Grüße Netz', extendedPanId });
    assert.equal(theirs, toHex(ours.expose()));
  });

  it('has the same Joiner ID, with an EUI-64 and with a discerner', async () => {
    const answers = await ask(folder, ['eui64', 'joiner id', 'joiner discerner 0xabc/12', 'joiner id']);
    const [eui64 = '', id = '', , discerned = ''] = answers.map(([line]) => line);
    assert.equal(id, toHex(joinerIdOf(fromHex(eui64))));
    assert.ok(isDiscernedBy(fromHex(discerned), { value: 0xabcn, bits: 12 }));
  });

  it('makes one-time passcodes that check', async () => {
    const answers = await ask(
      folder,
      Array.from({ length: 10 }, () => 'ba ephemeralkey generate-tap'),
    );
    for (const [passcode = ''] of answers) assert.equal(requireOneTimePasscode(passcode).length, 9);
  });
});
