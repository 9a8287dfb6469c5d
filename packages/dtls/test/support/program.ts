/** Programs of others, run for a test and ended with it. */

import { spawn, spawnSync } from 'node:child_process';
import type { TestContext } from 'node:test';

export interface Program {
  /** What it wrote so far, on both channels. */
  output(): string;
  /** Waits until it wrote something that fits. Rejects when it ends before. */
  until(pattern: RegExp): Promise<void>;
  write(text: string): void;
  /** Waits for its end and gives its exit status. */
  ended(): Promise<number>;
}

/** Runs a program until it ends by itself or the test does. */
export function runProgram(t: TestContext, command: string, args: readonly string[]): Program {
  const child = spawn(command, args, { stdio: 'pipe' });
  let output = '';
  let status: number | undefined;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const check of [...waiting]) check();
  };
  for (const channel of [child.stdout, child.stderr]) {
    channel.on('data', (bytes) => {
      output += bytes;
      wake();
    });
  }
  // A peer that has gone is told by its exit.
  child.stdin.on('error', () => {});
  child.on('error', (error) => {
    output += error.message;
    status = -1;
    wake();
  });
  child.on('close', (code) => {
    status = code ?? -1;
    wake();
  });

  t.after(async () => {
    if (status === undefined) child.kill('SIGKILL');
    await wait(() => status !== undefined);
  });

  function wait(isDone: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (isDone()) {
          waiting.delete(check);
          resolve();
        } else if (status !== undefined) {
          waiting.delete(check);
          reject(new Error(`${command} ended with ${status}:\n${output}`));
        }
      };
      waiting.add(check);
      check();
    });
  }

  return {
    output: () => output,
    until: (pattern) => wait(() => pattern.test(output)),
    write: (text) => void child.stdin.write(text),
    ended: async () => {
      await wait(() => status !== undefined);
      return status ?? -1;
    },
  };
}

/** The reason to skip when a program is not installed. */
export function missing(command: string, ...args: readonly string[]): string | false {
  return spawnSync(command, args).error === undefined ? false : `${command} is not installed`;
}
