/** A server in a process of its own, whose CPU time alone is counted. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** The kernel's unit of CPU time in /proc, the same on every Linux that Node.js runs on. */
const TICKS_PER_SECOND = 100;
const UTIME = 11;
const STIME = 12;

export interface ServerProcess {
  /** User and system time of all its threads since it began, in seconds, in steps of 10 ms. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

export class StartedProcess implements ServerProcess {
  readonly #child: ChildProcess;
  #output = '';

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-4096);
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    this.#child.on('error', (error) => {
      this.#output += error.message;
    });
    // A run that breaks off must not leave a server behind.
    const end = () => this.#child.kill();
    process.once('exit', end);
    this.#child.once('exit', () => process.off('exit', end));
  }

  /** The end of what it said. */
  get output(): string {
    return this.#output;
  }

  get isRunning(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    // The name of the program stands in parentheses and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[UTIME]) + Number(fields[STIME])) / TICKS_PER_SECOND;
  }

  async stop(): Promise<void> {
    if (!this.isRunning) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill();
    await gone;
  }
}
