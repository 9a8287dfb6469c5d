/**
 * Every way EST can refuse. Rows with `http` are what a server tells its client; those without are what a client
 * meets, or what a codec says to whichever side called it.
 */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const EST_ERRORS = {
  // A server refuses a request.
  E_EST_NOT_FOUND: {
    fault: 'peer',
    hint: 'Ask for /.well-known/est/[label/]operation.',
    reference: 'RFC 7030 §3.2.2',
    http: 404,
  },
  E_EST_MEDIA_TYPE: {
    fault: 'peer',
    hint: 'Send the request as application/pkcs10.',
    reference: 'RFC 7030 §4.2.1',
    http: 415,
  },
  E_EST_REQUEST_TOO_LARGE: { fault: 'peer', hint: 'Send a smaller certification request.', http: 413 },
  E_EST_TLS_REQUIRED: { fault: 'peer', hint: 'Connect over TLS.', reference: 'RFC 7030 §3.3', http: 403 },
  E_EST_CERTIFICATE_REQUIRED: {
    fault: 'peer',
    hint: 'Present a client certificate in the TLS handshake.',
    reference: 'RFC 7030 §3.3.2',
    http: 403,
  },
  E_EST_CERTIFICATE_REFUSED: {
    fault: 'policy',
    hint: 'Present a client certificate that this domain accepts.',
    reference: 'RFC 7030 §3.3.2',
    http: 403,
  },
  E_EST_UNAUTHORIZED: {
    fault: 'peer',
    hint: 'Authenticate with a client certificate or as the WWW-Authenticate field says.',
    reference: 'RFC 7030 §3.2.3',
    http: 401,
  },
  E_EST_FORBIDDEN: {
    fault: 'policy',
    hint: 'Ask the administrator of this domain whether the device may enrol.',
    reference: 'RFC 8995 §5.8.3',
    http: 403,
  },
  E_EST_CSR_SYNTAX: {
    fault: 'peer',
    hint: 'Send one PKCS #10 request, DER in base64.',
    reference: 'RFC 8951 §3, RFC 2986 §4',
    http: 400,
  },
  E_EST_CSR_KEY: { fault: 'unsupported', hint: 'Use a key of a supported type.', http: 400 },
  E_EST_CSR_SIGNATURE: {
    fault: 'peer',
    hint: 'Sign the request with the private key that belongs to its public key.',
    reference: 'RFC 7030 §3.4',
    http: 400,
  },
  E_EST_BINDING_MISSING: {
    fault: 'peer',
    hint: 'Put the base64 of the TLS channel binding into the challengePassword attribute.',
    reference: 'RFC 7030 §3.5, RFC 9266',
    http: 400,
  },
  E_EST_BINDING_MISMATCH: {
    fault: 'peer',
    hint: 'Make a new request on the TLS connection that is to carry it.',
    reference: 'RFC 7030 §3.5, RFC 9266',
    http: 400,
  },
  E_EST_CSR_ATTRIBUTES: {
    fault: 'peer',
    hint: 'Ask /csrattrs what a request must contain, and include it.',
    reference: 'RFC 8995 §5.9.2, RFC 7030 §4.5',
    http: 400,
  },
  E_EST_SUBJECT_DIFFERS: {
    fault: 'peer',
    hint: 'Repeat subject and subjectAltName of the current certificate exactly.',
    reference: 'RFC 7030 §4.2.2',
    http: 400,
  },
  E_EST_SUBJECT_CHANGE: {
    fault: 'policy',
    hint: 'Renew without the ChangeSubjectName attribute.',
    reference: 'RFC 7030 §4.2.2',
    http: 403,
  },
  E_EST_NOT_RENEWABLE: {
    fault: 'peer',
    hint: 'Connect with the certificate that is to be renewed, or use simpleenroll.',
    reference: 'RFC 7030 §4.2.2',
    http: 403,
  },
  E_EST_ISSUER_REFUSED: { fault: 'policy', hint: 'Ask the administrator of this domain.', http: 403 },
  E_EST_KEY_ENCRYPTION: {
    fault: 'unsupported',
    hint: 'Leave out SMIMECapabilities, DecryptKeyIdentifier and AsymmetricDecryptKeyIdentifier: TLS protects the key.',
    reference: 'RFC 7030 §4.4.1',
    http: 501,
  },
  E_EST_NOT_IMPLEMENTED: {
    fault: 'unsupported',
    hint: 'Use simpleenroll or simplereenroll.',
    reference: 'RFC 7030 §4.3, §4.4',
    http: 501,
  },
  // What a server tells whoever runs it.
  E_EST_ISSUER_MISMATCH: { fault: 'internal', hint: 'Have the issuer certify the key it is given.' },
  E_EST_CONFIG: { fault: 'caller', hint: 'Correct the configuration.' },

  // Codecs.
  E_EST_BASE64: { fault: 'peer', hint: 'Send base64; white space is allowed.', reference: 'RFC 8951 §3.1' },
  E_EST_CERTS_ONLY: {
    fault: 'peer',
    hint: 'Send a CMS SignedData that holds certificates and no signer.',
    reference: 'RFC 7030 §4.1.3, RFC 5272 §4.1',
  },
  E_EST_CSRATTRS: { fault: 'peer', hint: 'Send CsrAttrs in DER.', reference: 'RFC 8951 §4, RFC 9908 §3' },
  E_EST_MULTIPART: {
    fault: 'peer',
    hint: 'Send one private key part and one certificate part.',
    reference: 'RFC 7030 §4.4.2, RFC 2046 §5.1',
  },
  E_EST_ATTRIBUTE: { fault: 'peer', hint: 'Encode the attribute as its specification says.' },

  // A client meets.
  E_EST_STATUS: { fault: 'peer', hint: 'Read the reason the server gave.', reference: 'RFC 7030 §4.2.3' },
  E_EST_UNAUTHENTICATED: {
    fault: 'peer',
    hint: 'Use a client certificate the server accepts, or give the connection HTTP credentials.',
    reference: 'RFC 7030 §3.2.3',
  },
  E_EST_REDIRECTED: {
    fault: 'peer',
    hint: 'Connect to the new place, authenticate it, and ask again.',
    reference: 'RFC 7030 §3.2.1',
  },
  E_EST_DEFERRED: { fault: 'policy', hint: 'Ask again later.', reference: 'RFC 7030 §4.2.3' },
  E_EST_RETRY_AFTER: { fault: 'peer', hint: 'Send Retry-After with 202.', reference: 'RFC 7030 §4.2.3' },
  E_EST_RESPONSE_TYPE: { fault: 'peer', hint: 'Answer in the media type of the operation.', reference: 'RFC 7030 §4' },
  E_EST_RESPONSE_TOO_LARGE: { fault: 'peer', hint: 'Check that this is an EST server.' },
  E_EST_CACERTS_EMPTY: {
    fault: 'peer',
    hint: 'Have the server publish its root certificate.',
    reference: 'RFC 7030 §4.1.3',
  },
  E_EST_CACERTS_UNRELATED: {
    fault: 'peer',
    hint: 'Check that the server belongs to the domain that was pinned or trusted before.',
    reference: 'RFC 8995 §5.9.1, RFC 7030 §4.1.3',
  },
  E_EST_CERTIFICATE_MISSING: {
    fault: 'peer',
    hint: 'Have the server return the certificate it issued.',
    reference: 'RFC 7030 §4.2.3',
  },
  E_EST_KEY_MISMATCH: { fault: 'peer', hint: 'Have the server certify the key in the request.' },
  E_EST_UNTRUSTED: {
    fault: 'peer',
    hint: 'Fetch /cacerts again; if the certificate still does not chain, do not use it.',
    reference: 'RFC 7030 §3.6.1',
  },
  E_EST_SERVER_UNTRUSTED: {
    fault: 'peer',
    hint: 'Check the trust anchors and the certificate of the server.',
    reference: 'RFC 7030 §3.6',
  },
  E_EST_SERVER_UNAUTHORIZED: {
    fault: 'peer',
    hint: 'Give the server a certificate with its DNS name, or with id-kp-cmcRA from the domain CA.',
    reference: 'RFC 7030 §3.6, RFC 6402 §2.10',
  },
  E_EST_SERVER_KEY: {
    fault: 'peer',
    hint: 'Have the server send a PKCS #8 private key.',
    reference: 'RFC 7030 §4.4.2',
  },
  E_EST_KEY_UNSUITABLE: {
    fault: 'caller',
    hint: 'Make a key of the kind that /csrattrs asks for.',
    reference: 'RFC 7030 §4.5.2',
  },
} as const satisfies ErrorTable;

export type EstErrorCode = keyof typeof EST_ERRORS;

export const fail = errorFactory(EST_ERRORS);
