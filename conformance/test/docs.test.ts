/** Every command and example that a document marks as one that runs, runs (conformance/src/runnable-docs.ts). */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type How, type Located, type Step, stepsOf } from '../src/runnable-docs.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENTS = globSync(['README.md', 'docs/*.md', '*/*/README.md'], { cwd: ROOT })
  .filter((path) => !path.startsWith('node_modules'))
  .sort();
const STEP_TIMEOUT = 150_000;
/** Variables of one block, kept for the next. */
const KEPT = '.exported';
/** Half of what a short command does is compiling itself: the documents compile it once. */
const COMPILED = mkdtempSync(join(tmpdir(), 'sallyport-docs-compiled-'));

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** One reader's terminal windows: a directory, what was exported, what still runs. */
class Reader {
  readonly directory = mkdtempSync(join(tmpdir(), 'sallyport-docs-'));
  readonly #running: ChildProcess[] = [];
  #examples = 0;

  constructor() {
    writeFileSync(join(this.directory, KEPT), '');
    writeFileSync(join(this.directory, 'package.json'), '{"type": "module"}\n');
    symlinkSync(join(ROOT, 'node_modules'), join(this.directory, 'node_modules'), 'dir');
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'stop') await this.#stop();
    else if (step.do === 'start') await this.#start(step.code, step.until);
    else if (step.language === 'ts') await this.#runExample(step.code);
    else await this.#runCommands(step.code, step.how);
  }

  /** Ends whatever a document left running. */
  async close(): Promise<void> {
    while (this.#running.length > 0) await this.#stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #runCommands(code: string, how: How): Promise<void> {
    const kept = join(this.directory, KEPT);
    const script = `set -eu -o pipefail\nsource ${kept}\n${code}\nexport -p > ${kept}\n`;
    const cwd = how === 'in the repository' ? ROOT : this.directory;
    const done = await this.#ended('bash', ['-c', script], cwd);
    // 1 is a refusal; 2 would be a mistake in the command line, 127 a command that there is not.
    const isAsSaid = done.status === (how === 'refused' ? 1 : 0);
    assert.ok(isAsSaid, `exit status ${done.status}\n${done.output}`);
  }

  async #runExample(code: string): Promise<void> {
    this.#examples += 1;
    const file = `example-${this.#examples}.ts`;
    writeFileSync(join(this.directory, file), code);
    const done = await this.#ended(process.execPath, [file]);
    assert.equal(done.status, 0, done.output);
    const project = {
      extends: join(ROOT, 'tsconfig.base.json'),
      compilerOptions: { noEmit: true, typeRoots: [join(ROOT, 'node_modules/@types')] },
      include: [file, join(ROOT, 'packages/*/src/*.d.ts')],
    };
    writeFileSync(join(this.directory, 'tsconfig.json'), JSON.stringify(project));
    const checked = await this.#ended('tsc', []);
    assert.equal(checked.status, 0, checked.output);
  }

  /** Runs a command to its end. */
  async #ended(command: string, argv: readonly string[], cwd = this.directory): Promise<Ended> {
    const child = spawn(command, argv, {
      ...this.#world(cwd),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: STEP_TIMEOUT,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    const [status] = await once(child, 'close');
    return { status, output };
  }

  async #start(code: string, until: string): Promise<void> {
    const script = `source ${join(this.directory, KEPT)}\nexec ${code}`;
    const child = spawn('bash', ['-c', script], { ...this.#world(this.directory), stdio: ['ignore', 'pipe', 'pipe'] });
    this.#running.push(child);
    await new Promise<void>((resolve, reject) => {
      let output = '';
      const patience = setTimeout(() => reject(new Error(`it never said ${until}: ${output}`)), STEP_TIMEOUT);
      const hear = (chunk: Buffer) => {
        output += chunk.toString();
        if (!output.includes(until)) return;
        clearTimeout(patience);
        resolve();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (status) => {
        clearTimeout(patience);
        reject(new Error(`it ended with ${status}: ${output}`));
      });
    });
  }

  async #stop(): Promise<void> {
    const child = this.#running.pop();
    assert.ok(child !== undefined, 'nothing runs that could be stopped');
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    const [status] = child.exitCode === null ? await ended : [child.exitCode];
    assert.equal(status, 0);
  }

  #world(cwd: string) {
    const { SALLYPORT_DATA_DIR: _, SALLYPORT_POSTGRES: __, NODE_OPTIONS: ___, ...environment } = process.env;
    const path = [join(ROOT, 'node_modules/.bin'), environment['PATH']].join(delimiter);
    return { cwd, env: { ...environment, PATH: path, NODE_COMPILE_CACHE: COMPILED } };
  }
}

function titleOf(step: Located): string {
  return `line ${step.line}: ${step.do === 'stop' ? 'stop' : (step.code.split('\n')[0] ?? '')}`;
}

const missing = ['bash', 'curl', 'openssl'].filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
const skip = missing.length > 0 && `SKIPPED: the documents use ${missing.join(', ')}, which is not installed`;

describe('a document', { skip, concurrency: 2 }, () => {
  after(() => rmSync(COMPILED, { recursive: true, force: true }));

  for (const path of DOCUMENTS) {
    const steps = stepsOf(readFileSync(join(ROOT, path), 'utf8'));
    if (steps.length === 0) continue;
    it(`${path} does what it says`, { timeout: 235_000 }, async (test) => {
      const reader = new Reader();
      try {
        for (const step of steps) await test.test(titleOf(step), () => reader.take(step));
      } finally {
        await reader.close();
      }
    });
  }
});
