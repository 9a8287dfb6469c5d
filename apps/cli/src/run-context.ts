/** What every command is given: where to write, and the world that only the composition root touches. */

import { type Clock, type Random, systemClock, systemRandom } from '@sallyport/core';
import { processTerminal, type Terminal } from './terminal.ts';

export interface RunContext {
  readonly terminal: Terminal;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborted by the first Ctrl-C or SIGTERM: finish what is under way and end. */
  readonly signal: AbortSignal;
}

/** The context of a real process. A second Ctrl-C ends it at once. */
export function processContext(): RunContext {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Whoever read the output has seen enough, as `head` does: there is nothing left to do for.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    terminal: processTerminal,
    environment: process.env,
    clock: systemClock,
    random: systemRandom,
    signal: controller.signal,
  };
}

/** Resolves when the context is told to stop. */
export function stopped({ signal }: Pick<RunContext, 'signal'>): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
