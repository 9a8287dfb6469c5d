/** A program that goes on printing lines: read as they come, and started again when it ends. */

import { type ChildProcess, spawn } from 'node:child_process';
import type { Milliseconds, Timer } from '@sallyport/core';
import { plainEnvironment } from '@sallyport/programs';

export interface Following {
  readonly program: string;
  readonly args: readonly string[];
  /** Before it is started again. */
  readonly pause: Milliseconds;
  readonly started?: () => void;
  readonly line: (line: string) => void;
  /** It ended, or could not be started. It is started again, unless nobody follows it any more. */
  readonly ended?: () => void;
}

/** A line that is longer is none of those awaited, and is left out. */
const LONGEST_LINE = 8192;

export class FollowedProgram {
  readonly #following: Following;
  readonly #timer: Timer;
  #child: ChildProcess | undefined;
  #closed: Promise<void> = Promise.resolve();
  #cancel = () => {};
  #isOver = false;

  constructor(following: Following, timer: Timer) {
    this.#following = following;
    this.#timer = timer;
    this.#start();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    this.#cancel();
    this.#child?.kill();
    await this.#closed;
  }

  #start(): void {
    const { program, args, started, line, ended, pause } = this.#following;
    const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'ignore'], env: plainEnvironment() });
    this.#child = child;
    const read = lineReader(line);
    child.stdout.on('data', (chunk: Buffer) => read(chunk.toString()));
    child.once('spawn', () => started?.());
    this.#closed = new Promise((resolve) => {
      let hasEnded = false;
      const end = () => {
        resolve();
        if (hasEnded) return;
        hasEnded = true;
        if (this.#isOver) return;
        ended?.();
        this.#cancel = this.#timer.after(pause, () => this.#start());
      };
      child.once('error', end);
      child.once('close', end);
    });
  }
}

/** Puts lines together from chunks. */
export function lineReader(take: (line: string) => void): (chunk: string) => void {
  let rest = '';
  let isTooLong = false;
  return (chunk) => {
    const pieces = (rest + chunk).split('\n');
    rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      if (!isTooLong && piece.length <= LONGEST_LINE) take(piece);
      isTooLong = false;
    }
    if (rest.length <= LONGEST_LINE) return;
    rest = '';
    isTooLong = true;
  };
}
