/** Every way this package can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const HTTP_ERRORS = {
  // What a server tells its client: these have a status.
  E_HTTP_BODY_TOO_LARGE: {
    fault: 'peer',
    hint: 'Send a smaller request body.',
    reference: 'RFC 9110 §15.5.14',
    http: 413,
  },
  E_HTTP_BUSY: { fault: 'environment', hint: 'Try again later.', reference: 'RFC 9110 §15.6.4', http: 503 },
  E_HTTP_BODY_INCOMPLETE: {
    fault: 'peer',
    hint: 'Send as many bytes as Content-Length announces.',
    reference: 'RFC 9112 §8',
    http: 400,
  },
  E_HTTP_TIMEOUT: {
    fault: 'peer',
    hint: 'Send the whole request without long pauses.',
    reference: 'RFC 9110 §15.5.9',
    http: 408,
  },
  E_HTTP_MALFORMED: { fault: 'peer', hint: 'Send a well-formed HTTP/1.1 request.', reference: 'RFC 9112', http: 400 },
  E_HTTP_HEADER_TOO_LARGE: {
    fault: 'peer',
    hint: 'Send fewer or shorter header fields.',
    reference: 'RFC 6585 §5',
    http: 431,
  },
  E_HTTP_MEDIA_TYPE: {
    fault: 'peer',
    hint: 'Send the body in a media type this resource takes.',
    reference: 'RFC 9110 §15.5.16',
    http: 415,
  },
  E_HTTP_NOT_ACCEPTABLE: {
    fault: 'peer',
    hint: 'Ask for a media type this resource gives.',
    reference: 'RFC 9110 §15.5.7',
    http: 406,
  },
  E_HTTP_NOT_FOUND: { fault: 'peer', hint: 'Check the path.', reference: 'RFC 9110 §15.5.5', http: 404 },

  // What a server tells whoever started it.
  E_HTTP_PORT_IN_USE: { fault: 'environment', hint: 'Stop the program that has the port, or choose another port.' },
  E_HTTP_PORT_FORBIDDEN: {
    fault: 'environment',
    hint: 'Choose a port of 1024 or above, or grant the right to bind low ports.',
  },
  E_HTTP_ADDRESS_UNAVAILABLE: { fault: 'environment', hint: 'Listen on an address that this machine has.' },
  E_HTTP_LISTEN_FAILED: { fault: 'environment', hint: 'See the cause.' },
  E_HTTP_TLS_IDENTITY: {
    fault: 'caller',
    hint: 'Give a private key and the certificate chain that belongs to it, end entity first.',
  },
  E_HTTP_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },

  // What a client meets. None has a status: what happened behind a server is not its client's business.
  E_HTTP_NAME_NOT_FOUND: { fault: 'environment', hint: 'Check the host name and the name service.' },
  E_HTTP_CONNECT_REFUSED: { fault: 'environment', hint: 'Check that the server runs and listens on this port.' },
  E_HTTP_CONNECT_UNREACHABLE: { fault: 'environment', hint: 'Check the address and the network.' },
  E_HTTP_CONNECT_TIMEOUT: { fault: 'environment', hint: 'Check that the server answers, or allow it more time.' },
  E_HTTP_TLS_FAILED: {
    fault: 'peer',
    hint: 'Check that both sides share a TLS version and a cipher suite, and that the port speaks TLS.',
  },
  E_HTTP_TLS_UNTRUSTED: {
    fault: 'peer',
    hint: 'Check the trust anchors, the name asked for and the server certificate.',
    reference: 'RFC 9525',
  },
  E_HTTP_CONNECTION_LOST: {
    fault: 'environment',
    hint: 'Connect again; the request may or may not have been carried out.',
  },
  E_HTTP_CONNECTION_BUSY: { fault: 'caller', hint: 'Wait for the answer to the request under way.' },
  E_HTTP_CONNECTION_CLOSED: { fault: 'caller', hint: 'Connect again.' },
  E_HTTP_POOL_EXHAUSTED: { fault: 'environment', hint: 'Send fewer requests at a time, or allow more connections.' },
  E_HTTP_RESPONSE_TIMEOUT: { fault: 'environment', hint: 'Try again later, or allow the server more time.' },
  E_HTTP_RESPONSE_TOO_LARGE: { fault: 'peer', hint: 'Check that this is the right server, or allow a larger answer.' },
  E_HTTP_RESPONSE_MALFORMED: { fault: 'peer', hint: 'Check that the server speaks HTTP/1.1.', reference: 'RFC 9112' },
  E_HTTP_ABORTED: { fault: 'caller', hint: 'The caller gave up; nothing needs doing.' },
  E_HTTP_CREDENTIALS_UNSUPPORTED: {
    fault: 'unsupported',
    hint: 'Use Basic, or Digest with SHA-256 or MD5 and qop=auth, on the server.',
    reference: 'RFC 7616',
  },
  E_HTTP_EXPORTER_UNAVAILABLE: {
    fault: 'environment',
    hint: 'Export keying material while the connection is open.',
    reference: 'RFC 5705',
  },
} as const satisfies ErrorTable;

export type HttpErrorCode = keyof typeof HTTP_ERRORS;

export const fail = errorFactory(HTTP_ERRORS);
