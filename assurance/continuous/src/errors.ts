/** Every way this package can refuse, besides the codes of what it stands on. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const ASSURANCE_ERRORS = {
  E_ASSURANCE_CLOSED: { fault: 'caller', hint: 'Ask before the assurance is closed.' },
  E_ASSURANCE_LOST: {
    fault: 'internal',
    hint: 'See why inference cannot be started; until then every device is denied.',
  },
  E_ASSURANCE_NODE_IS_ROOT: {
    fault: 'caller',
    hint: 'Give the node a key of its own: what it infers must never count as what its owner said.',
  },
  E_ASSURANCE_CLAIM_UNKNOWN: { fault: 'caller', hint: 'List the claims to see which there are.', http: 404 },
  E_ASSURANCE_CLAIM_UNVERIFIED: {
    fault: 'policy',
    hint: 'Pass on only claims that this node verified; see the outcome of the claim.',
    reference: 'CAHN, Verification Of VCs',
  },
  E_ASSURANCE_ROUTE: {
    fault: 'policy',
    hint: 'Hand the claim in at this node, or by nodes from which it takes claims.',
    reference: 'CAHN, Claim Flows',
  },
  E_ASSURANCE_RESOLVER: { fault: 'environment', hint: 'See why the key of the issuer cannot be had.' },
  E_ASSURANCE_PREVIEW_STOPPED: { fault: 'caller', hint: 'Begin the dry run anew, and let it come to its end.' },
  E_ASSURANCE_OBSERVATION: {
    fault: 'caller',
    hint: 'Name an observed fact observed:…, its relation by a Prolog atom, and give at most 16 arguments.',
  },
  E_ASSURANCE_UNVERIFIED_QUERY: {
    fault: 'peer',
    hint: 'Sign the query as the issuer that it names.',
    reference: 'CAHN, Querying The System',
    http: 400,
  },
  E_ASSURANCE_QUERY_REPLAYED: {
    fault: 'peer',
    hint: 'Ask by a new claim with another nonce.',
    reference: 'CAHN, Querying The System',
    http: 409,
  },
  E_ASSURANCE_NOT_A_QUERY: {
    fault: 'peer',
    hint: 'Send a claim of the type Query.',
    reference: 'CAHN, Querying The System',
    http: 400,
  },
} as const satisfies ErrorTable;

export type AssuranceErrorCode = keyof typeof ASSURANCE_ERRORS;

export const fail = errorFactory(ASSURANCE_ERRORS);
