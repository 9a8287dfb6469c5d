/** What OpenSSL's errors mean in the words of this package. */

import type { SallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { AlertName } from './alerts.ts';

/** `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA`, `ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE`, … by the age of OpenSSL. */
const ALERT_ERROR = /^ERR_SSL_[A-Z0-9/]+_ALERT_([A-Z_]+)$/;
/** Alerts of extensions, whose errors in OpenSSL do not say that they are alerts. */
const EXTENSION_ALERT_ERROR =
  /^ERR_SSL_TLSV1_(BAD_CERTIFICATE_STATUS_RESPONSE|BAD_CERTIFICATE_HASH_VALUE|CERTIFICATE_UNOBTAINABLE|UNRECOGNIZED_NAME|UNSUPPORTED_EXTENSION)$/;

const OWN_ALERTS: readonly (readonly [reason: RegExp, alert: AlertName])[] = [
  [/UNSUPPORTED_PROTOCOL|WRONG_VERSION|VERSION_TOO/, 'protocol_version'],
  [/NO_SHARED_CIPHER|NO_SUITABLE|NO_SHARED_GROUPS/, 'handshake_failure'],
  [/SIGNATURE|DIGEST_CHECK/, 'decrypt_error'],
  [/BAD_RECORD_MAC|DECRYPTION_FAILED/, 'bad_record_mac'],
  [/LENGTH|DECODE|BAD_EXTENSION|PACKET/, 'decode_error'],
  [/UNEXPECTED_MESSAGE|UNEXPECTED_RECORD/, 'unexpected_message'],
];

export interface TlsFailure {
  readonly error: SallyportError;
  /** What to tell the other side; undefined when it was the other side that ended. */
  readonly alert: AlertName | undefined;
}

export function explain(error: Error): TlsFailure {
  const code = 'code' in error ? String(error.code) : '';
  const alert = (ALERT_ERROR.exec(code) ?? EXTENSION_ALERT_ERROR.exec(code))?.[1]?.toLowerCase();
  if (alert !== undefined) {
    const options = { cause: error, details: { alert } };
    return {
      error: fail('E_EAP_TLS_ALERT', `the other side ended the handshake: ${alert}`, options),
      alert: undefined,
    };
  }
  const own = OWN_ALERTS.find(([reason]) => reason.test(code))?.[1] ?? 'handshake_failure';
  const options = { cause: error, details: { reason: code } };
  return {
    error: fail('E_EAP_TLS_HANDSHAKE', `the TLS handshake failed: ${code || error.message}`, options),
    alert: own,
  };
}
