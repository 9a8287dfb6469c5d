/** What every command is given: where to write, and the world that only the composition root touches. */

import { constants } from 'node:os';
import { type Clock, type Random, systemClock, systemRandom } from '@sallyport/core';
import { processTerminal, type Terminal } from './terminal.ts';

export interface RunContext {
  readonly terminal: Terminal;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP, with the signal's name as the reason: finish and end. */
  readonly signal: AbortSignal;
}

/** The context of a real process. A second Ctrl-C ends it at once. */
export function processContext(): RunContext {
  const controller = new AbortController();
  let isInterrupted = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isInterrupted && signal === 'SIGINT') process.exit(exitStatusOf(signal));
    isInterrupted ||= signal === 'SIGINT';
    controller.abort(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      // Whoever read the output has heard enough, as `head` does: finish in good order and say no more.
      controller.abort('SIGPIPE');
    });
  }
  return {
    terminal: processTerminal,
    environment: process.env,
    clock: systemClock,
    random: systemRandom,
    signal: controller.signal,
  };
}

const SIGNAL_STATUS = 128;

/** The exit status of a process that a signal ended, as shells give it: 130 for Ctrl-C. */
export function exitStatusOf(signal: unknown): number {
  const entry = Object.entries(constants.signals).find(([name]) => name === signal);
  return SIGNAL_STATUS + (entry?.[1] ?? constants.signals.SIGTERM);
}

/** Resolves when the context is told to stop. */
export function stopped({ signal }: Pick<RunContext, 'signal'>): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
