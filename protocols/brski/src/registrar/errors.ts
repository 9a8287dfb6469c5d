/** Every way a registrar refuses. Hints are what a pledge may read, so none says more than a stranger may know. */

import { type ErrorTable, errorFactory, type SallyportError } from '@sallyport/core';
import { ownError } from '../server/refusal.ts';

export const REGISTRAR_ERRORS = {
  // The HTTP message.
  E_BRSKI_REGISTRAR_PATH: { fault: 'peer', hint: 'Nothing is served here.', reference: 'RFC 8995 §8.3.2', http: 404 },
  E_BRSKI_REGISTRAR_METHOD: { fault: 'peer', hint: 'Use POST.', http: 405 },
  E_BRSKI_REGISTRAR_TOO_LARGE: { fault: 'peer', hint: 'The body is larger than any needs to be.', http: 413 },
  E_BRSKI_REGISTRAR_RATE: { fault: 'peer', hint: 'Too many requests from this address; try again later.', http: 429 },
  E_BRSKI_REGISTRAR_MEDIA_TYPE: {
    fault: 'unsupported',
    hint: 'The media type of the body is not understood.',
    reference: 'RFC 8995 §5.2, §5.6',
    http: 415,
  },
  E_BRSKI_REGISTRAR_ACCEPT_SYNTAX: {
    fault: 'unsupported',
    hint: 'The Accept field holds no media range.',
    reference: 'RFC 8995 §5.6',
    http: 415,
  },
  E_BRSKI_REGISTRAR_NOT_ACCEPTABLE: {
    fault: 'unsupported',
    hint: 'Only application/voucher-cms+json vouchers are given.',
    reference: 'RFC 8995 §5.6',
    http: 406,
  },
  E_BRSKI_REGISTRAR_BUSY: { fault: 'environment', hint: 'Too much is under way; try again later.', http: 503 },

  // The pledge's identity.
  E_BRSKI_REGISTRAR_IDEVID_MISSING: {
    fault: 'peer',
    hint: 'Present an IDevID certificate in the TLS handshake.',
    reference: 'RFC 8995 §5.1',
    http: 403,
  },
  E_BRSKI_REGISTRAR_IDEVID_SYNTAX: {
    fault: 'peer',
    hint: 'The client certificate cannot be read.',
    reference: 'RFC 8995 §2.3',
    http: 404,
  },
  E_BRSKI_REGISTRAR_IDEVID_UNTRUSTED: {
    fault: 'peer',
    hint: 'The client certificate is not valid here.',
    reference: 'RFC 8995 §5.3',
    http: 404,
  },
  E_BRSKI_REGISTRAR_IDEVID_EXPIRED: {
    fault: 'peer',
    hint: 'The client certificate is not valid at this time.',
    reference: 'RFC 8995 §2.6.2, §5.3',
    http: 404,
  },
  E_BRSKI_REGISTRAR_MANUFACTURER_UNKNOWN: {
    fault: 'policy',
    hint: 'Devices of this manufacturer are not accepted here.',
    reference: 'RFC 8995 §5.3',
    http: 404,
  },
  E_BRSKI_REGISTRAR_MANUFACTURER_UNLISTED: {
    fault: 'policy',
    hint: 'An administrator has to accept this manufacturer first.',
    reference: 'RFC 8995 §5.3',
    http: 403,
  },
  E_BRSKI_REGISTRAR_SERIAL_MISSING: {
    fault: 'peer',
    hint: 'The IDevID holds no serial number.',
    reference: 'RFC 8995 §2.3.1',
    http: 404,
  },

  // The pledge voucher-request.
  E_BRSKI_REGISTRAR_REQUEST_SYNTAX: {
    fault: 'peer',
    hint: 'The body is not one DER-encoded CMS SignedData holding a voucher-request.',
    reference: 'RFC 8995 §5.2, §6',
    http: 400,
  },
  E_BRSKI_REGISTRAR_REQUEST_FORMAT: {
    fault: 'unsupported',
    hint: 'The voucher-request is in an unknown format.',
    reference: 'RFC 8995 §5.3',
    http: 406,
  },
  E_BRSKI_REGISTRAR_SIGNATURE: {
    fault: 'peer',
    hint: 'The signature of the voucher-request is not valid.',
    reference: 'RFC 8995 §5.6',
    http: 403,
  },
  E_BRSKI_REGISTRAR_SIGNER: {
    fault: 'peer',
    hint: 'The voucher-request is not signed by the device that sent it.',
    reference: 'RFC 8995 §5.2',
    http: 403,
  },
  E_BRSKI_REGISTRAR_PROXIMITY: {
    fault: 'peer',
    hint: 'The voucher-request names another registrar.',
    reference: 'RFC 8995 §5.2',
    http: 401,
  },
  E_BRSKI_REGISTRAR_SERIAL: {
    fault: 'peer',
    hint: 'The serial number is not that of the client certificate.',
    reference: 'RFC 8995 §5.5',
    http: 404,
  },
  E_BRSKI_REGISTRAR_NONCE_MISSING: {
    fault: 'peer',
    hint: 'The voucher-request needs a nonce.',
    reference: 'RFC 8995 §5.2',
    http: 403,
  },
  E_BRSKI_REGISTRAR_NONCE_REPLAYED: {
    fault: 'peer',
    hint: 'The nonce was used before.',
    reference: 'RFC 8995 §5.2, §5.6',
    http: 403,
  },
  E_BRSKI_REGISTRAR_STALE: {
    fault: 'peer',
    hint: 'The voucher-request is stale.',
    reference: 'RFC 8995 §5.6',
    http: 403,
  },

  // Answers of policy. The reasons stay in the house.
  E_BRSKI_REGISTRAR_DENIED: {
    fault: 'policy',
    hint: 'The device is not accepted here.',
    reference: 'RFC 8995 §5.3',
    http: 404,
  },
  E_BRSKI_REGISTRAR_DENIED_FOR_NOW: {
    fault: 'policy',
    hint: 'An administrator has to accept the device first.',
    reference: 'RFC 8995 §5.3',
    http: 403,
  },
  E_BRSKI_REGISTRAR_UNACCEPTABLE: {
    fault: 'policy',
    hint: 'The device is not accepted here.',
    reference: 'RFC 8995 §5.6',
    http: 406,
  },

  E_BRSKI_REGISTRAR_DEFERRED: {
    fault: 'policy',
    hint: 'The device comes back for the decision.',
    reference: 'RFC 8995 §5.6',
  },

  // The MASA.
  E_BRSKI_REGISTRAR_MASA_URL: {
    fault: 'peer',
    hint: "The device's manufacturer service is not known.",
    reference: 'RFC 8995 §2.8',
    http: 403,
  },
  E_BRSKI_REGISTRAR_MASA_UNREACHABLE: {
    fault: 'environment',
    hint: 'The manufacturer service cannot be reached; try again later.',
    http: 503,
  },
  E_BRSKI_REGISTRAR_MASA_UNAVAILABLE: {
    fault: 'environment',
    hint: 'The manufacturer service is unavailable; try again later.',
    http: 503,
  },
  E_BRSKI_REGISTRAR_MASA_UNAUTHORIZED: {
    fault: 'environment',
    hint: 'The manufacturer service did not admit this registrar.',
    reference: 'RFC 8995 §5.4',
    http: 502,
  },
  E_BRSKI_REGISTRAR_MASA_FORBIDDEN: {
    fault: 'policy',
    hint: 'The manufacturer service refused a voucher.',
    reference: 'RFC 8995 §5.6',
    http: 403,
  },
  E_BRSKI_REGISTRAR_MASA_DEVICE_UNKNOWN: {
    fault: 'policy',
    hint: 'The manufacturer service does not know the device.',
    reference: 'RFC 8995 §5.6',
    http: 404,
  },
  E_BRSKI_REGISTRAR_MASA_NOT_ACCEPTABLE: {
    fault: 'unsupported',
    hint: 'The manufacturer service has no voucher of an acceptable kind.',
    reference: 'RFC 8995 §5.6',
    http: 406,
  },
  E_BRSKI_REGISTRAR_MASA_MEDIA_TYPE: {
    fault: 'unsupported',
    hint: 'The manufacturer service does not understand the request.',
    reference: 'RFC 8995 §5.6',
    http: 415,
  },
  E_BRSKI_REGISTRAR_MASA_RESPONSE: {
    fault: 'environment',
    hint: 'The manufacturer service gave no usable answer.',
    reference: 'RFC 8995 §5.6',
    http: 502,
  },
  E_BRSKI_REGISTRAR_VOUCHER_SIGNATURE: {
    fault: 'environment',
    hint: 'The manufacturer service gave no usable answer.',
    reference: 'RFC 8995 §5.6.1',
    http: 502,
  },
  E_BRSKI_REGISTRAR_VOUCHER_SERIAL: {
    fault: 'environment',
    hint: 'The manufacturer service gave no usable answer.',
    reference: 'RFC 8995 §5.6.1',
    http: 502,
  },
  E_BRSKI_REGISTRAR_VOUCHER_NONCE: {
    fault: 'environment',
    hint: 'The manufacturer service gave no usable answer.',
    reference: 'RFC 8995 §5.6.1',
    http: 502,
  },
  E_BRSKI_REGISTRAR_VOUCHER_PIN: {
    fault: 'environment',
    hint: 'The manufacturer service gave no usable answer.',
    reference: 'RFC 8995 §5.6.2',
    http: 502,
  },
  E_BRSKI_REGISTRAR_VOUCHER_EXPIRED: {
    fault: 'environment',
    hint: 'The manufacturer service gave no usable answer.',
    reference: 'RFC 8995 §5.6',
    http: 502,
  },

  // The audit log.
  E_BRSKI_REGISTRAR_AUDIT_UNAVAILABLE: {
    fault: 'environment',
    hint: 'The history of the device cannot be had; try again later.',
    reference: 'RFC 8995 §5.8',
    http: 503,
  },
  E_BRSKI_REGISTRAR_AUDIT_UNKNOWN: {
    fault: 'unsupported',
    hint: 'The device is not accepted here.',
    reference: 'RFC 8995 §5.8.1',
    http: 406,
  },
  E_BRSKI_REGISTRAR_AUDIT_REJECTED: {
    fault: 'policy',
    hint: 'The device is not accepted here.',
    reference: 'RFC 8995 §5.8.3',
    http: 406,
  },

  // Telemetry.
  E_BRSKI_REGISTRAR_STATUS_SYNTAX: {
    fault: 'peer',
    hint: 'The status is not a JSON object with a version and a status.',
    reference: 'RFC 8995 §5.7, §5.9.4',
    http: 400,
  },
  E_BRSKI_REGISTRAR_STATUS_VERSION: {
    fault: 'unsupported',
    hint: 'A person should read what the device said.',
    reference: 'RFC 8995 §5.7',
  },
  E_BRSKI_REGISTRAR_PLEDGE_REFUSED: {
    fault: 'peer',
    hint: 'See the reason that the device gave.',
    reference: 'RFC 8995 §5.7, §5.9.4',
  },
  E_BRSKI_REGISTRAR_STATUS_SENDER: {
    fault: 'peer',
    hint: 'Nothing is served here for this client.',
    reference: 'RFC 8995 §5.7',
    http: 404,
  },

  // Our own trouble.
  E_BRSKI_REGISTRAR_UNAVAILABLE: {
    fault: 'environment',
    hint: 'The request could not be completed; try again later.',
    http: 503,
  },
  E_BRSKI_REGISTRAR_CONFIG: { fault: 'caller', hint: 'Correct the configuration of the registrar.' },
  E_BRSKI_REGISTRAR_MODE_OFF: {
    fault: 'policy',
    hint: 'Turn the mode on in the configuration, knowing what it gives up.',
    reference: 'RFC 8995 §7.3',
  },
} as const satisfies ErrorTable;

export type RegistrarErrorCode = keyof typeof REGISTRAR_ERRORS;

export const fail = errorFactory(REGISTRAR_ERRORS);

/** What the pledge is told of anything that was thrown. */
export function registrarError(thrown: unknown): SallyportError {
  return ownError(thrown, REGISTRAR_ERRORS, (cause) =>
    fail('E_BRSKI_REGISTRAR_UNAVAILABLE', 'a part of the house failed', { cause }),
  );
}
