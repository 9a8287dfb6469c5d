/** One of OpenThread's simulated nodes, by its command line. */

import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Generous: a busy machine takes its time. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 20;
const END = /^(?:> )?(Done|Error .*)\r?$/m;
const PROMPT = /^> /gm;

/** A command line that answers each line. */
export interface Cli {
  /** What it answers, without its `Done`. */
  read(line: string): Promise<string>;
}

export class ForeignNode implements Cli {
  readonly #child: ChildProcess;
  #heard = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#heard += chunk.toString();
    });
  }

  /** Types one line. */
  type(line: string): void {
    this.#heard = '';
    this.#child.stdin?.write(`${line}\n`);
  }

  /** What matches in what it has written since the last line typed, once it has; undefined when it takes too long. */
  async says(pattern: RegExp, patienceMs = PATIENCE_MS): Promise<RegExpExecArray | undefined> {
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      const match = pattern.exec(this.#heard);
      if (match !== null) return match;
      await sleep(LOOK_EVERY_MS);
    }
    return undefined;
  }

  async do(line: string): Promise<void> {
    await this.read(line);
  }

  /** What it answers, without its `Done`. */
  async read(line: string): Promise<string> {
    this.type(line);
    const end = await this.says(END);
    const answer = this.#heard.slice(0, end?.index).replaceAll('\r', '').replaceAll(PROMPT, '');
    if (end?.[1] !== 'Done') throw new Error(`${line}: ${this.#heard}`);
    return answer
      .split('\n')
      .filter((each) => each !== '' && each !== line)
      .join('\n');
  }

  /** Types a line again and again until what it answers matches. */
  async ask(line: string, pattern: RegExp, patienceMs = PATIENCE_MS): Promise<boolean> {
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      this.type(line);
      if ((await this.says(pattern, 500)) !== undefined) return true;
    }
    return false;
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}
