/** How a command ends: one clear sentence and an exit status. */

import { isSallyportError, reasonOf } from '@sallyport/core';
import { printable, styled, type Terminal, wrapped } from './terminal.ts';

/** Exit statuses, the same for every command. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** Mistakes of whoever typed the command. */
const USAGE_CODES = new Set(['E_CLI_USAGE', 'E_API_INPUT']);

/** Says what went wrong in one sentence and what to do in another. Gives the exit status. */
export function reportFailure(terminal: Terminal, thrown: unknown, json: boolean): number {
  const usage = isSallyportError(thrown) && (USAGE_CODES.has(thrown.code) || thrown.code.endsWith('_ARGUMENT'));
  if (json) {
    const error = isSallyportError(thrown) ? thrown.toJSON() : { code: 'E_INTERNAL', message: reasonOf(thrown) };
    terminal.out(`${JSON.stringify({ ok: false, error })}\n`);
  } else if (isSallyportError(thrown) && thrown.code.endsWith('_ABORTED')) {
    terminal.note('sallyport: stopped before it was done\n');
  } else if (isSallyportError(thrown)) {
    const message = wrapped(terminal, `sallyport: ${printable(thrown.message)}`);
    terminal.note(`${message.replace('sallyport:', styled(terminal, 'red', 'sallyport:'))}\n`);
    const { cause } = thrown;
    if (isSallyportError(cause) && !thrown.message.includes(cause.message)) {
      terminal.note(`${wrapped(terminal, `  because ${printable(cause.message)} (${cause.code})`)}\n`);
    }
    terminal.note(`${wrapped(terminal, `  ${printable(thrown.hint)} (${thrown.code})`)}\n`);
  } else {
    terminal.note(`sallyport: this should not have happened: ${printable(reasonOf(thrown))}\n`);
    if (thrown instanceof Error && process.env['SALLYPORT_DEBUG'] !== undefined) terminal.note(`${thrown.stack}\n`);
  }
  return usage ? EXIT.usage : EXIT.failed;
}
