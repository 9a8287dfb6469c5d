/** Whether and where a service of the domain opens its console. */

import type { Command } from 'commander';
import { DEFAULTS } from '../defaults.ts';
import { port } from '../options.ts';
import type { ConsoleSettings } from '../services/console.ts';

export interface ConsoleOptions {
  readonly console: boolean;
  readonly consolePort?: number;
}

export function withConsole(command: Command): Command {
  return command
    .option('--console-port <port>', `port of the console (default: ${DEFAULTS.consolePort}, then as before)`, port)
    .option('--no-console', 'serve no console, and the API on this machine alone');
}

/** Undefined when there is to be none. */
export function consoleOf({ console: isWanted, consolePort }: ConsoleOptions): ConsoleSettings | undefined {
  if (!isWanted) return undefined;
  return consolePort === undefined ? {} : { port: consolePort };
}
