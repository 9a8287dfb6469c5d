import { type ErrorTable, errorFactory } from '@sallyport/core';

export const API_ERRORS = {
  E_API_INPUT: {
    fault: 'caller',
    hint: 'Correct the input; the service describes at /api/docs what it takes.',
    http: 400,
  },
  E_API_SIGN_IN: { fault: 'caller', hint: 'Sign in, or give a token that still counts.', http: 401 },
  E_API_ROLE: { fault: 'policy', hint: 'Ask somebody whose role it is.', http: 403 },
  E_API_SCOPE: { fault: 'policy', hint: 'Use a token that was made for this.', http: 403 },
  E_API_LOCAL: {
    fault: 'policy',
    hint: 'Do it with the command line on the machine that the service runs on.',
    http: 403,
  },
  E_API_CSRF: {
    fault: 'policy',
    hint: 'Ask from a page of the service itself, with the header field X-Sallyport.',
    http: 403,
  },
  E_API_OPERATION: { fault: 'caller', hint: 'The service describes at /api/docs what there is.', http: 404 },
  E_API_METHOD: { fault: 'caller', hint: 'Use a method that the header field Allow names.', http: 405 },
  E_API_TOO_LARGE: { fault: 'caller', hint: 'Send less at a time.', reference: 'RFC 9110 §15.5.14', http: 413 },
  E_API_MEDIA_TYPE: { fault: 'caller', hint: 'Send the input as application/json.', http: 415 },
  E_API_TOO_OFTEN: {
    fault: 'policy',
    hint: 'Wait as long as the header field Retry-After says.',
    reference: 'RFC 6585 §4',
    http: 429,
  },
  E_API_STREAMS: {
    fault: 'policy',
    hint: 'End a stream of this account before another is begun.',
    reference: 'RFC 6585 §4',
    http: 429,
  },
  E_API_BUSY: { fault: 'environment', hint: 'Try again later.', reference: 'RFC 9110 §15.6.4', http: 503 },
  E_API_ANSWER: { fault: 'internal', hint: 'Report it: the service answered what it does not promise to answer.' },
  E_API_TABLE: { fault: 'internal', hint: 'Correct the table of operations.' },
  E_API_REFUSED: { fault: 'environment', hint: 'See what answers at this address: it is not what was asked for.' },
} as const satisfies ErrorTable;

export const fail = errorFactory(API_ERRORS);
