/** Every way this package can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const WEBHOOK_ERRORS = {
  // Signatures.
  E_WEBHOOK_SIGNATURE_MISSING: {
    fault: 'peer',
    hint: 'Sign the message with Signature-Input and Signature.',
    reference: 'RFC 9421 §4',
    http: 401,
  },
  E_WEBHOOK_SIGNATURE_SYNTAX: {
    fault: 'peer',
    hint: 'Write Signature-Input and Signature as structured fields.',
    reference: 'RFC 9421 §4.1',
    http: 400,
  },
  E_WEBHOOK_SIGNATURE_COVERAGE: {
    fault: 'peer',
    hint: 'Cover @method, @target-uri, content-type and content-digest, with created, nonce, keyid and tag.',
    reference: 'RFC 9421 §7.2.1',
    http: 401,
  },
  E_WEBHOOK_SIGNATURE_KEY: {
    fault: 'peer',
    hint: 'Use a key that was registered here, with its algorithm.',
    http: 401,
  },
  E_WEBHOOK_SIGNATURE_WRONG: {
    fault: 'peer',
    hint: 'Sign what is sent, for the address that it is sent to, with the registered key.',
    reference: 'RFC 9421 §3.2',
    http: 401,
  },
  E_WEBHOOK_SIGNATURE_TIME: {
    fault: 'peer',
    hint: 'Sign when sending, and keep the clock set.',
    reference: 'RFC 9421 §7.2.2',
    http: 401,
  },
  E_WEBHOOK_REPLAYED: {
    fault: 'peer',
    hint: 'Sign each message anew, with a nonce of its own.',
    reference: 'RFC 9421 §7.2.2',
    http: 401,
  },
  E_WEBHOOK_DIGEST: {
    fault: 'peer',
    hint: 'Give Content-Digest by sha-256 or sha-512 over the body as sent.',
    reference: 'RFC 9530 §2',
    http: 400,
  },

  // Questions.
  E_WEBHOOK_QUESTION: { fault: 'peer', hint: 'Send one of the messages that the README lists, as JSON.', http: 400 },
  E_WEBHOOK_METHOD: { fault: 'peer', hint: 'Send a POST.', http: 405 },
  E_WEBHOOK_BUSY: { fault: 'environment', hint: 'Ask again a little later.', http: 503 },

  // Deliveries.
  E_WEBHOOK_DESTINATION: {
    fault: 'caller',
    hint: 'Give an https URL of an origin on the list, without password or fragment, that leads to no private address.',
  },
  E_WEBHOOK_FULL: {
    fault: 'environment',
    hint: 'Raise the bound of the queue, or have the network take its messages.',
  },
  E_WEBHOOK_QUEUE: { fault: 'environment', hint: 'See the cause: the message could not be written down.' },
  E_WEBHOOK_NOT_DELIVERED: {
    fault: 'environment',
    hint: 'Act by hand: the network never took the message.',
  },
  E_WEBHOOK_REJECTED: {
    fault: 'unsupported',
    hint: 'Act by hand: the network refused the message for good. See its status.',
  },
  E_WEBHOOK_SUPERSEDED: { fault: 'policy', hint: 'Nothing: a later message about the same session took its place.' },
  E_WEBHOOK_CLOSED: { fault: 'caller', hint: 'Make another: this one was closed.' },
  E_WEBHOOK_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },
} as const satisfies ErrorTable;

export type WebhookErrorCode = keyof typeof WEBHOOK_ERRORS;
export const fail = errorFactory(WEBHOOK_ERRORS);
