import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { utf8 } from '@sallyport/core';
import { writeStream } from '../../src/data/stream-output.ts';
import { fail } from '../../src/errors.ts';
import { testContext } from '../support/context.ts';

const root = mkdtempSync(join(tmpdir(), 'sallyport-stream-'));
after(() => rmSync(root, { recursive: true, force: true }));

async function* pieces(...texts: readonly string[]) {
  for (const text of texts) yield utf8(text);
}

async function* broken() {
  yield utf8('some');
  throw fail('E_CLI_NOT_RUNNING', 'the service went away');
}

describe('what comes in pieces', () => {
  it('is written to a file of its owner alone, and counted', async () => {
    const path = join(root, 'log');
    const told: number[] = [];
    const content = { body: utf8('a'), stream: pieces('b', 'ä') };
    assert.equal(await writeStream(path, content, testContext().terminal, (bytes) => told.push(bytes)), 4);
    assert.deepEqual(told, [1, 2, 4]);
    assert.equal(readFileSync(path, 'utf8'), 'abä');
    assert.equal(statSync(path).mode & 0o077, 0);
  });

  it('is written to standard output, characters whole', async () => {
    const context = testContext();
    const [first, second] = [utf8('ä').slice(0, 1), utf8('ä').slice(1)];
    const halves = (async function* () {
      yield first;
      yield second;
    })();
    await writeStream(undefined, { body: new Uint8Array(0), stream: halves }, context.terminal);
    assert.equal(context.written.out, 'ä');
  });

  it('leaves no half of a file, and what was there before as it was', async () => {
    const path = join(root, 'kept');
    writeFileSync(path, 'before');
    const work = writeStream(path, { body: new Uint8Array(0), stream: broken() }, testContext().terminal);
    await assert.rejects(work, { code: 'E_CLI_NOT_RUNNING' });
    assert.equal(readFileSync(path, 'utf8'), 'before');
    assert.deepEqual(
      readdirSync(root).filter((name) => name.startsWith('kept')),
      ['kept'],
    );
  });

  it('follows no link and takes over no file that somebody put beside its place', async () => {
    const [path, elsewhere] = [join(root, 'export'), join(root, 'elsewhere')];
    writeFileSync(elsewhere, 'of somebody else', { mode: 0o644 });
    symlinkSync(elsewhere, `${path}.part`);
    await writeStream(path, { body: utf8('secret') }, testContext().terminal);
    assert.equal(readFileSync(elsewhere, 'utf8'), 'of somebody else');
    assert.equal(readFileSync(path, 'utf8'), 'secret');
    assert.equal(lstatSync(path).isSymbolicLink(), false);
    assert.equal(statSync(path).mode & 0o077, 0);
  });

  it('is whole where two write to the same place at once', async () => {
    const path = join(root, 'contended');
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const slow = (async function* () {
      yield utf8('first ');
      await ended;
      yield utf8('whole');
    })();
    const { terminal } = testContext();
    const work = writeStream(path, { body: new Uint8Array(0), stream: slow }, terminal);
    await writeStream(path, { body: utf8('second') }, terminal);
    end();
    await work;
    assert.equal(readFileSync(path, 'utf8'), 'first whole');
  });

  it('says so where there is no such place', async () => {
    const work = writeStream(join(root, 'no', 'such'), { body: utf8('x') }, testContext().terminal);
    await assert.rejects(work, { code: 'E_CLI_FILE' });
  });
});
