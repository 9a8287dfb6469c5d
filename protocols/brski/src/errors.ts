import { type ErrorTable, errorFactory } from '@sallyport/core';

/** Every way this package can refuse, beside the codes of the packages it stands on. */
export const BRSKI_ERRORS = {
  // Artefacts: vouchers and voucher-requests.
  E_BRSKI_VOUCHER_SYNTAX: {
    fault: 'peer',
    hint: 'Send the JSON document that the YANG module defines.',
    reference: 'RFC 8366 §5, RFC 8995 §3, RFC 7951',
    http: 400,
  },
  E_BRSKI_VOUCHER_RULE: {
    fault: 'peer',
    hint: 'Combine the attributes as the YANG module allows.',
    reference: 'RFC 8366 §5.3, RFC 8995 §3.4',
    http: 400,
  },
  E_BRSKI_VOUCHER_INPUT: { fault: 'caller', hint: 'Give attribute values that the voucher can hold.' },
  E_BRSKI_CMS_SYNTAX: {
    fault: 'peer',
    hint: 'Send one DER-encoded CMS SignedData with a single signer.',
    reference: 'RFC 8366 §5.4, RFC 5652 §5',
    http: 400,
  },
  E_BRSKI_CMS_CONTENT_TYPE: {
    fault: 'unsupported',
    hint: 'Sign JSON as id-data or as id-ct-animaJSONVoucher.',
    reference: 'RFC 8366 §5.4',
    http: 415,
  },
  E_BRSKI_SIGNATURE: {
    fault: 'peer',
    hint: 'Sign the artefact with a key whose certificate leads to a trust anchor of the receiver.',
    reference: 'RFC 8995 §5.6',
    http: 403,
  },

  // JSON bodies beside the vouchers.
  E_BRSKI_STATUS_SYNTAX: {
    fault: 'peer',
    hint: 'Send a JSON object with an unsigned version and a boolean status, keys in lower case.',
    reference: 'RFC 8995 §5.7, §5.9.4',
    http: 400,
  },
  E_BRSKI_AUDIT_LOG_SYNTAX: {
    fault: 'peer',
    hint: 'Send the audit log that the CDDL defines.',
    reference: 'RFC 8995 §5.8.1',
    http: 502,
  },

  // Certificates.
  E_BRSKI_MASA_URL: {
    fault: 'peer',
    hint: 'Put an https URL, or only its authority, into the MASA URL extension.',
    reference: 'RFC 8995 §2.3.2',
    http: 403,
  },
  E_BRSKI_IDEVID_SERIAL: {
    fault: 'peer',
    hint: 'Give the IDevID a subject with one serialNumber attribute.',
    reference: 'RFC 8995 §2.3.1',
    http: 403,
  },

  // The attribute bag.
  E_BRSKI_API_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },
} as const satisfies ErrorTable;

export type BrskiErrorCode = keyof typeof BRSKI_ERRORS;

export const fail = errorFactory(BRSKI_ERRORS);
