/** Every way this package can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const EAP_ERRORS = {
  // Packets.
  E_EAP_HEADER: { fault: 'peer', hint: 'Send at least the four bytes of the header.', reference: 'RFC 3748 §4' },
  E_EAP_CODE: { fault: 'peer', hint: 'Use the codes 1 to 4.', reference: 'RFC 3748 §4' },
  E_EAP_LENGTH: {
    fault: 'peer',
    hint: 'Let Length count the whole packet and no more than was sent.',
    reference: 'RFC 3748 §4.1',
  },
  E_EAP_TOO_LARGE: { fault: 'peer', hint: 'Send a smaller packet.' },
  E_EAP_NO_TYPE: { fault: 'peer', hint: 'Send a Type in every Request and Response.', reference: 'RFC 3748 §4.1' },
  E_EAP_RESULT_LENGTH: {
    fault: 'peer',
    hint: 'Send Success and Failure with nothing behind their header.',
    reference: 'RFC 3748 §4.2',
  },
  E_EAP_EXPANDED: {
    fault: 'peer',
    hint: 'Send a vendor of three bytes and a vendor type of four.',
    reference: 'RFC 3748 §5.7',
  },
  E_EAP_NAK_FORM: {
    fault: 'peer',
    hint: 'List at least one type, 0 for none, in the form of the Nak.',
    reference: 'RFC 3748 §5.3',
  },
  E_EAP_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },

  // The conversation.
  E_EAP_UNEXPECTED_CODE: {
    fault: 'peer',
    hint: 'Send Responses to a server, and Requests, Success and Failure to a peer.',
    reference: 'RFC 3748 §4.1',
  },
  E_EAP_IDENTIFIER: {
    fault: 'peer',
    hint: 'Answer the outstanding Request, with its Identifier.',
    reference: 'RFC 3748 §4.1',
  },
  E_EAP_TYPE_UNEXPECTED: {
    fault: 'peer',
    hint: 'Answer with the type that was asked for, or before the method began with a Nak.',
    reference: 'RFC 3748 §2.1',
  },
  E_EAP_NAK_LATE: {
    fault: 'peer',
    hint: 'Send a Nak only in answer to the first Request of a method.',
    reference: 'RFC 3748 §5.3.1',
  },
  E_EAP_NO_METHOD: {
    fault: 'unsupported',
    hint: 'Configure a method that both sides allow.',
    reference: 'RFC 3748 §5.3',
  },
  E_EAP_IDENTITY: {
    fault: 'peer',
    hint: 'Send an identity of UTF-8 text, at most 1020 bytes long.',
    reference: 'RFC 3748 §5.1',
  },
  E_EAP_IDENTITY_REFUSED: { fault: 'policy', hint: 'No method is allowed to this identity.' },
  E_EAP_ROUNDS: { fault: 'peer', hint: 'Finish within the limit of requests.' },
  E_EAP_TIMEOUT: { fault: 'peer', hint: 'Answer sooner; try again.', reference: 'RFC 3748 §4.3' },
  E_EAP_BUSY: { fault: 'peer', hint: 'Wait for the answer before sending on.', reference: 'RFC 3748 §2' },
  E_EAP_OVER: { fault: 'peer', hint: 'Begin again: this conversation has ended.' },
  E_EAP_SESSION_UNKNOWN: { fault: 'peer', hint: 'Begin again: this State names no conversation.' },
  E_EAP_SESSION_EVICTED: { fault: 'environment', hint: 'Begin again: the conversation made room for later ones.' },
  E_EAP_METHOD_FAILED: { fault: 'internal', hint: 'Report the cause: a method threw what is no typed error.' },

  // What a peer is told, or should not have been.
  E_EAP_FAILURE: { fault: 'policy', hint: 'The server refused; its log says why.', reference: 'RFC 3748 §4.2' },
  E_EAP_SUCCESS_EARLY: {
    fault: 'peer',
    hint: 'Send Success only after the method succeeded.',
    reference: 'RFC 3748 §4.2',
  },
  E_EAP_FAILURE_LATE: {
    fault: 'peer',
    hint: 'Do not send Failure after the method told of success.',
    reference: 'RFC 3748 §4.2',
  },

  // TLS in EAP.
  E_EAP_TLS_START: { fault: 'peer', hint: 'Send Start once, alone, from the server.', reference: 'RFC 5216 §2.1.1' },
  E_EAP_TLS_LENGTH_MISSING: {
    fault: 'peer',
    hint: 'Send the TLS Message Length in the first of several fragments.',
    reference: 'RFC 5216 §2.1.5',
  },
  E_EAP_TLS_LENGTH_FIELD: { fault: 'peer', hint: 'Send four bytes of length after L.', reference: 'RFC 5216 §3.1' },
  E_EAP_TLS_LENGTH_MISMATCH: {
    fault: 'peer',
    hint: 'Let the TLS Message Length be the sum of all fragments.',
    reference: 'RFC 5216 §3.1',
  },
  E_EAP_TLS_TOO_LARGE: { fault: 'peer', hint: 'Send a shorter certificate chain.', reference: 'RFC 5216 §2.1.5' },
  E_EAP_TLS_FRAGMENT_EMPTY: { fault: 'peer', hint: 'Send data in every fragment.', reference: 'RFC 5216 §2.1.5' },
  E_EAP_TLS_ACK_EXPECTED: {
    fault: 'peer',
    hint: 'Acknowledge a fragment with no data, and send nothing else meanwhile.',
    reference: 'RFC 5216 §2.1.5',
  },
  E_EAP_TLS_DATA_EXPECTED: {
    fault: 'peer',
    hint: 'Send the next TLS message: there is nothing to acknowledge.',
    reference: 'RFC 5216 §2.1.5',
  },
  E_EAP_TLS_DATA_LATE: {
    fault: 'peer',
    hint: 'Answer the end of the handshake with no data.',
    reference: 'RFC 5216 §2.1.1',
  },
  E_EAP_TLS_ALERT: { fault: 'peer', hint: 'See which alert the other side sent.', reference: 'RFC 5216 §2.1.3' },
  E_EAP_TLS_HANDSHAKE: { fault: 'peer', hint: 'See the reason that TLS gives.', reference: 'RFC 5216 §2.1.3' },
  E_EAP_TLS_STALLED: { fault: 'peer', hint: 'Send whole flights of TLS messages.', reference: 'RFC 5216 §2.1.1' },
  E_EAP_TLS_NO_CERTIFICATE: { fault: 'peer', hint: 'Present a certificate.', reference: 'RFC 9190 §2.1' },
  E_EAP_TLS_CERTIFICATE: { fault: 'peer', hint: 'Present certificates that can be read.', reference: 'RFC 5216 §5.2' },
  E_EAP_TLS_REFUSED: {
    fault: 'policy',
    hint: 'See the reason: the certificate is not accepted.',
    reference: 'RFC 5216 §5.3',
  },
  E_EAP_TLS_JUDGE: { fault: 'environment', hint: 'See the cause: the certificate could not be judged.' },
  E_EAP_TLS_COMMITMENT: {
    fault: 'peer',
    hint: 'After the handshake send one byte 0x00 as application data, before Success.',
    reference: 'RFC 9190 §2.1.1',
  },
  // TEAP.
  E_EAP_TEAP_VERSION: { fault: 'unsupported', hint: 'Speak version 1 of TEAP.', reference: 'RFC 9930 §3.1' },
  E_EAP_TEAP_TLV: { fault: 'peer', hint: 'Send whole TLVs of the right length.', reference: 'RFC 9930 §4.2.1' },
  E_EAP_TEAP_TLV_COUNT: { fault: 'peer', hint: 'Send fewer TLVs.' },
  E_EAP_TEAP_TLV_REPEATED: { fault: 'peer', hint: 'Send this TLV once in a message.', reference: 'RFC 9930 §4.3.2' },
  E_EAP_TEAP_TLV_UNEXPECTED: { fault: 'peer', hint: 'Send what was asked for.', reference: 'RFC 9930 §3.9.3' },
  E_EAP_TEAP_TLV_UNSUPPORTED: {
    fault: 'unsupported',
    hint: 'Do without this TLV, which is marked mandatory and not known here.',
    reference: 'RFC 9930 §4.2',
  },
  E_EAP_TEAP_BINDING: {
    fault: 'peer',
    hint: 'Bind every inner method, and the end, to the tunnel by a right Crypto-Binding TLV.',
    reference: 'RFC 9930 §4.2.13',
  },
  E_EAP_TEAP_FAILED: {
    fault: 'policy',
    hint: 'See the error code that the other side gave under the protection of the tunnel.',
    reference: 'RFC 9930 §3.6.5',
  },
  E_EAP_TEAP_REFUSED: { fault: 'policy', hint: 'See the reason.', reference: 'RFC 9930 §3.6.5' },
  E_EAP_TEAP_UNSATISFIED: { fault: 'policy', hint: 'Let the server do all that this peer needs before it ends.' },

  // What the caller gives.
  E_EAP_TLS_CREDENTIALS: { fault: 'caller', hint: 'Give a private key and the certificates that fit it.' },
} as const satisfies ErrorTable;

export type EapErrorCode = keyof typeof EAP_ERRORS;
export const fail = errorFactory(EAP_ERRORS);
