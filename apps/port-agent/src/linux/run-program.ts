/** Programs, with the errors of this package. */

import { isSallyportError } from '@sallyport/core';
import { type ProgramCall, type ProgramResult, runProgram as run } from '@sallyport/programs';
import { fail } from '../errors.ts';

/** @throws E_PORT_AGENT_PROGRAM when it cannot be started */
export async function runProgram(call: ProgramCall): Promise<ProgramResult> {
  try {
    return await run(call);
  } catch (cause) {
    if (!isSallyportError(cause, 'E_PROGRAM_START')) throw cause;
    throw fail('E_PORT_AGENT_PROGRAM', cause.message, { cause });
  }
}
