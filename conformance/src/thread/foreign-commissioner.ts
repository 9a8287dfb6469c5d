/** OpenThread's commissioner by its command line, which wants a terminal: `script` (util-linux) gives it one. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 50;
// What a terminal is told: colours, cursor, modes.
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[a-zA-Z]`, 'g');

export interface Answer {
  readonly ok: boolean;
  readonly text: string;
}

export function canGiveTerminals(): boolean {
  return spawnSync('script', ['--version']).status === 0;
}

export class ForeignCommissioner {
  readonly #child: ChildProcess;
  readonly #directory: string;
  #heard = '';

  /** @param pskc hexadecimal */
  constructor(program: string, pskc: string, id = 'OpenThread') {
    this.#directory = mkdtempSync(join(tmpdir(), 'ot-commissioner-'));
    const config = join(this.#directory, 'config.json');
    const settings = {
      Id: id,
      EnableCcm: false,
      KeepAliveInterval: 30,
      MaxConnectionNum: 10,
      LogLevel: 'error',
      LogFile: join(this.#directory, 'log'),
      PSKc: pskc,
    };
    writeFileSync(config, JSON.stringify(settings), { mode: 0o600 });
    this.#child = spawn('script', ['-qec', `'${program}' '${config}'`, '/dev/null'], { cwd: this.#directory });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#heard += chunk.toString().replace(ESCAPES, '');
    });
    this.#child.stdin?.on('error', () => undefined);
  }

  /** Waits until it takes commands. */
  async ready(): Promise<void> {
    if (!(await this.#says(/> /))) throw new Error(`ot-commissioner did not start: ${this.#heard}`);
  }

  async do(command: string): Promise<Answer> {
    this.#heard = '';
    this.#child.stdin?.write(`${command}\n`);
    await this.#says(/\[(done|failed)\]/);
    const text = this.#heard.replaceAll('\r', '');
    return { ok: text.includes('[done]'), text };
  }

  close(): void {
    this.#child.kill('SIGKILL');
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #says(pattern: RegExp): Promise<boolean> {
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      if (pattern.test(this.#heard)) return true;
      await sleep(LOOK_EVERY_MS);
    }
    return false;
  }
}
