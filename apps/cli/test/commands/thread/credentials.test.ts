/** Thread commands that need no network: making datasets and deriving credentials. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { isJsonObject, type JsonObject, parseJson, Secret, toHex, utf8 } from '@sallyport/core';
import { datasetFromHex, derivePskc, requireActive } from '@sallyport/thread';
import { runProgram } from '../../../src/program.ts';
import { testContext } from '../../support/context.ts';

let directory = '';
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'thread-credentials-'));
});
after(() => rmSync(directory, { recursive: true, force: true }));
afterEach(() => {
  process.exitCode = 0;
});

async function run(argv: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const context = testContext(environment, 120);
  await runProgram(['thread', ...argv], context);
  const status = process.exitCode;
  process.exitCode = 0;
  return { status, ...context.written };
}

function json(out: string): JsonObject {
  const value = parseJson(utf8(out), { maxBytes: 1 << 16, maxDepth: 8 });
  assert.ok(isJsonObject(value));
  return value;
}

const PASSPHRASE = { SALLYPORT_THREAD_PASSPHRASE: 'open sesame' };

describe('thread create', () => {
  it('makes a whole dataset whose PSKc is that of the passphrase', async () => {
    const { status, out } = await run(['create', '--name', 'Hall'], PASSPHRASE);
    assert.equal(status, 0);
    const dataset = requireActive(datasetFromHex(out));
    assert.equal(dataset.networkName, 'Hall');
    assert.equal(dataset.pskc.equals(derivePskc(Secret.of('open sesame'), dataset)), true);
  });

  it('takes every value that is given', async () => {
    const values = {
      '--pan-id': '0xface',
      '--extended-pan-id': '1122334455667788',
      '--channel': '20',
      '--channels': '11,15,20-22',
      '--mesh-local-prefix': 'fd12:3456:789a:1::/64',
    };
    const { out } = await run(['create', '--random-pskc', '--json', ...Object.entries(values).flat()]);
    const { dataset } = json(out);
    assert.ok(isJsonObject(dataset));
    const { panId, extendedPanId, channel, channels, meshLocalPrefix } = dataset;
    assert.deepEqual(
      [panId, extendedPanId, channel, channels, meshLocalPrefix],
      ['0xface', '1122334455667788', 20, [11, 15, 20, 21, 22], 'fd12:3456:789a:1::/64'],
    );
  });

  it('chooses other keys each time', async () => {
    const [a, b] = [await run(['create', '--random-pskc']), await run(['create', '--random-pskc'])];
    const [first, second] = [requireActive(datasetFromHex(a.out)), requireActive(datasetFromHex(b.out))];
    assert.equal(first.networkKey.equals(second.networkKey), false);
    assert.equal(first.pskc.equals(second.pskc), false);
  });

  it('writes it where nobody else can read it, and shows it without its keys', async () => {
    const file = join(directory, 'network.hex');
    const { status, out, note } = await run(['create', '--out', file], PASSPHRASE);
    assert.equal(status, 0);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const hex = readFileSync(file, 'utf8');
    const { networkKey, pskc } = requireActive(datasetFromHex(hex));
    for (const key of [networkKey, pskc]) assert.equal(`${out}${note}`.includes(toHex(key.expose())), false);
    assert.match(out, /network key: \[secret\]/);
  });

  it('has no network without a passphrase by accident', async () => {
    const { status, note } = await run(['create']);
    assert.equal(status, 2);
    assert.match(note, /--passphrase-file or\s+--random-pskc/);
  });

  it('refuses a passphrase that is too short, without showing it', async () => {
    const { status, note } = await run(['create'], { SALLYPORT_THREAD_PASSPHRASE: 'abcde' });
    assert.equal(status, 1);
    assert.match(note, /E_THREAD_PASSPHRASE/);
    assert.doesNotMatch(note, /abcde/);
  });

  for (const [option, value, sentence] of [
    ['--pan-id', '0xffff', /0x0000 to 0xfffe/],
    ['--pan-id', '4711', /0x0000 to 0xfffe/],
    ['--extended-pan-id', '112233', /16 hexadecimal digits/],
    ['--channel', '27', /11 to 26/],
    ['--channels', '11,9', /11,15,20-26/],
    ['--channels', '20-11', /11,15,20-26/],
    ['--mesh-local-prefix', '2001:db8::/64', /fd12:3456:789a:1::\/64/],
    ['--mesh-local-prefix', 'fd12::1/64', /fd12:3456:789a:1::\/64/],
  ] as const) {
    it(`refuses ${option} ${value} and says what it takes`, async () => {
      const { status, note } = await run(['create', '--random-pskc', option, value]);
      assert.equal(status, 2);
      assert.match(note, sentence);
    });
  }

  it('refuses a channel outside of its own mask', async () => {
    const { status, note } = await run(['create', '--random-pskc', '--channel', '12', '--channels', '11']);
    assert.equal(status, 1);
    assert.match(note, /E_THREAD_DATASET_INVALID/);
  });
});

describe('thread pskc', () => {
  /** From OpenThread's unit test of its PSKc (BSD-3-Clause). */
  const EXAMPLE = {
    passphrase: '12SECRETPASSWORD34',
    argv: ['pskc', '--name', 'Test Network', '--extended-pan-id', '0001020304050607'],
    pskc: 'c3f59368445a1b6106be420a706d4cc9',
  };

  it('gives the PSKc that others give', async () => {
    const { out } = await run(EXAMPLE.argv, { SALLYPORT_THREAD_PASSPHRASE: EXAMPLE.passphrase });
    assert.equal(out, `${EXAMPLE.pskc}\n`);
  });

  it('reads the passphrase from the first line of a file', async () => {
    const file = join(directory, 'passphrase');
    writeFileSync(file, `${EXAMPLE.passphrase}\nand a second line\n`);
    const { out } = await run([...EXAMPLE.argv, '--passphrase-file', file, '--json']);
    assert.deepEqual(json(out), { pskc: EXAMPLE.pskc });
  });

  it('has no option that other processes could see a passphrase in', async () => {
    const { status } = await run([...EXAMPLE.argv, '--passphrase', 'x']);
    assert.equal(status, 2);
  });
});
