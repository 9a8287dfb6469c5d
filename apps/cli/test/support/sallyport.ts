/** The real command in a process of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../bin/sallyport.js', import.meta.url));

const LONGEST_LIFE = 300_000;

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly note: string;
}

export interface RunOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly input?: string | Uint8Array;
  readonly directory?: string;
}

/** A command that runs; what it writes is remembered. */
export class RunningCommand {
  out = '';
  note = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;

  constructor(argv: readonly string[], { environment = {}, input, directory }: RunOptions = {}) {
    const child = spawn(process.execPath, [LAUNCHER, ...argv], {
      // Nothing of the caller's settings shall count.
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'], ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(directory === undefined ? {} : { cwd: directory }),
    });
    child.stdin.on('error', () => undefined).end(input);
    child.stdout.on('data', (chunk: Buffer) => {
      this.out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.note += chunk.toString();
    });
    this.#child = child;
    // A test that waits for a command which never ends shall fail, and leave nothing behind.
    const overdue = setTimeout(() => child.kill('SIGKILL'), LONGEST_LIFE);
    child.once('close', () => clearTimeout(overdue));
    this.#ended = once(child, 'close').then(() => ({
      status: child.exitCode,
      signal: child.signalCode,
      out: this.out,
      note: this.note,
    }));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get ended(): Promise<Ended> {
    return this.#ended;
  }

  /** Resolves when the command has written `text`; rejects when it ends before. */
  async wrote(text: string): Promise<void> {
    const hears = (): boolean => this.out.includes(text) || this.note.includes(text);
    const heard = new Promise<void>((resolve) => {
      const listen = () => {
        if (!hears()) return;
        this.#child.stdout?.off('data', listen);
        this.#child.stderr?.off('data', listen);
        resolve();
      };
      this.#child.stdout?.on('data', listen);
      this.#child.stderr?.on('data', listen);
      listen();
    });
    await Promise.race([heard, this.#ended]);
    if (!hears()) throw new Error(`it ended early: ${this.out}${this.note}`);
  }

  /** Sends a signal and waits for the end. */
  kill(signal: NodeJS.Signals = 'SIGINT'): Promise<Ended> {
    this.#child.kill(signal);
    return this.#ended;
  }
}

/** Runs a command to its end. */
export function sallyport(argv: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return new RunningCommand(argv, options).ended;
}

/** Those whose number a lab keeps for its next start. */
const KEPT_PORTS = [
  ...['--registrar-port', '0', '--console-port', '0'],
  ...['--masa-port', '0', '--station-port', '0'],
] as const;
/** Those that are said again each time, for a lab that is not alone on its machine. */
export const FREE_PORTS = ['--proxy-port', '0', '--border-agent-port', '0', '--air-port', '0'] as const;
/** What lets the system choose every port of a lab. */
export const ANY_PORTS = [...KEPT_PORTS, ...FREE_PORTS] as const;

/** A lab on ports that the system chooses. */
export function startLab(dataDir: string, argv: readonly string[] = [], options: RunOptions = {}): RunningCommand {
  return new RunningCommand(['up', '--data-dir', dataDir, ...ANY_PORTS, ...argv], options);
}
