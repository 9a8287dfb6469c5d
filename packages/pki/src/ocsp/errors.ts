import { type ErrorTable, errorFactory } from '@sallyport/core';

/** Every way OCSP can refuse, besides the codes of certificates and of DER. */
export const OCSP_ERRORS = {
  // Messages that are none.
  E_OCSP_REQUEST: { fault: 'peer', hint: 'Send an OCSPRequest in DER.', reference: 'RFC 6960 §4.1' },
  E_OCSP_RESPONSE: { fault: 'peer', hint: 'Answer with an OCSPResponse in DER.', reference: 'RFC 6960 §4.2' },
  E_OCSP_RESPONSE_TYPE: {
    fault: 'unsupported',
    hint: 'Answer with a basic response.',
    reference: 'RFC 6960 §4.2.1',
  },
  E_OCSP_PATH: {
    fault: 'peer',
    hint: "Append the request in base64, URL-encoded, to the responder's URL.",
    reference: 'RFC 6960 appendix A.1',
  },
  E_OCSP_INPUT: { fault: 'caller', hint: 'Give content that RFC 6960 allows.', reference: 'RFC 6960 §4' },

  // Answers that say nothing.
  E_OCSP_STATUS: {
    fault: 'environment',
    hint: 'See the status: ask again later, or ask another responder.',
    reference: 'RFC 6960 §2.3',
  },
  E_OCSP_NOT_COVERED: {
    fault: 'peer',
    hint: 'Answer for the certificate that was asked about.',
    reference: 'RFC 6960 §3.2',
  },

  // Answers of people who may not answer.
  E_OCSP_RESPONDER_UNKNOWN: {
    fault: 'peer',
    hint: 'Include the certificate of the responder in the response.',
    reference: 'RFC 6960 §4.2.2.2',
  },
  E_OCSP_RESPONDER_UNAUTHORIZED: {
    fault: 'peer',
    hint: 'Sign with the key of the CA, or with one that the CA certified for id-kp-OCSPSigning.',
    reference: 'RFC 6960 §4.2.2.2',
  },
  E_OCSP_RESPONDER_INVALID: {
    fault: 'peer',
    hint: 'Sign with a responder certificate that is valid now and allows digital signatures.',
    reference: 'RFC 6960 §3.2',
  },
  E_OCSP_RESPONDER_UNCHECKED: {
    fault: 'policy',
    hint: 'Provide a current CRL of the CA, or have responder certificates issued with id-pkix-ocsp-nocheck.',
    reference: 'RFC 6960 §4.2.2.2.1',
  },
  E_OCSP_RESPONDER_REVOKED: {
    fault: 'peer',
    hint: 'Have a new responder certificate issued.',
    reference: 'RFC 6960 §4.2.2.2.1',
  },
  E_OCSP_SIGNATURE: {
    fault: 'peer',
    hint: "Sign the response with the responder's key.",
    reference: 'RFC 6960 §3.2',
  },

  // Answers that are too old, too new, or to somebody else.
  E_OCSP_NOT_YET_VALID: {
    fault: 'peer',
    hint: 'Check the clocks of the responder and of this machine.',
    reference: 'RFC 6960 §4.2.2.1',
  },
  E_OCSP_STALE: {
    fault: 'peer',
    hint: 'Answer with information that is still current.',
    reference: 'RFC 6960 §4.2.2.1',
  },
  E_OCSP_NONCE: {
    fault: 'peer',
    hint: 'Repeat the nonce of the request.',
    reference: 'RFC 9654 §2.1',
  },
  E_OCSP_NONCE_MISSING: {
    fault: 'policy',
    hint: 'Use a responder that repeats nonces, or do without them.',
    reference: 'RFC 9654 §2.1',
  },
  E_OCSP_CRITICAL_EXTENSION: {
    fault: 'unsupported',
    hint: 'Answer without unknown critical extensions.',
    reference: 'RFC 6960 §4.4',
  },
} as const satisfies ErrorTable;

export const fail = errorFactory(OCSP_ERRORS);
