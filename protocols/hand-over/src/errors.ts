import { type ErrorTable, errorFactory } from '@sallyport/core';

export const HAND_OVER_ERRORS = {
  E_HAND_OVER_SYNTAX: {
    fault: 'peer',
    hint: 'Ask the manufacturer for the hand-over file again.',
  },
  E_HAND_OVER_SIGNER: {
    fault: 'policy',
    hint: 'Compare the fingerprint with the one the manufacturer gave you another way.',
  },
} as const satisfies ErrorTable;

export const fail = errorFactory(HAND_OVER_ERRORS);
