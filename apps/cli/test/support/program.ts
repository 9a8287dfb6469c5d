/** Commands in this process, for tests that run many of them. They share nothing but the exit status, which is read at their end. */

import type { TestContext } from 'node:test';
import { isJsonObject, type JsonObject, parseJson, utf8 } from '@sallyport/core';
import { runProgram } from '../../src/program.ts';
import { testContext } from './context.ts';

export interface ProgramEnd {
  readonly status: number | string | undefined;
  readonly out: string;
  readonly note: string;
}

export interface RunningProgram {
  readonly written: { readonly out: string; readonly note: string };
  readonly ended: Promise<ProgramEnd>;
  /** Resolves when it has written this; rejects when it ends before. */
  wrote(text: string): Promise<void>;
  /** As Ctrl-C does. */
  stop(): Promise<ProgramEnd>;
}

/** Starts a command; it is stopped at the end of the test, if it has not ended. */
export function startProgram(
  t: TestContext,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): RunningProgram {
  const controller = new AbortController();
  const context = { ...testContext(environment, 100), signal: controller.signal };
  const { written } = context;
  let isOver = false;
  const ended = runProgram([...argv], context).then((): ProgramEnd => {
    isOver = true;
    const status = process.exitCode ?? 0;
    process.exitCode = 0;
    return { status, ...written };
  });
  const stop = () => {
    controller.abort('SIGINT');
    return ended;
  };
  t.after(stop);
  const wrote = async (text: string) => {
    while (!`${written.out}${written.note}`.includes(text)) {
      if (isOver) throw new Error(`it ended early: ${written.out}${written.note}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { written, ended, wrote, stop };
}

/** Runs a command to its end. */
export function program(
  t: TestContext,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<ProgramEnd> {
  return startProgram(t, argv, environment).ended;
}

/** The objects that were written, a line each. */
export function jsonLines(text: string): readonly JsonObject[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const value = parseJson(utf8(line), { maxBytes: 1 << 16, maxDepth: 10 });
      if (!isJsonObject(value)) throw new TypeError(`no object: ${line}`);
      return value;
    });
}
