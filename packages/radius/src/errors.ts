/** Every way this package can refuse. Packets that RADIUS wants silently discarded are counted under these codes. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const RADIUS_ERRORS = {
  // Packets that cannot be read.
  E_RADIUS_TRUNCATED: {
    fault: 'peer',
    hint: 'Send the packet whole: at least 20 octets, and as many as its Length says.',
    reference: 'RFC 2865 §3',
  },
  E_RADIUS_LENGTH: { fault: 'peer', hint: 'Send a Length from 20 to 4096.', reference: 'RFC 2865 §3' },
  E_RADIUS_ATTRIBUTE_LENGTH: {
    fault: 'peer',
    hint: 'Give each attribute a length of at least 2 that ends inside the packet.',
    reference: 'RFC 2865 §5',
  },
  E_RADIUS_TOO_MANY_ATTRIBUTES: { fault: 'peer', hint: 'Send fewer attributes.' },
  E_RADIUS_ATTRIBUTE_VALUE: {
    fault: 'peer',
    hint: 'Send a value of the attribute’s data type and length.',
    reference: 'RFC 6929 §2.8',
  },
  E_RADIUS_EAP_MESSAGE_ORDER: {
    fault: 'peer',
    hint: 'Send the EAP-Message attributes one after the other.',
    reference: 'RFC 3579 §3.1',
  },
  E_RADIUS_HIDDEN_VALUE: {
    fault: 'peer',
    hint: 'Check that both sides have the same shared secret.',
    reference: 'RFC 2865 §5.2, RFC 2868 §3.5, RFC 2548 §2.4',
  },
  E_RADIUS_CODE: {
    fault: 'peer',
    hint: 'Send this kind of packet to the port that takes it.',
    reference: 'RFC 2865 §3',
  },
  // Packets that nobody vouches for.
  E_RADIUS_MESSAGE_AUTHENTICATOR: {
    fault: 'peer',
    hint: 'Check that both sides have the same shared secret.',
    reference: 'RFC 3579 §3.2',
  },
  E_RADIUS_MESSAGE_AUTHENTICATOR_MISSING: {
    fault: 'peer',
    hint: 'Let the other side send Message-Authenticator in every packet: without it, answers can be forged.',
    reference: 'RFC 3579 §3.1, CVE-2024-3596',
  },
  E_RADIUS_MESSAGE_AUTHENTICATOR_REPEATED: {
    fault: 'peer',
    hint: 'Send Message-Authenticator once.',
    reference: 'RFC 3579 §3.3',
  },
  E_RADIUS_PROXY_STATE: {
    fault: 'peer',
    hint: 'Let the proxy send Message-Authenticator: Proxy-State without it is how answers are forged.',
    reference: 'CVE-2024-3596',
  },
  E_RADIUS_REQUEST_AUTHENTICATOR: {
    fault: 'peer',
    hint: 'Check that both sides have the same shared secret.',
    reference: 'RFC 2866 §3, RFC 5080 §2.3.3',
  },
  E_RADIUS_RESPONSE_AUTHENTICATOR: {
    fault: 'peer',
    hint: 'Check that both sides have the same shared secret.',
    reference: 'RFC 2865 §3',
  },
  E_RADIUS_CREDENTIALS: {
    fault: 'peer',
    hint: 'Send a password, an EAP-Message or Message-Authenticator.',
    reference: 'RFC 3579 §3.3 note 1',
  },
  // What a server does not take.
  E_RADIUS_UNKNOWN_CLIENT: {
    fault: 'policy',
    hint: 'Add the client’s address and secret, if it is one of yours.',
    reference: 'RFC 2865 §2',
  },
  E_RADIUS_IN_PROGRESS: {
    fault: 'peer',
    hint: 'Wait: the same request is being worked on.',
    reference: 'RFC 5080 §2.2.2',
  },
  E_RADIUS_OVERLOADED: {
    fault: 'environment',
    hint: 'Ask again later, or raise the limits: too many requests are being worked on.',
    reference: 'RFC 5080 §2.2.3',
  },
  E_RADIUS_STATUS_RATE: { fault: 'peer', hint: 'Send Status-Server less often.', reference: 'RFC 5997 §4.2' },
  E_RADIUS_HANDLER: { fault: 'internal', hint: 'Look at the cause: the request was not answered.' },
  E_RADIUS_HANDLER_TIMEOUT: {
    fault: 'environment',
    hint: 'Find out what kept the request waiting; it was not answered.',
  },
  // Dynamic Authorization.
  E_RADIUS_EVENT_TIMESTAMP: {
    fault: 'peer',
    hint: 'Set the clocks of both sides, and send requests as they are made.',
    reference: 'RFC 5176 §6.3',
  },
  E_RADIUS_EVENT_TIMESTAMP_MISSING: { fault: 'peer', hint: 'Send Event-Timestamp.', reference: 'RFC 5176 §6.3' },
  E_RADIUS_REPLAY: {
    fault: 'peer',
    hint: 'Somebody sent a copy of an earlier request from elsewhere.',
    reference: 'RFC 5176 §6.3',
  },
  // What can become of a request of ours.
  E_RADIUS_NO_RESPONSE: {
    fault: 'environment',
    hint: 'Check that the other side is there, knows our address, and has the same secret.',
    reference: 'RFC 5080 §2.2.1',
  },
  E_RADIUS_UNEXPECTED_SOURCE: { fault: 'peer', hint: 'Answer from the address and port that was asked.' },
  E_RADIUS_UNEXPECTED_RESPONSE: {
    fault: 'peer',
    hint: 'Answer once, and only what was asked.',
    reference: 'RFC 5080 §2.2.2',
  },
  E_RADIUS_NOT_SERVED: {
    fault: 'unsupported',
    hint: 'Send this kind of request to a server that serves it.',
    reference: 'RFC 6614 §2.5',
  },
  E_RADIUS_BUSY: {
    fault: 'environment',
    hint: 'Wait until earlier requests are answered, or allow more sockets.',
    reference: 'RFC 2865 §2.5',
  },
  E_RADIUS_CANCELLED: { fault: 'caller', hint: 'The signal given with the request ended it.' },
  E_RADIUS_CLOSED: { fault: 'caller', hint: 'Make a new one: this one was closed.' },
  // Sockets and connections.
  E_RADIUS_SOCKET: { fault: 'environment', hint: 'Check that the address is one of this host and the port is free.' },
  E_RADIUS_TLS_IDENTITY: { fault: 'caller', hint: 'Give a private key with its certificates.' },
  E_RADIUS_CONNECTION: { fault: 'environment', hint: 'The connection ended or could not be made; it is tried again.' },
  E_RADIUS_TLS_PEER: {
    fault: 'peer',
    hint: 'Let the other side show a certificate of a trusted authority that is meant for it.',
    reference: 'RFC 6614 §2.3',
  },
  // What the caller can get wrong.
  E_RADIUS_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },
  E_RADIUS_PACKET_SIZE: {
    fault: 'caller',
    hint: 'Send fewer or shorter attributes: a packet has 4096 octets at most.',
    reference: 'RFC 2865 §3',
  },
} as const satisfies ErrorTable;

export type RadiusErrorCode = keyof typeof RADIUS_ERRORS;

export const fail = errorFactory(RADIUS_ERRORS);
