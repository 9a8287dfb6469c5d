/** The process: everything else is in program.ts. */

import { runProgram } from './program.ts';
import { processContext } from './run-context.ts';

await runProgram(process.argv.slice(2), processContext());
