/** Every way this package can refuse. Which result code each becomes on the wire is in `messages/results.ts`. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const LORAWAN_ERRORS = {
  // Messages.
  E_LORAWAN_MESSAGE: {
    fault: 'peer',
    hint: 'Send one of the messages of the Backend Interfaces, with all of its mandatory objects.',
    reference: 'TS002 §23',
  },
  E_LORAWAN_PROTOCOL_VERSION: {
    fault: 'unsupported',
    hint: 'Speak version 1.0 or 1.1 of the Backend Interfaces.',
    reference: 'TS002 §23.1',
  },
  E_LORAWAN_NOT_SERVED: {
    fault: 'unsupported',
    hint: 'Ask a Network Server: a Join Server answers JoinReq, RejoinReq, AppSKeyReq and HomeNSReq.',
    reference: 'TS002 §23.2',
  },
  E_LORAWAN_MAC_VERSION: { fault: 'unsupported', hint: 'Use LoRaWAN 1.0.0 to 1.0.4, or 1.1.' },
  E_LORAWAN_SENDER: {
    fault: 'peer',
    hint: 'Use a NetID or AS-ID that was registered for whoever the connection proves to be.',
  },
  E_LORAWAN_RECEIVER: { fault: 'peer', hint: 'Ask the Join Server that the JoinEUI leads to.' },

  // Frames.
  E_LORAWAN_FRAME_SIZE: { fault: 'peer', hint: 'Send the whole frame, and nothing after it.', reference: 'TS001 §6.2' },
  E_LORAWAN_FRAME: { fault: 'peer', hint: 'Send a Join-request or a Rejoin-request.', reference: 'TS001 §6.2' },
  E_LORAWAN_MIC: {
    fault: 'peer',
    hint: 'Give the device the root key that the Join Server has for it.',
    reference: 'TS001 §6.2.5',
  },
  E_LORAWAN_REPLAYED: {
    fault: 'peer',
    hint: 'Have the device use another DevNonce: this one, or a later one, was used before.',
    reference: 'TS001 §6.2.5',
  },
  E_LORAWAN_NONCES_USED_UP: {
    fault: 'environment',
    hint: 'Give the device other root keys: it has joined 16 million times with these.',
  },

  // Devices.
  E_LORAWAN_UNKNOWN_DEVICE: { fault: 'peer', hint: 'Give the device root keys of this Join Server first.' },
  E_LORAWAN_JOIN_EUI: { fault: 'peer', hint: 'Give the device the JoinEUI that it is registered with.' },
  E_LORAWAN_OPT_NEG: {
    fault: 'peer',
    hint: 'Leave OptNeg out for a device of LoRaWAN 1.0, and do not have it rejoin.',
    reference: 'LoRaWAN 1.1 §6.2.3',
  },
  E_LORAWAN_DENIED: { fault: 'policy', hint: 'See the reason in the log: the owner can change what policy says.' },
  E_LORAWAN_NO_SESSION: { fault: 'peer', hint: 'Use the SessionKeyID of the last join of a device that is let in.' },

  // This side.
  E_LORAWAN_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },
  E_LORAWAN_STORE: { fault: 'environment', hint: 'See the cause: it could not be read or written down.' },
  E_LORAWAN_UNAUTHENTICATED: {
    fault: 'peer',
    hint: 'Show the certificate or the token that was registered for this server.',
    http: 401,
  },
  E_LORAWAN_HTTP: { fault: 'peer', hint: 'Send a POST with JSON.', http: 400 },
} as const satisfies ErrorTable;

export type LorawanErrorCode = keyof typeof LORAWAN_ERRORS;
export const fail = errorFactory(LORAWAN_ERRORS);
