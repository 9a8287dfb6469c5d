import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createRootCertificate } from '@sallyport/ca';
import { isSallyportError, systemRandom } from '@sallyport/core';
import { generateKeyPair, Name, softwareSigner } from '@sallyport/pki';
import { openDataDirectory } from '../../src/data/data-directory.ts';
import { findRunning, forgetRunning, noteRunning } from '../../src/data/running.ts';

const root = mkdtempSync(join(tmpdir(), 'sallyport-running-'));
after(() => rmSync(root, { recursive: true, force: true }));
const directory = openDataDirectory(join(root, 'data'), new Date());
const anchor = await createRootCertificate({
  subject: Name.of([['CN', 'anchor']]),
  signer: softwareSigner(generateKeyPair('P-256').privateKey),
  random: systemRandom,
  notBefore: new Date(0),
  notAfter: 'never',
});
const LAB = {
  pid: process.pid,
  host: '127.0.0.1',
  registrarPort: 1,
  stationPort: 2,
  proxyPort: 3,
  thread: { airPort: 4, channel: 15 },
  accessPoint: { airPort: 5, ssid: 'our network' },
  stationAnchors: [anchor],
};

const isNotRunning = (thrown: unknown) => isSallyportError(thrown, 'E_CLI_NOT_RUNNING');

describe('the note of a running lab', () => {
  it('is found while the lab runs, and not before or after', () => {
    assert.throws(() => findRunning(directory), isNotRunning);
    noteRunning(directory, LAB);
    const { stationAnchors, ...found } = findRunning(directory);
    const { stationAnchors: _, ...expected } = LAB;
    assert.deepEqual(found, expected);
    assert.deepEqual(stationAnchors[0]?.der, anchor.der);
    forgetRunning(directory);
    assert.throws(() => findRunning(directory), isNotRunning);
    forgetRunning(directory);
  });

  it('counts for nothing when its process is gone', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    noteRunning(directory, { ...LAB, pid });
    assert.throws(() => findRunning(directory), isNotRunning);
  });

  for (const content of [
    '',
    '{',
    '[]',
    '{"pid":"x"}',
    `{"pid":${process.pid}}`,
    `{"pid":${process.pid},"stationAnchors":["x"]}`,
  ]) {
    it(`counts for nothing when it is damaged: ${content.slice(0, 12)}…`, () => {
      writeFileSync(directory.file('running.json'), content);
      assert.throws(() => findRunning(directory), isNotRunning);
    });
  }
});
