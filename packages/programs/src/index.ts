/** Programs of the system, run to their end. */

export { PROGRAM_ERRORS } from './errors.ts';
export { type ProgramCall, type ProgramResult, plainEnvironment, runProgram } from './run-program.ts';
