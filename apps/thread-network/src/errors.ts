/** Every way this app can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const THREAD_NETWORK_ERRORS = {
  E_THREAD_NETWORK_FILE: {
    fault: 'environment',
    hint: 'Put the file of the network back from a backup, or remove it to begin another network.',
  },
} as const satisfies ErrorTable;

export const fail = errorFactory(THREAD_NETWORK_ERRORS);
