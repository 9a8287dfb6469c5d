/** Every way this package can refuse. Claims are never refused: each is given a standing instead. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const TRUST_ERRORS = {
  E_TRUST_BASIS: {
    fault: 'caller',
    hint: 'Give roots and authentication servers by URI, a threshold above 0 and up to 1, and requirements of the table.',
  },
  E_TRUST_TIME: { fault: 'caller', hint: 'Give the time as a valid date.' },
} as const satisfies ErrorTable;

export type TrustErrorCode = keyof typeof TRUST_ERRORS;

export const fail = errorFactory(TRUST_ERRORS);
