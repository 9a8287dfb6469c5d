/** Every way a MASA refuses. Hints are what the registrar reads: plain text that explains why (RFC 8995 §5.6). */

import { type ErrorTable, errorFactory, type SallyportError } from '@sallyport/core';
import { ownError } from '../server/refusal.ts';

export const MASA_ERRORS = {
  // The HTTP message.
  E_BRSKI_MASA_PATH: { fault: 'peer', hint: 'Nothing is served here.', reference: 'RFC 8995 §8.3.2', http: 404 },
  E_BRSKI_MASA_METHOD: { fault: 'peer', hint: 'Use the method of this resource.', http: 405 },
  E_BRSKI_MASA_TOO_LARGE: { fault: 'peer', hint: 'The voucher-request is larger than any needs to be.', http: 413 },
  E_BRSKI_MASA_RATE: { fault: 'peer', hint: 'Too many requests from this address; try again later.', http: 429 },
  E_BRSKI_MASA_MEDIA_TYPE: {
    fault: 'unsupported',
    hint: 'Send application/voucher-cms+json.',
    reference: 'RFC 8995 §5.5',
    http: 415,
  },
  E_BRSKI_MASA_ACCEPT_SYNTAX: {
    fault: 'unsupported',
    hint: 'The Accept field holds no media range.',
    reference: 'RFC 8995 §5.6',
    http: 415,
  },
  E_BRSKI_MASA_NOT_ACCEPTABLE: {
    fault: 'unsupported',
    hint: 'Only application/voucher-cms+json vouchers and application/json audit logs are given.',
    reference: 'RFC 8995 §5.6',
    http: 406,
  },

  // The registrar voucher-request.
  E_BRSKI_MASA_REQUEST_SYNTAX: {
    fault: 'peer',
    hint: 'The body is not one DER-encoded CMS SignedData holding a voucher-request.',
    reference: 'RFC 8995 §5.5, §6',
    http: 400,
  },
  E_BRSKI_MASA_REQUEST_FORMAT: {
    fault: 'unsupported',
    hint: 'The voucher-request must be JSON signed as id-data or id-ct-animaJSONVoucher.',
    reference: 'RFC 8995 §5.6',
    http: 415,
  },
  E_BRSKI_MASA_REQUEST_RULE: {
    fault: 'peer',
    hint: 'The voucher-request must carry serial-number and must not carry proximity-registrar-cert.',
    reference: 'RFC 8995 §3.4, §5.5',
    http: 400,
  },
  E_BRSKI_MASA_SIGNATURE: {
    fault: 'peer',
    hint: 'The signature of the voucher-request is not valid.',
    reference: 'RFC 8995 §5.5.3',
    http: 403,
  },
  E_BRSKI_MASA_CHAIN: {
    fault: 'peer',
    hint: "The certificates in the voucher-request do not form one valid chain from the registrar's upward.",
    reference: 'RFC 8995 §5.5.2, §5.5.3',
    http: 403,
  },
  E_BRSKI_MASA_REVOKED: {
    fault: 'peer',
    hint: 'A certificate of the registrar is revoked, or its revocation status cannot be had.',
    reference: 'RFC 8995 §5.5.3',
    http: 403,
  },
  E_BRSKI_MASA_NOT_REGISTRAR: {
    fault: 'peer',
    hint: 'The signer is no registrar: its certificate lacks the extended key usage id-kp-cmcRA.',
    reference: 'RFC 8995 §5.5.4',
    http: 403,
  },
  E_BRSKI_MASA_STALE: {
    fault: 'peer',
    hint: 'The voucher-request has no created-on, or one too far from the present.',
    reference: 'RFC 8995 §5.6',
    http: 403,
  },
  E_BRSKI_MASA_REGISTRAR_UNKNOWN: {
    fault: 'peer',
    hint: 'Authenticate as a registrar this manufacturer knows.',
    reference: 'RFC 8995 §5.4, §5.5.4',
    http: 403,
  },

  // The pledge's part in it.
  E_BRSKI_MASA_PRIOR_MISSING: {
    fault: 'peer',
    hint: "Enclose the pledge's own voucher-request as prior-signed-voucher-request.",
    reference: 'RFC 8995 §5.5.5',
    http: 403,
  },
  E_BRSKI_MASA_PRIOR_SYNTAX: {
    fault: 'peer',
    hint: 'The prior-signed-voucher-request is not a signed voucher-request.',
    reference: 'RFC 8995 §5.5.5',
    http: 400,
  },
  E_BRSKI_MASA_PRIOR_SIGNATURE: {
    fault: 'peer',
    hint: 'The prior-signed-voucher-request is not signed by a device of this manufacturer.',
    reference: 'RFC 8995 §5.5.5',
    http: 403,
  },
  E_BRSKI_MASA_PRIOR_SERIAL: {
    fault: 'peer',
    hint: 'The prior-signed-voucher-request is of another device.',
    reference: 'RFC 8995 §5.5.5',
    http: 403,
  },
  E_BRSKI_MASA_PRIOR_PROXIMITY: {
    fault: 'peer',
    hint: 'The pledge was in touch with another registrar.',
    reference: 'RFC 8995 §5.5.5',
    http: 403,
  },
  E_BRSKI_MASA_NONCE_MISMATCH: {
    fault: 'peer',
    hint: "The nonce is not the one in the pledge's voucher-request.",
    reference: 'RFC 8995 §5.5.6',
    http: 403,
  },
  E_BRSKI_MASA_NONCE_REPLAYED: {
    fault: 'peer',
    hint: 'The nonce was used before, for another domain or device.',
    reference: 'RFC 8995 §5.2, §5.6',
    http: 403,
  },

  // Answers of policy.
  E_BRSKI_MASA_NONCELESS: {
    fault: 'policy',
    hint: 'Vouchers without a nonce are not issued here, or not to this registrar.',
    reference: 'RFC 8995 §5.5.4, §7.4.1',
    http: 403,
  },
  E_BRSKI_MASA_DEVICE_UNKNOWN: {
    fault: 'peer',
    hint: 'No such device is known here.',
    reference: 'RFC 8995 §5.6, §5.8',
    http: 404,
  },
  E_BRSKI_MASA_NOT_OWNER: {
    fault: 'policy',
    hint: "The device is not on record as this domain's.",
    reference: 'RFC 8995 §5.6',
    http: 403,
  },
  E_BRSKI_MASA_OUTSTANDING: {
    fault: 'policy',
    hint: 'The device has a voucher outstanding that cannot be overridden yet.',
    reference: 'RFC 8995 §5.6',
    http: 403,
  },
  E_BRSKI_MASA_DENIED: {
    fault: 'policy',
    hint: 'No voucher is given for this device to this registrar.',
    reference: 'RFC 8995 §5.6',
    http: 403,
  },
  E_BRSKI_MASA_DEFERRED: {
    fault: 'policy',
    hint: 'The decision takes longer; send the same request later.',
    reference: 'RFC 8995 §5.6',
    http: 503,
  },
  E_BRSKI_MASA_NO_LOG: {
    fault: 'policy',
    hint: 'No audit log is held for this device and this owner.',
    reference: 'RFC 8995 §5.8',
    http: 404,
  },

  // Our own trouble.
  E_BRSKI_MASA_UNAVAILABLE: {
    fault: 'environment',
    hint: 'The request could not be completed; try again later.',
    http: 503,
  },
  E_BRSKI_MASA_CONFIG: { fault: 'caller', hint: 'Correct the configuration of the MASA.' },
} as const satisfies ErrorTable;

export type MasaErrorCode = keyof typeof MASA_ERRORS;

export const fail = errorFactory(MASA_ERRORS);

/** The device is not this claimant's, answered with 403: for a port that finds out while it writes. */
export function ownershipRefused(reason: string): SallyportError {
  return fail('E_BRSKI_MASA_NOT_OWNER', reason);
}

/** What the registrar is told of anything that was thrown. */
export function masaError(thrown: unknown): SallyportError {
  return ownError(thrown, MASA_ERRORS, (cause) =>
    fail('E_BRSKI_MASA_UNAVAILABLE', 'a part of the house failed', { cause }),
  );
}
