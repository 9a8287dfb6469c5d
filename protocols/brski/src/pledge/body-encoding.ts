/**
 * Bodies of voucher requests and responses. RFC 8995 §6 makes them plain DER and has Content-Transfer-Encoding
 * ignored; one known registrar wraps them in base64 all the same, which the device's maker can allow for.
 */

import { fromBase64Lines, fromUtf8, isSallyportError, toBase64, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';

export type BodyEncoding = 'binary' | 'base64';

export function encodeBody(der: Uint8Array, encoding: BodyEncoding = 'binary'): Uint8Array {
  return encoding === 'binary' ? der : utf8(toBase64(der));
}

/** @throws E_BRSKI_PLEDGE_RESPONSE */
export function decodeBody(body: Uint8Array, encoding: BodyEncoding = 'binary', maxBytes: number): Uint8Array {
  if (body.length > maxBytes) {
    throw fail('E_BRSKI_PLEDGE_RESPONSE', `the registrar sent ${body.length} bytes, more than ${maxBytes}`);
  }
  if (encoding === 'binary') return body;
  try {
    return fromBase64Lines(fromUtf8(body));
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_BRSKI_PLEDGE_RESPONSE', 'the registrar did not send base64', { cause });
  }
}
