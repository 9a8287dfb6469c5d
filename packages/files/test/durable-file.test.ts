import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import {
  createFileDurably,
  hasErrorCode,
  readFileBounded,
  removeFileDurably,
  replaceFileDurably,
  replaceFileDurablySync,
} from '@sallyport/files';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('durable files', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sallyport-files-'));
    path = join(directory, 'state');
  });

  const replacements = { replaceFileDurably, replaceFileDurablySync };
  for (const [name, replace] of Object.entries(replacements)) {
    it(`${name} puts the new content in place of the old and leaves nothing beside it`, async () => {
      await replace(path, bytes('old, and longer'));
      await replace(path, bytes('new'));
      assert.equal(readFileSync(path, 'utf8'), 'new');
      assert.deepEqual(readdirSync(directory), ['state']);
    });

    it(`${name} makes files that only their owner can read`, async () => {
      await replace(path, bytes('x'));
      assert.equal(statSync(path).mode & 0o777, 0o600);
    });

    it(`${name} goes on where an earlier write never came to an end`, async () => {
      writeFileSync(`${path}.new`, 'half a');
      await replace(path, bytes('whole'));
      assert.equal(readFileSync(path, 'utf8'), 'whole');
      assert.deepEqual(readdirSync(directory), ['state']);
    });
  }

  it('createFileDurably never replaces a file', async () => {
    assert.equal(await createFileDurably(path, bytes('first'), 'a'), true);
    assert.equal(await createFileDurably(path, bytes('second'), 'b'), false);
    assert.equal(readFileSync(path, 'utf8'), 'first');
    assert.deepEqual(readdirSync(directory), ['state']);
  });

  it('createFileDurably lets exactly one of several writers win', async () => {
    const wins = await Promise.all(['a', 'b', 'c', 'd'].map((who) => createFileDurably(path, bytes(who), who)));
    assert.equal(wins.filter(Boolean).length, 1);
    assert.equal(readFileSync(path, 'utf8'), ['a', 'b', 'c', 'd'][wins.indexOf(true)]);
  });

  it('removeFileDurably rejects with ENOENT when there is nothing to remove', async () => {
    await replaceFileDurably(path, bytes('x'));
    await removeFileDurably(path);
    assert.deepEqual(readdirSync(directory), []);
    await assert.rejects(removeFileDurably(path), (error) => hasErrorCode(error, 'ENOENT'));
  });

  it('readFileBounded gives a file up to the bound and nothing of a larger one', async () => {
    writeFileSync(path, '12345');
    assert.deepEqual(await readFileBounded(path, 5), bytes('12345'));
    assert.equal(await readFileBounded(path, 4), undefined);
  });
});
