/** The launcher on a Node.js that is too old: the command runs under the pinned one as if nothing stood in between. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ANY_PORTS } from './support/sallyport.ts';

const LAUNCHER = fileURLToPath(new URL('../bin/sallyport.js', import.meta.url));
const MANIFEST: { readonly version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

let directory = '';
/** What makes this Node.js say that it is an old one, to the launcher and not to what the launcher starts. */
let old: readonly string[] = [];

before(() => {
  directory = mkdtempSync(join(tmpdir(), 'launcher-'));
  const preload = join(directory, 'old.cjs');
  writeFileSync(
    preload,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } });",
  );
  old = ['--require', preload, LAUNCHER];
});

after(() => rmSync(directory, { recursive: true, force: true }));

function run(...argv: string[]) {
  return spawnSync(process.execPath, [...old, ...argv], { encoding: 'utf8', timeout: 200_000 });
}

/** Starts a command and waits until it has written `text`. */
async function startUntil(text: string, ...argv: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...old, ...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
      if (output.includes(text)) resolve();
    });
    child.once('exit', () => reject(new Error(`it ended early: ${output}`)));
  });
  return child;
}

async function ended(child: ChildProcess): Promise<readonly [number | null, NodeJS.Signals | null]> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return [child.exitCode, child.signalCode];
}

describe('the launcher under an old Node.js', () => {
  it('runs the command under the pinned one', () => {
    const { status, stdout } = run('--version');
    assert.equal(status, 0);
    assert.equal(stdout, `${MANIFEST.version}\n`);
  });

  it('keeps the exit status of a failure and of a mistake', () => {
    assert.equal(run('ca', 'inspect', join(directory, 'missing.pem')).status, 1);
    assert.equal(run('no-such-command').status, 2);
  });

  it('passes standard input on', () => {
    const { status, stderr } = spawnSync(process.execPath, [...old, 'voucher', 'inspect', '-'], {
      encoding: 'utf8',
      input: 'no voucher',
    });
    assert.equal(status, 1);
    assert.match(stderr, /E_BYTES_BASE64|E_CLI_FILE/);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`lets a running lab end in good order on ${signal}`, { timeout: 200_000 }, async () => {
      const child = await startUntil('Ctrl-C', 'up', '-d', join(directory, signal), ...ANY_PORTS);
      child.kill(signal);
      assert.deepEqual(await ended(child), [0, null]);
      assert.equal(existsSync(join(directory, signal, 'running.json')), false);
    });
  }

  it('ends with the status of an interrupt when work is interrupted', { timeout: 200_000 }, async () => {
    // Passed on by the launcher as SIGTERM: 128 + 15.
    const child = await startUntil('comes aboard', 'demo');
    child.kill('SIGINT');
    assert.deepEqual(await ended(child), [143, null]);
  });

  it('ends by the signal that ended the command', {
    timeout: 200_000,
    skip: !existsSync('/proc/self/task'),
  }, async () => {
    const child = await startUntil('comes aboard', 'demo');
    const [command] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ');
    process.kill(Number(command), 'SIGKILL');
    assert.deepEqual(await ended(child), [null, 'SIGKILL']);
  });
});

describe('the command itself', () => {
  it('ends without complaint when nobody reads on', () => {
    const script = '"$0" "$1" demo | head -n 1; exit $PIPESTATUS';
    const done = spawnSync('bash', ['-c', script, process.execPath, LAUNCHER], { encoding: 'utf8', timeout: 200_000 });
    assert.equal(done.stderr.replace(/^sallyport: stopped before it was done\n/, ''), '');
    assert.equal(done.status, 141);
  });

  it('ends with 130 when Ctrl-C interrupts its work', { timeout: 200_000 }, async () => {
    const child = spawn(process.execPath, [LAUNCHER, 'demo'], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    assert.deepEqual(await ended(child), [130, null]);
  });
});

const olderNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find((path) => existsSync(path) && majorOf(path) >= 20 && majorOf(path) < 24);

function majorOf(node: string): number {
  return Number(/^v(\d+)/.exec(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout)?.[1] ?? 0);
}

describe('a real Node.js older than 24', {
  skip: olderNode === undefined && 'SKIPPED: no Node.js 20 to 23 in PATH',
}, () => {
  it('is enough to start the command', () => {
    const { status, stdout } = spawnSync(olderNode ?? '', [LAUNCHER, '--version'], { encoding: 'utf8' });
    assert.equal(status, 0);
    assert.equal(stdout, `${MANIFEST.version}\n`);
  });
});
