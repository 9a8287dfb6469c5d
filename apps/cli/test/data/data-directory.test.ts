import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import { openDataDirectory } from '../../src/data/data-directory.ts';

const root = mkdtempSync(join(tmpdir(), 'sallyport-data-'));
after(() => rmSync(root, { recursive: true, force: true }));
const NOW = new Date('2026-06-01T12:00:00Z');

const isNoDataDirectory = (thrown: unknown) => isSallyportError(thrown, 'E_CLI_DATA_DIRECTORY');

describe('a data directory', () => {
  it('is made where there is none, for its owner alone, and opened again', () => {
    const path = join(root, 'deep', 'in', 'the', 'tree');
    assert.equal(openDataDirectory(path, NOW).isNew, true);
    assert.equal(statSync(path).mode & 0o777, 0o700);
    assert.deepEqual(JSON.parse(readFileSync(join(path, 'sallyport.json'), 'utf8')), {
      format: 1,
      createdAt: NOW.toISOString(),
    });
    const again = openDataDirectory(path, NOW);
    assert.equal(again.isNew, false);
    assert.equal(again.file('passphrase'), join(path, 'passphrase'));
    assert.deepEqual(
      [again.manufacturer, again.domain, again.devices],
      ['manufacturer', 'domain', 'devices'].map((name) => join(path, name)),
    );
  });

  it('may be an empty directory, which is closed to others then', () => {
    const path = join(root, 'empty');
    mkdirSync(path);
    chmodSync(path, 0o755);
    assert.equal(openDataDirectory(path, NOW).isNew, true);
    assert.equal(statSync(path).mode & 0o777, 0o700);
  });

  it('is none with other things in it, and stays as it is', () => {
    const path = join(root, 'foreign');
    mkdirSync(path);
    writeFileSync(join(path, 'thesis.txt'), 'x');
    assert.throws(() => openDataDirectory(path, NOW), isNoDataDirectory);
    assert.equal(existsSync(join(path, 'sallyport.json')), false);
  });

  it('is none where a file is, or a dangling link’s parent', () => {
    const path = join(root, 'file');
    writeFileSync(path, 'x');
    assert.throws(() => openDataDirectory(path, NOW), isNoDataDirectory);
    assert.throws(() => openDataDirectory(join(path, 'below'), NOW), isSallyportError);
  });

  for (const [what, content] of [
    ['empty', ''],
    ['cut', '{"format":'],
    ['no object', '[1]'],
    ['without a format', '{}'],
    ['of a format that is no number', '{"format":"1"}'],
    ['of a later release', '{"format":2}'],
    ['endless', `{"format":1,"x":"${'x'.repeat(10_000)}"}`],
  ] as const) {
    it(`is refused when its marker is ${what}`, () => {
      const path = join(root, `marker-${what.replaceAll(' ', '-')}`);
      mkdirSync(path);
      writeFileSync(join(path, 'sallyport.json'), content);
      assert.throws(() => openDataDirectory(path, NOW), isNoDataDirectory);
      assert.equal(readFileSync(join(path, 'sallyport.json'), 'utf8'), content);
    });
  }
});
