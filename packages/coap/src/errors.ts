/** Every way this package can refuse, and the response code that answers a request refused so. */

import { type ErrorDefinition, type ErrorTable, errorFactory, type Fault, isSallyportError } from '@sallyport/core';
import { CODES } from './message/codes.ts';

export interface CoapErrorDefinition extends ErrorDefinition {
  /** The response code that answers a request failing this way, where one is fixed. */
  readonly coap?: number;
}

export const COAP_ERRORS = {
  // Message format errors (RFC 7252 §4.2, §4.3).
  E_COAP_HEADER: { fault: 'peer', hint: 'Send at least the four bytes of the header.', reference: 'RFC 7252 §3' },
  E_COAP_VERSION: { fault: 'peer', hint: 'Send version 1.', reference: 'RFC 7252 §3' },
  E_COAP_TOO_LARGE: { fault: 'peer', hint: 'Send a smaller message: use block-wise transfer.', reference: 'RFC 7959' },
  E_COAP_TOKEN_LENGTH: { fault: 'peer', hint: 'Send a token of 0 to 8 bytes.', reference: 'RFC 7252 §3' },
  E_COAP_TRUNCATED: { fault: 'peer', hint: 'Send the message whole.', reference: 'RFC 7252 §3' },
  E_COAP_OPTION_FORMAT: {
    fault: 'peer',
    hint: 'Do not use the reserved delta or length 15, nor option numbers above 65535.',
    reference: 'RFC 7252 §3.1',
  },
  E_COAP_TOO_MANY_OPTIONS: { fault: 'peer', hint: 'Send fewer options.' },
  E_COAP_EMPTY_PAYLOAD: {
    fault: 'peer',
    hint: 'Leave the payload marker out when there is no payload.',
    reference: 'RFC 7252 §3',
  },
  E_COAP_EMPTY_MESSAGE: {
    fault: 'peer',
    hint: 'Send nothing after the message ID of an Empty message.',
    reference: 'RFC 7252 §4.1',
  },
  E_COAP_CODE_CLASS: { fault: 'peer', hint: 'Use a code of class 0, 2, 4 or 5.', reference: 'RFC 7252 §3' },
  E_COAP_TYPE_CODE: {
    fault: 'peer',
    hint: 'Send types and codes only in the combinations of table 1.',
    reference: 'RFC 7252 §4.3',
  },
  // Requests that are answered with an error.
  E_COAP_BAD_OPTION: {
    fault: 'peer',
    hint: 'Leave out critical options that this endpoint does not know, and repeat only what may be repeated.',
    reference: 'RFC 7252 §5.4',
    coap: CODES.BAD_OPTION,
  },
  E_COAP_BAD_REQUEST: { fault: 'peer', hint: 'Correct the request.', coap: CODES.BAD_REQUEST },
  E_COAP_NOT_FOUND: { fault: 'peer', hint: 'Ask for a resource that exists.', coap: CODES.NOT_FOUND },
  E_COAP_METHOD: {
    fault: 'unsupported',
    hint: 'Use a method of this resource.',
    reference: 'RFC 7252 §5.8',
    coap: CODES.METHOD_NOT_ALLOWED,
  },
  E_COAP_NOT_ACCEPTABLE: {
    fault: 'unsupported',
    hint: 'Accept the content format that the resource has.',
    reference: 'RFC 7252 §5.10.4',
    coap: CODES.NOT_ACCEPTABLE,
  },
  E_COAP_PROXYING: {
    fault: 'unsupported',
    hint: 'This endpoint is no proxy: send the request to its target.',
    reference: 'RFC 7252 §5.10.2',
    coap: CODES.PROXYING_NOT_SUPPORTED,
  },
  E_COAP_BLOCK: {
    fault: 'peer',
    hint: 'Send blocks of their full size, and no block size exponent 7.',
    reference: 'RFC 7959 §2.2',
    coap: CODES.BAD_REQUEST,
  },
  E_COAP_BLOCK_INCOMPLETE: {
    fault: 'peer',
    hint: 'Send the blocks of a body in order and without long pauses.',
    reference: 'RFC 7959 §2.9.2',
    coap: CODES.REQUEST_ENTITY_INCOMPLETE,
  },
  E_COAP_BODY_TOO_LARGE: {
    fault: 'peer',
    hint: 'Send a smaller body.',
    reference: 'RFC 7959 §2.9.3',
    coap: CODES.REQUEST_ENTITY_TOO_LARGE,
  },
  E_COAP_OVERLOADED: {
    fault: 'environment',
    hint: 'Ask again later: too many requests are being worked on.',
    coap: CODES.SERVICE_UNAVAILABLE,
  },
  // What can become of a request of ours.
  E_COAP_TIMEOUT: {
    fault: 'environment',
    hint: 'Check that the peer is there, then ask again.',
    reference: 'RFC 7252 §4.2',
  },
  E_COAP_RESET: {
    fault: 'peer',
    hint: 'The peer has no context for this message: begin again.',
    reference: 'RFC 7252 §4.2',
  },
  E_COAP_CANCELLED: { fault: 'caller', hint: 'The signal given with the request ended it.' },
  E_COAP_CLOSED: { fault: 'caller', hint: 'Make a new endpoint: this one was closed.' },
  E_COAP_PEER_GONE: { fault: 'environment', hint: 'The way to the peer is gone: connect again.' },
  E_COAP_BUSY: {
    fault: 'environment',
    hint: 'Wait until earlier exchanges are over, or raise the limits of the endpoint.',
    reference: 'RFC 7252 §4.7',
  },
  E_COAP_BLOCK_CHANGED: {
    fault: 'peer',
    hint: 'The representation changed while it was fetched: ask again.',
    reference: 'RFC 7959 §2.4',
  },
  E_COAP_BLOCK_RESPONSE: {
    fault: 'peer',
    hint: 'Answer with the block that was asked for.',
    reference: 'RFC 7959 §2.3, §2.4',
  },
  E_COAP_RESPONSE_TOO_LARGE: { fault: 'peer', hint: 'Raise the limit on bodies, or ask for less.' },
  E_COAP_LINK_FORMAT: { fault: 'peer', hint: 'Send links in CoRE Link Format.', reference: 'RFC 6690 §2' },
  // What the caller can get wrong.
  E_COAP_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },
  E_COAP_MESSAGE_SIZE: {
    fault: 'caller',
    hint: 'Send less, or leave block-wise transfer on.',
    reference: 'RFC 7252 §4.6',
  },
} as const satisfies Readonly<Record<`E_${string}`, CoapErrorDefinition>> & ErrorTable;

export type CoapErrorCode = keyof typeof COAP_ERRORS;

export const fail = errorFactory(COAP_ERRORS);

const DEFINITIONS = new Map<string, CoapErrorDefinition>(Object.entries(COAP_ERRORS));

const CODES_OF_FAULTS: Readonly<Record<Fault, number>> = {
  peer: CODES.BAD_REQUEST,
  unsupported: CODES.NOT_IMPLEMENTED,
  policy: CODES.FORBIDDEN,
  environment: CODES.SERVICE_UNAVAILABLE,
  caller: CODES.INTERNAL_SERVER_ERROR,
  internal: CODES.INTERNAL_SERVER_ERROR,
};

/** The response code for whatever a handler threw: of the table where it says so, else by whose fault it was. */
export function responseCodeOf(thrown: unknown): number {
  if (!isSallyportError(thrown)) return CODES.INTERNAL_SERVER_ERROR;
  return DEFINITIONS.get(thrown.code)?.coap ?? CODES_OF_FAULTS[thrown.fault];
}
