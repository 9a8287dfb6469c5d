/** Programs of the machine, run and watched. */

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Ended {
  readonly status: number;
  readonly output: string;
}

export function run(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: 60_000 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ status, output: `${stdout}${stderr}` });
    });
  });
}

export function mustRun(program: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

export function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((directory) => existsSync(join(directory, program)));
}

/** Waits until something is so. Gives whether it is. */
export async function until(isSo: () => boolean, limit = 20_000): Promise<boolean> {
  const end = performance.now() + limit;
  while (!isSo() && performance.now() < end) await sleep(2);
  return isSo();
}

/** A program that goes on, and what it has printed. */
export class Watched {
  readonly #child: ChildProcess;
  readonly #closed: Promise<void>;
  readonly #take: ((chunk: string) => void) | undefined;
  #output = '';
  #isOver = false;

  constructor(program: string, args: readonly string[], take?: (chunk: string) => void) {
    this.#take = take;
    const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
        if (stream === child.stdout) this.#take?.(chunk.toString());
      });
    }
    this.#closed = new Promise((resolve) => {
      const end = () => {
        this.#isOver = true;
        resolve();
      };
      child.once('close', end);
      child.once('error', end);
    });
  }

  get output(): string {
    return this.#output;
  }

  says(sign: string | RegExp, limit?: number): Promise<boolean> {
    const isSaid = () => (typeof sign === 'string' ? this.#output.includes(sign) : sign.test(this.#output));
    return until(() => isSaid() || this.#isOver, limit).then(isSaid);
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.#isOver) this.#child.kill(signal);
    await this.#closed;
  }
}
