import { type ErrorTable, errorFactory } from '@sallyport/core';

export const PROGRAM_ERRORS = {
  E_PROGRAM_START: { fault: 'environment', hint: 'Install the program, or put its directory into PATH.' },
} as const satisfies ErrorTable;

export const fail = errorFactory(PROGRAM_ERRORS);
