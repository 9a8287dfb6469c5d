/** Runs the commands in this process, as the command line would. */

import { ManualClock, seededRandom } from '@sallyport/core';
import { type NqmindsCommand, runNqmindsCommand } from '../../../src/nqminds/index.ts';

/** While every certificate of the world is valid, and before its vouchers' expires-on. */
export const NOW = '2026-11-21T12:00:00.123Z';

export interface Output {
  readonly out: string;
  readonly notes: string;
}

/** Runs a command that ends by itself. */
export async function run(command: NqmindsCommand, config: string, output?: string, now = NOW): Promise<Output> {
  let out = '';
  let notes = '';
  await runNqmindsCommand(
    { command, config, ...(output === undefined ? {} : { output }) },
    {
      out: (text) => {
        out += text;
      },
      note: (text) => {
        notes += text;
      },
      clock: new ManualClock(now),
      random: seededRandom(command),
      signal: new AbortController().signal,
    },
  );
  return { out, notes };
}

export interface RunningServer {
  readonly port: number;
  notes(): string;
  stop(): Promise<void>;
}

/** Starts `registrar` or `masa` and waits until it listens. */
export async function start(command: 'registrar' | 'masa', config: string): Promise<RunningServer> {
  const stop = new AbortController();
  let notes = '';
  const { promise: listening, resolve } = Promise.withResolvers<number>();
  const ended = runNqmindsCommand(
    { command, config },
    {
      out: () => undefined,
      note: (text) => {
        notes += text;
      },
      clock: new ManualClock(NOW),
      random: seededRandom(command),
      signal: stop.signal,
      listening: ({ port }) => resolve(port),
    },
  );
  const port = await Promise.race([listening, ended.then(() => 0)]);
  return {
    port,
    notes: () => notes,
    async stop() {
      stop.abort();
      await ended;
    },
  };
}
