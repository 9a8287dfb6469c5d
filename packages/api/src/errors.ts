import { type ErrorTable, errorFactory } from '@sallyport/core';

export const API_ERRORS = {
  E_API_INPUT: {
    fault: 'caller',
    hint: 'Correct the input; the service describes at /api/docs what it takes.',
    http: 400,
  },
  E_API_OPERATION: { fault: 'caller', hint: 'The service describes at /api/docs what there is.', http: 404 },
} as const satisfies ErrorTable;

export const fail = errorFactory(API_ERRORS);
