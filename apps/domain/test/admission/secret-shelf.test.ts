import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isSallyportError, Secret, systemRandom } from '@sallyport/core';
import { fileShelf } from '../../src/admission/secret-shelf.ts';

const folder = mkdtempSync(join(tmpdir(), 'secret-shelf-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const open = (name: string, passphrase = 'the passphrase') =>
  fileShelf({ directory: join(folder, name), passphrase: Secret.of(passphrase), random: systemRandom });
const secret = Secret.of('a secret that nobody may read');

async function refuses(work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (thrown) => isSallyportError(thrown, 'E_DOMAIN_SECRET'));
}

describe('the shelf of secrets', () => {
  it('keeps a secret over a restart, for nobody to read', async () => {
    await open('a').put('ap-1', secret);
    assert.equal((await open('a').get('ap-1'))?.equals(secret), true);
    const file = join(folder, 'a', 'ap-1.secret');
    assert.equal(statSync(file).mode & 0o077, 0);
    assert.equal(statSync(join(folder, 'a')).mode & 0o077, 0);
    assert.equal(readFileSync(file).includes('nobody may read'), false);
  });

  it('has none of another name, and none after it was removed', async () => {
    const shelf = open('b');
    assert.equal(await shelf.get('ap-1'), undefined);
    await shelf.put('ap-1', secret);
    await shelf.remove('ap-1');
    await shelf.remove('ap-1');
    assert.equal(await shelf.get('ap-1'), undefined);
  });

  it('does not open with another passphrase, under another name, or damaged', async () => {
    const shelf = open('c');
    await shelf.put('ap-1', secret);
    await refuses(open('c', 'another passphrase').get('ap-1'));
    const [one, two] = [join(folder, 'c', 'ap-1.secret'), join(folder, 'c', 'ap-2.secret')];
    renameSync(one, two);
    await refuses(shelf.get('ap-2'));
    for (const content of ['', '{}', 'x'.repeat(5000), '{"format":"sallyport-secret","version":1}']) {
      writeFileSync(one, content);
      await refuses(shelf.get('ap-1'));
    }
  });
});
