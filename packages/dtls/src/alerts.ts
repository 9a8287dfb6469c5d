/** Alerts (RFC 5246 §7.2): their numbers, and which one each refusal of this package sends. */

import type { DtlsErrorCode } from './errors.ts';

export const ALERT_LEVEL = { warning: 1, fatal: 2 } as const;

export const ALERTS = {
  close_notify: 0,
  unexpected_message: 10,
  bad_record_mac: 20,
  decryption_failed_RESERVED: 21,
  record_overflow: 22,
  decompression_failure: 30,
  handshake_failure: 40,
  no_certificate_RESERVED: 41,
  bad_certificate: 42,
  unsupported_certificate: 43,
  certificate_revoked: 44,
  certificate_expired: 45,
  certificate_unknown: 46,
  illegal_parameter: 47,
  unknown_ca: 48,
  access_denied: 49,
  decode_error: 50,
  decrypt_error: 51,
  export_restriction_RESERVED: 60,
  protocol_version: 70,
  insufficient_security: 71,
  internal_error: 80,
  user_canceled: 90,
  no_renegotiation: 100,
  unsupported_extension: 110,
  certificate_unobtainable: 111,
  unrecognized_name: 112,
  bad_certificate_status_response: 113,
  bad_certificate_hash_value: 114,
  unknown_psk_identity: 115,
} as const;
export type AlertName = keyof typeof ALERTS;

const NAMES = new Map<number, string>(Object.entries(ALERTS).map(([name, number]) => [number, name]));

/**
 * What the other side is told of a refusal. `none`: nothing, because the record is dropped and life goes on (RFC 6347
 * §4.1.2.7), or because there is nobody left to tell.
 */
export const ALERT_OF: Readonly<Record<DtlsErrorCode, AlertName | 'none'>> = {
  E_DTLS_RECORD_TRUNCATED: 'none',
  E_DTLS_RECORD_COUNT: 'none',
  E_DTLS_RECORD_TYPE: 'none',
  E_DTLS_RECORD_VERSION: 'none',
  E_DTLS_RECORD_LENGTH: 'none',
  E_DTLS_RECORD_EMPTY: 'none',
  E_DTLS_RECORD_AUTHENTICATION: 'none',
  E_DTLS_RECORD_REPLAYED: 'none',
  E_DTLS_EPOCH_OLD: 'none',
  E_DTLS_EPOCH_FUTURE: 'none',
  E_DTLS_CHANGE_CIPHER_SPEC: 'none',
  E_DTLS_APPLICATION_DATA_EARLY: 'none',
  E_DTLS_ALERT_MALFORMED: 'none',
  E_DTLS_FRAGMENT_BOUNDS: 'none',
  E_DTLS_FRAGMENT_EMPTY: 'none',
  E_DTLS_FRAGMENT_CHANGED: 'none',
  E_DTLS_FRAGMENT_CONFLICT: 'none',
  E_DTLS_FRAGMENT_COUNT: 'none',
  E_DTLS_CLIENT_HELLO_FRAGMENTED: 'none',
  E_DTLS_MESSAGE_SIZE: 'none',
  E_DTLS_MESSAGE_SEQUENCE: 'none',
  E_DTLS_MESSAGE_REPEATED: 'none',
  E_DTLS_MESSAGE_TYPE: 'none',
  E_DTLS_HELLO_REQUEST: 'none',
  E_DTLS_MESSAGE_EPOCH: 'none',
  E_DTLS_MALFORMED_HELLO: 'none',
  E_DTLS_COOKIE: 'none',
  E_DTLS_MALFORMED: 'decode_error',
  E_DTLS_HELLO_VERIFY_REPEATED: 'handshake_failure',
  E_DTLS_UNEXPECTED_MESSAGE: 'unexpected_message',
  E_DTLS_VERSION: 'protocol_version',
  E_DTLS_NO_COMMON_SUITE: 'handshake_failure',
  E_DTLS_SUITE_NOT_OFFERED: 'illegal_parameter',
  E_DTLS_COMPRESSION: 'illegal_parameter',
  E_DTLS_EXTENSION_REPEATED: 'illegal_parameter',
  E_DTLS_EXTENSION_UNSOLICITED: 'unsupported_extension',
  E_DTLS_GROUP: 'handshake_failure',
  E_DTLS_POINT_FORMAT: 'illegal_parameter',
  E_DTLS_POINT: 'illegal_parameter',
  E_DTLS_SIGNATURE_SCHEME: 'illegal_parameter',
  E_DTLS_SIGNATURE: 'decrypt_error',
  E_DTLS_FINISHED: 'decrypt_error',
  E_DTLS_KEYS_DIFFER: 'bad_record_mac',
  E_DTLS_PSK_IDENTITY: 'unknown_psk_identity',
  E_DTLS_ECJPAKE_EXTENSION: 'illegal_parameter',
  E_DTLS_ECJPAKE_TRUNCATED: 'decode_error',
  E_DTLS_ECJPAKE_TRAILING: 'decode_error',
  E_DTLS_ECJPAKE_CURVE: 'illegal_parameter',
  E_DTLS_ECJPAKE_POINT_LENGTH: 'illegal_parameter',
  E_DTLS_ECJPAKE_POINT_FORM: 'illegal_parameter',
  E_DTLS_ECJPAKE_IDENTITY: 'illegal_parameter',
  E_DTLS_ECJPAKE_OFF_CURVE: 'illegal_parameter',
  E_DTLS_ECJPAKE_SCALAR_LENGTH: 'illegal_parameter',
  E_DTLS_ECJPAKE_SCALAR_ZERO: 'illegal_parameter',
  E_DTLS_ECJPAKE_SCALAR_RANGE: 'illegal_parameter',
  E_DTLS_ECJPAKE_PROOF: 'illegal_parameter',
  E_DTLS_ECJPAKE_REPEATED: 'illegal_parameter',
  E_DTLS_ECJPAKE_REFLECTED: 'illegal_parameter',
  E_DTLS_ECJPAKE_GENERATOR: 'illegal_parameter',
  E_DTLS_ECJPAKE_SECRET: 'illegal_parameter',
  E_DTLS_ECJPAKE_ORDER: 'internal_error',
  E_DTLS_ECJPAKE_PASSWORD: 'internal_error',
  E_DTLS_RENEGOTIATION: 'no_renegotiation',
  E_DTLS_RENEGOTIATION_INFO: 'handshake_failure',
  E_DTLS_EXTENDED_MASTER_SECRET: 'handshake_failure',
  E_DTLS_CERTIFICATE: 'bad_certificate',
  E_DTLS_CERTIFICATE_KEY: 'unsupported_certificate',
  E_DTLS_CERTIFICATE_TYPE: 'unsupported_certificate',
  E_DTLS_CERTIFICATE_REQUIRED: 'handshake_failure',
  E_DTLS_CERTIFICATE_UNTRUSTED: 'certificate_unknown',
  E_DTLS_CERTIFICATE_UNKNOWN_CA: 'unknown_ca',
  E_DTLS_CERTIFICATE_EXPIRED: 'certificate_expired',
  E_DTLS_CERTIFICATE_REVOKED: 'certificate_revoked',
  E_DTLS_ALERT: 'none',
  E_DTLS_CLOSED: 'none',
  E_DTLS_TIMEOUT: 'none',
  E_DTLS_TOO_LARGE: 'none',
  E_DTLS_RECORD_LIMIT: 'none',
  E_DTLS_FORGERY_LIMIT: 'bad_record_mac',
  E_DTLS_NO_ASSOCIATION: 'none',
  E_DTLS_PEER_UNWANTED: 'none',
  E_DTLS_CAPACITY: 'internal_error',
  E_DTLS_EVICTED: 'internal_error',
  E_DTLS_REPLACED: 'none',
  E_DTLS_ARGUMENT: 'none',
  E_DTLS_NOT_SUPPORTED: 'none',
  E_DTLS_INTERNAL: 'internal_error',
};

const BY_CODE = new Map<string, AlertName | 'none'>(Object.entries(ALERT_OF));

/** The alert for any error that ended a handshake. */
export function alertFor(code: string): AlertName | 'none' {
  return BY_CODE.get(code) ?? 'internal_error';
}

export function encodeAlert(level: keyof typeof ALERT_LEVEL, name: AlertName): Uint8Array {
  return Uint8Array.of(ALERT_LEVEL[level], ALERTS[name]);
}

/** What the other side says: that it closes, that it gives up, or something that asks for nothing. */
export interface PeerAlert {
  readonly kind: 'closing' | 'fatal' | 'warning';
  /** The registry's name, or the number. */
  readonly name: string;
}

/** Undefined for what is no alert. */
export function readAlert(bytes: Uint8Array): PeerAlert | undefined {
  const [level, description] = bytes;
  if (bytes.length !== 2 || description === undefined) return undefined;
  const name = NAMES.get(description) ?? `alert ${description}`;
  if (description === ALERTS.close_notify) return { kind: 'closing', name };
  if (level === ALERT_LEVEL.fatal) return { kind: 'fatal', name };
  return level === ALERT_LEVEL.warning ? { kind: 'warning', name } : undefined;
}
