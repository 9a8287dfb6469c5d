/** Runs a program to its end: bounded in time and in what it may print. */

import { spawn } from 'node:child_process';
import type { Milliseconds } from '@sallyport/core';
import { fail } from './errors.ts';

export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly input?: string;
  readonly limit: Milliseconds;
}

export interface ProgramResult {
  /** Undefined when it had to be ended. */
  readonly status: number | undefined;
  readonly output: string;
  /** The first line of what it complained about. */
  readonly complaint: string;
}

/** 2007 stations of hostapd take 4 MiB. */
const MOST_OUTPUT = 8 << 20;
const MOST_COMPLAINT = 4096;

/** @throws E_PROGRAM_START when it cannot be started */
export function runProgram({ program, args, input, limit }: ProgramCall): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: plainEnvironment(),
      timeout: limit,
    });
    child.once('error', (cause) => {
      reject(fail('E_PROGRAM_START', `${program} cannot be started`, { cause }));
    });
    const chunks: Buffer[] = [];
    let length = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MOST_OUTPUT) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < MOST_COMPLAINT) complaint += chunk.toString();
    });
    // It may end before it has read everything; its status tells.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
    child.once('close', (status) => {
      const isWhole = length <= MOST_OUTPUT;
      const output = isWhole ? Buffer.concat(chunks).toString() : '';
      const [first = ''] = complaint.trim().split('\n', 1);
      resolve({
        status: isWhole ? (status ?? undefined) : undefined,
        output,
        complaint: first.slice(0, MOST_COMPLAINT),
      });
    });
  });
}

/** Where programs are, English messages, and no home directory: none is to keep a history or read settings there. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return { ...(PATH === undefined ? {} : { PATH }), LC_ALL: 'C' };
}
