/** What goes wrong around a lab is told in one clear sentence, with what to do about it, and changes nothing on disk. */

import assert from 'node:assert/strict';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Ended, sallyport, startLab } from '../support/sallyport.ts';

describe('a lab', { concurrency: 2 }, () => {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-trouble-'));
  /** A data directory that was used; never written in by a test. */
  const used = join(root, 'used');

  before(async () => {
    const lab = startLab(used);
    await lab.wrote('Ctrl-C');
    assert.equal((await lab.kill()).status, 0);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  /** A copy of the used directory, for a test to damage. */
  function copy(name: string): string {
    const path = join(root, name);
    cpSync(used, path, { recursive: true });
    return path;
  }

  function assertOneSentence({ status, out, note }: Ended, sentence: RegExp, code: string): void {
    assert.equal(status, 1, `${out}${note}`);
    assert.match(note, new RegExp(`^sallyport: ${sentence.source}`));
    assert.ok(note.trimEnd().endsWith(`(${code})`), note);
    assert.doesNotMatch(note, /\n {4}at |node:internal|this should not have happened/);
    assert.ok(note.trimEnd().split('\n').length <= 4, note);
  }

  /** Starts a lab that should not stay up; one that does is ended. */
  async function up(
    dataDir: string,
    environment: NodeJS.ProcessEnv = {},
    argv: readonly string[] = [],
  ): Promise<Ended> {
    const lab = startLab(dataDir, argv, { environment });
    await lab.wrote('Ctrl-C').then(
      () => lab.kill(),
      () => undefined,
    );
    return lab.ended;
  }

  it('does not start where a port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const directory = copy('port');
    try {
      // The first that is opened, and the last, after which all others have to be closed again.
      for (const which of ['masa', 'proxy']) {
        const ended = await up(directory, {}, [`--${which}-port`, String(port)]);
        assertOneSentence(
          ended,
          new RegExp(`.*${port}`),
          which === 'proxy' ? 'E_RELAY_PORT_IN_USE' : 'E_HTTP_PORT_IN_USE',
        );
      }
    } finally {
      server.close();
    }
  });

  it('does not start on a directory of somebody else', async () => {
    const directory = join(root, 'foreign');
    mkdirSync(directory);
    writeFileSync(join(directory, 'thesis.txt'), 'three years of work');
    assertOneSentence(await up(directory), /.*foreign has other things in it/, 'E_CLI_DATA_DIRECTORY');
    assert.deepEqual(readdirSync(directory), ['thesis.txt']);
  });

  it('does not start on a file', async () => {
    const path = join(root, 'file');
    writeFileSync(path, 'x');
    assertOneSentence(await up(path), /.*file is not a directory/, 'E_CLI_DATA_DIRECTORY');
  });

  it('does not start on a directory whose marker is damaged', async () => {
    const directory = copy('marker');
    const marker = join(directory, 'sallyport.json');
    writeFileSync(marker, '{');
    assertOneSentence(await up(directory), /.*sallyport\.json is damaged/, 'E_CLI_DATA_DIRECTORY');
    assert.equal(readFileSync(marker, 'utf8'), '{');
  });

  for (const [what, service, damage] of [
    ['overwritten with garbage', 'domain', (path: string) => writeFileSync(path, 'garbage'.repeat(5000))],
    ['cut in half', 'manufacturer', (path: string) => truncateSync(path, 20_000)],
    ['emptied', 'domain', (path: string) => truncateSync(path, 0)],
  ] satisfies [string, string, (path: string) => void][]) {
    it(`does not start on a log that was ${what}`, async () => {
      const directory = copy(`log-${what.replaceAll(' ', '-')}`);
      const path = join(directory, service, `${service}.db`);
      damage(path);
      for (const extra of ['-wal', '-shm']) rmSync(`${path}${extra}`, { force: true });
      const before = readFileSync(path);
      const { status, note } = await up(directory);
      assert.equal(status, 1, note);
      assert.match(note, new RegExp(`^sallyport: .*${service}\\.db`));
      assert.match(note, /\((E_STORE_[A-Z_]+|E_DOMAIN_LOG)\)\n$/);
      if (before.length > 0) assert.deepEqual(readFileSync(path), before, 'it is left for repair');
    });
  }

  it('does not start with another passphrase', async () => {
    const directory = copy('passphrase');
    const ended = await up(directory, { SALLYPORT_PASSPHRASE: 'not the passphrase' });
    assertOneSentence(ended, /.*passphrase/, 'E_KEYSTORE_PASSPHRASE');
    assert.doesNotMatch(ended.note, /not the passphrase/);
  });

  it('does not start on a key that was damaged', async () => {
    const directory = copy('key');
    const keys = join(directory, 'domain', 'domain-ca', 'keys');
    for (const name of readdirSync(keys)) {
      const content = readFileSync(join(keys, name));
      content[content.length >> 1] = (content[content.length >> 1] ?? 0) ^ 1;
      writeFileSync(join(keys, name), content);
    }
    const { status, note } = await up(directory);
    assert.equal(status, 1);
    assert.match(note, /\(E_KEYSTORE_(CORRUPT|PASSPHRASE)\)\n$/);
  });

  it('does not start on settings that were damaged', async () => {
    const directory = copy('settings');
    writeFileSync(join(directory, 'domain.json'), '{"port":"no"}');
    assertOneSentence(await up(directory), /.*domain\.json is damaged/, 'E_CLI_DATA_DIRECTORY');
  });

  it('does not start where nothing can be written', {
    skip: process.getuid?.() === 0 && 'SKIPPED: root writes anywhere',
  }, async () => {
    const parent = join(root, 'read-only');
    mkdirSync(parent);
    chmodSync(parent, 0o500);
    assertOneSentence(await up(join(parent, 'data')), /.*cannot be made/, 'E_CLI_FILE');
  });

  it('takes a passphrase of some length only', async () => {
    const { status, note } = await up(join(root, 'short'), { SALLYPORT_PASSPHRASE: 'short' });
    assert.equal(status, 2);
    assert.match(note, /^sallyport: the passphrase is shorter than 8 bytes/);
  });

  it('is told from a lab that runs: devices need one', async () => {
    const ended = await sallyport(['device', 'brski', '--data-dir', copy('down')]);
    assertOneSentence(ended, /nothing runs on the data directory/, 'E_CLI_NOT_RUNNING');
  });
});
