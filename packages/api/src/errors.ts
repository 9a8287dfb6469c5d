import { type ErrorTable, errorFactory } from '@sallyport/core';

export const API_ERRORS = {
  E_API_INPUT: { fault: 'caller', hint: 'Correct the input, as /api/docs describes it.', http: 400 },
} as const satisfies ErrorTable;

export const fail = errorFactory(API_ERRORS);
