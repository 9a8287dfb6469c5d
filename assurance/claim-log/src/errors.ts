/** Every way this package can refuse, besides the E_STORE_ codes of what it stands on. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const CLAIM_LOG_ERRORS = {
  E_CLAIM_LOG_EMPTY: { fault: 'peer', hint: 'Send a claim.', http: 400 },
  E_CLAIM_LOG_TOO_LARGE: { fault: 'peer', hint: 'Send a smaller claim.', reference: 'RFC 9110 §15.5.14', http: 413 },
  E_CLAIM_LOG_ARGUMENT: { fault: 'caller', hint: 'Change the argument as the message says.' },
  E_CLAIM_LOG_UNKNOWN: { fault: 'caller', hint: 'List the claims to see which there are.', http: 404 },
  E_CLAIM_LOG_CORRUPT: {
    fault: 'environment',
    hint: 'Keep a copy of the store as it is, find out who changed it, and restore the last backup.',
  },

  // What a submitter or reader is told over HTTP.
  E_CLAIM_LOG_FORM: {
    fault: 'peer',
    hint: 'Send a compact JWS, a JSON document with its proof, or a JSON array of compact JWS.',
    http: 400,
  },
  E_CLAIM_LOG_TOO_MANY: { fault: 'peer', hint: 'Send fewer claims in one request.', http: 413 },
  E_CLAIM_LOG_BUSY: {
    fault: 'environment',
    hint: 'Send the same claims again after the time that Retry-After says; nothing is stored twice.',
    reference: 'RFC 9110 §15.6.4',
    http: 503,
  },
  E_CLAIM_LOG_LIMIT: {
    fault: 'policy',
    hint: 'Bring fewer claims at a time, and the same again after the time that Retry-After says; nothing is stored twice.',
    reference: 'RFC 6585 §4',
    http: 429,
  },
  E_CLAIM_LOG_QUERY: {
    fault: 'peer',
    hint: 'Ask with an origin, a limit and a cursor that this list gave.',
    http: 400,
  },
  E_CLAIM_LOG_FORBIDDEN: {
    fault: 'policy',
    hint: 'Ask the owner of this node for the right to read its claims.',
    http: 403,
  },
} as const satisfies ErrorTable;

export type ClaimLogErrorCode = keyof typeof CLAIM_LOG_ERRORS;

export const fail = errorFactory(CLAIM_LOG_ERRORS);
