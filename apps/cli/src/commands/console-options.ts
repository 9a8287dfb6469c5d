/** Whether and where a service of the domain opens its console. */

import type { Command } from 'commander';
import { DEFAULTS } from '../defaults.ts';
import { httpsOrigin, port } from '../options.ts';
import type { ConsoleSettings } from '../services/console.ts';

export interface ConsoleOptions {
  readonly console: boolean;
  readonly consolePort?: number;
  readonly consoleOrigin?: string;
}

const NOWHERE = 'none';

export function withConsole(command: Command): Command {
  return command
    .option('--console-port <port>', `port of the console (default: ${DEFAULTS.consolePort}, then as before)`, port)
    .option(
      '--console-origin <url>',
      `where browsers reach the console when a proxy stands before it, for example https://home.example; ${NOWHERE}: itself (default: as before)`,
      (text: string) => (text === NOWHERE ? '' : httpsOrigin(text)),
    )
    .option('--no-console', 'serve no console, and the API on this machine alone');
}

/** Undefined when there is to be none. */
export function consoleOf({
  console: isWanted,
  consolePort,
  consoleOrigin,
}: ConsoleOptions): ConsoleSettings | undefined {
  if (!isWanted) return undefined;
  return {
    ...(consolePort === undefined ? {} : { port: consolePort }),
    ...(consoleOrigin === undefined ? {} : { origin: consoleOrigin }),
  };
}
