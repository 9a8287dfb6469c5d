/**
 * Fatal alerts that OpenSSL did not send.
 *
 * The certificate of the other side is judged after OpenSSL finished, and Node gives no way to end with an alert of
 * one's own; it even drops the alerts of handshakes that fail late. The other side has however not seen the last flight,
 * which is held back until the judgement. So the alert takes that flight's place, protected by the keys which the flight
 * would have used first: record number 0 of a key that has protected nothing that was sent.
 */

import { createCipheriv, createHmac } from 'node:crypto';
import { concat, type Secret, utf8 } from '@sallyport/core';

/** Descriptions (RFC 8446 §6, RFC 5246 §7.2). */
export const ALERTS = {
  close_notify: 0,
  unexpected_message: 10,
  bad_record_mac: 20,
  record_overflow: 22,
  handshake_failure: 40,
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
  protocol_version: 70,
  insufficient_security: 71,
  internal_error: 80,
  user_canceled: 90,
  missing_extension: 109,
  unsupported_extension: 110,
  unrecognized_name: 112,
  bad_certificate_status_response: 113,
  unknown_psk_identity: 115,
  certificate_required: 116,
} as const satisfies Readonly<Record<string, number>>;

export type AlertName = keyof typeof ALERTS;

const FATAL = 2;
const ALERT_TYPE = 21;
const APPLICATION_DATA = 23;
const TAG = 16;

interface RecordCipher {
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly hash: 'sha256' | 'sha384';
  readonly keyLength: number;
}

/** RFC 8446 §B.4; those that OpenSSL offers. */
const RECORD_CIPHERS = new Map<number, RecordCipher>([
  [0x1301, { cipher: 'aes-128-gcm', hash: 'sha256', keyLength: 16 }],
  [0x1302, { cipher: 'aes-256-gcm', hash: 'sha384', keyLength: 32 }],
  [0x1303, { cipher: 'chacha20-poly1305', hash: 'sha256', keyLength: 32 }],
]);

/** An alert before encryption begins. */
export function plainAlert(name: AlertName): Uint8Array {
  return Uint8Array.of(ALERT_TYPE, 3, 3, 0, 2, FATAL, ALERTS[name]);
}

/** An alert as the first record under a traffic secret of TLS 1.3 (RFC 8446 §5.2), or undefined for an unknown suite. */
export function sealedAlert(name: AlertName, secret: Secret, suite: number): Uint8Array | undefined {
  const row = RECORD_CIPHERS.get(suite);
  if (row === undefined) return undefined;
  const key = expandLabel(row.hash, secret, 'key', row.keyLength);
  const nonce = expandLabel(row.hash, secret, 'iv', 12);
  const inner = Uint8Array.of(FATAL, ALERTS[name], ALERT_TYPE);
  const header = Uint8Array.of(APPLICATION_DATA, 3, 3, 0, inner.length + TAG);
  const sealed = seal(row.cipher, key, nonce, header, inner);
  return concat(header, sealed);
}

function seal(
  name: RecordCipher['cipher'],
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const options = { authTagLength: TAG };
  const cipher =
    name === 'chacha20-poly1305'
      ? createCipheriv(name, key, nonce, options)
      : createCipheriv(name, key, nonce, options);
  cipher.setAAD(aad, { plaintextLength: plaintext.length });
  return concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
}

/** HKDF-Expand-Label with an empty context (RFC 8446 §7.1), for at most one block of the hash. */
function expandLabel(hash: RecordCipher['hash'], secret: Secret, label: string, length: number): Uint8Array {
  const full = utf8(`tls13 ${label}`);
  const info = concat(Uint8Array.of(0, length, full.length), full, Uint8Array.of(0, 1));
  return createHmac(hash, secret.expose()).update(info).digest().subarray(0, length);
}
