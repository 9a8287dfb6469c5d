import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isSallyportError, systemRandom, toHex } from '@sallyport/core';
import { createDataset, exposeDatasetHex } from '@sallyport/thread';
import { fileKeeper } from '../src/index.ts';

const { dataset, networkKey } = createDataset({}, systemRandom);

describe('the file of a network', () => {
  const directory = mkdtempSync(join(tmpdir(), 'dataset-keeper-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'network.json');

  it('has nothing to say before the first time', () => {
    assert.deepEqual(fileKeeper(path).load(), { active: undefined, pending: undefined });
  });

  it('gives back both datasets as they were kept', () => {
    const pending = dataset.with({
      pendingTimestamp: { seconds: 2, ticks: 0, authoritative: false },
      delayTimer: 30_000,
    });
    fileKeeper(path).save({ active: dataset, pending });
    const kept = fileKeeper(path).load();
    assert.equal(kept.active?.equals(dataset), true);
    assert.equal(kept.pending?.equals(pending), true);
    fileKeeper(path).save({ active: dataset, pending: undefined });
    assert.equal(fileKeeper(path).load().pending, undefined);
  });

  it('is for its owner alone, since it holds the network key', () => {
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.ok(readFileSync(path, 'utf8').includes(toHex(networkKey.expose())));
  });

  const hex = exposeDatasetHex(dataset);
  for (const [what, text] of [
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['no object', '[]'],
    ['half of itself', `{"version":1,"active":"${hex}`],
    ['no version', JSON.stringify({ active: hex })],
    ['another version', JSON.stringify({ version: 2, active: hex })],
    ['no active dataset', JSON.stringify({ version: 1 })],
    ['an active dataset that is no text', JSON.stringify({ version: 1, active: 5 })],
    ['a pending dataset that is no text', JSON.stringify({ version: 1, active: hex, pending: null })],
    ['a dataset that is not hexadecimal', JSON.stringify({ version: 1, active: 'zz' })],
    ['a dataset that is cut off', JSON.stringify({ version: 1, active: hex.slice(0, -2) })],
    ['more than any network needs', JSON.stringify({ version: 1, active: '00'.repeat(1 << 14) })],
    ['more depth than it has', `{"version":1,"active":${'['.repeat(100)}${']'.repeat(100)}}`],
  ] satisfies [string, string][]) {
    it(`is refused when it holds ${what}, and no key is told`, () => {
      writeFileSync(path, text);
      assert.throws(
        () => fileKeeper(path).load(),
        (thrown) =>
          isSallyportError(thrown, 'E_THREAD_NETWORK_FILE') &&
          thrown.message.includes(path) &&
          !thrown.message.includes(toHex(networkKey.expose())),
      );
    });
  }

  it('is refused when it cannot be read', { skip: process.getuid?.() === 0 ? 'root reads everything' : false }, () => {
    chmodSync(path, 0);
    assert.throws(
      () => fileKeeper(path).load(),
      (thrown) => isSallyportError(thrown, 'E_THREAD_NETWORK_FILE'),
    );
  });
});
