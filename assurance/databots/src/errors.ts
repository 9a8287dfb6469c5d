/** Every way this package can refuse, besides the codes of what it stands on. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const DATABOT_ERRORS = {
  E_DATABOT_DECLARATION: { fault: 'caller', hint: 'Declare the databot as its type says, each name once.' },
  E_DATABOT_UNKNOWN: { fault: 'caller', hint: 'List the databots to see which there are.', http: 404 },
  E_DATABOT_CLOSED: { fault: 'caller', hint: 'Run databots before they are closed.' },
  E_DATABOT_MODULE: { fault: 'caller', hint: 'Give a module that exports a function named run.' },
  E_DATABOT_TIMEOUT: { fault: 'policy', hint: 'Let the databot look at less, or give it more time.' },
  E_DATABOT_MEMORY: { fault: 'policy', hint: 'Let the databot look at less, or give it more memory.' },
  E_DATABOT_CRASHED: {
    fault: 'internal',
    hint: 'See what the databot stumbled over; it is run again at its next trigger.',
  },
  E_DATABOT_FAILED: { fault: 'environment', hint: 'See what the databot says; it is run again at its next trigger.' },
  E_DATABOT_PROTOCOL: { fault: 'internal', hint: 'Send from the worker only what its context sends.' },
  E_DATABOT_TOO_MANY: { fault: 'policy', hint: 'Let the databot ask and answer less, or raise its limits.' },
  E_DATABOT_OUTPUT: {
    fault: 'internal',
    hint: 'Answer by claims of the declared types, with subjects as their schemas say.',
  },
  E_DATABOT_NOT_ANSWERED: {
    fault: 'policy',
    hint: 'Give the key of the databot the right to query at this node, and see what the node explains.',
    reference: 'CAHN, Querying The System',
  },
  E_DATABOT_ANSWER: {
    fault: 'peer',
    hint: 'Take answers only from the node that was asked, to the question that was asked.',
    reference: 'CAHN, Querying The System',
  },
} as const satisfies ErrorTable;

export type DatabotErrorCode = keyof typeof DATABOT_ERRORS;

export const fail = errorFactory(DATABOT_ERRORS);
