/** Every way in which the sessions of a network can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const NETWORK_ERRORS = {
  E_NETWORK_FULL: {
    fault: 'environment',
    hint: 'Raise the bound of the session table: whoever cannot be put out again is not let in.',
  },
  E_NETWORK_RECORD: { fault: 'environment', hint: 'See the cause: the session could not be written down.' },
  E_NETWORK_TRUST_CHANGED: {
    fault: 'policy',
    hint: 'Have the device try again: policy changed its mind while it was being let in.',
  },
  E_NETWORK_NOT_PUT_OUT: {
    fault: 'environment',
    hint: 'Put the device out by hand: the network never acknowledged, or refused, to end its session.',
  },
  E_NETWORK_CLOSED: { fault: 'caller', hint: 'Make another: this one was closed.' },
} as const satisfies ErrorTable;

export type NetworkErrorCode = keyof typeof NETWORK_ERRORS;
export const fail = errorFactory(NETWORK_ERRORS);
