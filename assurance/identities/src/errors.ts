/** Every way this package can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const IDENTITIES_ERRORS = {
  E_IDENTITIES_PROOF: {
    fault: 'peer',
    hint: 'Send a JWS of type identity-request+jwt, signed by the very key that is to be bound, a did:key or did:jwk.',
    reference: 'CAHN, Signing Of VCs',
    http: 400,
  },
  E_IDENTITIES_AUDIENCE: {
    fault: 'peer',
    hint: 'Name this server’s own URL in aud.',
    reference: 'RFC 8725 §3.9',
    http: 400,
  },
  E_IDENTITIES_STALE: {
    fault: 'peer',
    hint: 'Sign a new request, and check the clock.',
    reference: 'RFC 7519 §4.1.6',
    http: 400,
  },
  E_IDENTITIES_MAILBOX: {
    fault: 'peer',
    hint: 'Give one mailbox as local-part@domain, without quotes, comments or a name.',
    reference: 'RFC 5321 §4.1.2',
    http: 400,
  },
  E_IDENTITIES_MAILBOX_UNSUPPORTED: {
    fault: 'unsupported',
    hint: 'Give a mailbox whose local part is plain ASCII and whose domain is a name; the domain may be internationalised.',
    reference: 'RFC 6531',
    http: 400,
  },
  E_IDENTITIES_BOUND: {
    fault: 'policy',
    hint: 'Make a new key for the other mailbox: a key belongs to one.',
    http: 409,
  },
  E_IDENTITIES_LIMIT: {
    fault: 'policy',
    hint: 'Ask again after the time that Retry-After says.',
    reference: 'RFC 6585 §4',
    http: 429,
  },
  E_IDENTITIES_BUSY: {
    fault: 'environment',
    hint: 'Ask again after the time that Retry-After says.',
    reference: 'RFC 9110 §15.6.4',
    http: 503,
  },
  E_IDENTITIES_TOKEN: {
    fault: 'peer',
    hint: 'Ask again, and follow the link in the new mail: a link works once and not for long.',
    http: 404,
  },
  E_IDENTITIES_ARGUMENT: { fault: 'caller', hint: 'Change the argument as the message says.' },
} as const satisfies ErrorTable;

export type IdentitiesErrorCode = keyof typeof IDENTITIES_ERRORS;

export const fail = errorFactory(IDENTITIES_ERRORS);
