import { type ErrorTable, errorFactory } from '@sallyport/core';

/** Every way the relay can refuse to start. */
export const RELAY_ERRORS = {
  E_RELAY_OPTIONS: { fault: 'caller', hint: 'Name a registrar, or say how to discover one.' },
  E_RELAY_PORT_IN_USE: {
    fault: 'environment',
    hint: 'Stop the program that has the port, or choose another: the port of a join proxy need not be well known.',
    reference: 'RFC 8995 §4',
  },
  E_RELAY_PORT_FORBIDDEN: {
    fault: 'environment',
    hint: 'Choose a port of 1024 or above, or grant the right to bind low ports.',
  },
  E_RELAY_ADDRESS_UNAVAILABLE: { fault: 'environment', hint: 'Listen on an address that this machine has.' },
  E_RELAY_LISTEN_FAILED: { fault: 'environment', hint: 'See the cause.' },
} as const satisfies ErrorTable;

export type RelayErrorCode = keyof typeof RELAY_ERRORS;

export const fail = errorFactory(RELAY_ERRORS);
