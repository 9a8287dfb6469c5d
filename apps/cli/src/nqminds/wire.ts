/**
 * How the brski tool's messages differ from RFC 8995: bodies are base64 of DER in both directions, every artefact has
 * the root name of a voucher, signing keys are not those of TLS, expires-on stands beside a nonce, and dates have no
 * fractions of a second.
 */

import type { Dialect } from '@sallyport/brski';
import { fromBase64Lines, fromUtf8, isSallyportError, toBase64, utf8 } from '@sallyport/core';
import { fail } from './errors.ts';

export const DIALECT: Dialect = {
  requestRootName: 'ietf-voucher:voucher',
  separateSigningKeys: true,
  expiresOnWithNonce: true,
};

/** @throws E_NQMINDS_BODY */
export function decodeBody(body: Uint8Array): Uint8Array {
  if (body.length === 0) throw fail('E_NQMINDS_BODY', 'the body is empty');
  try {
    return fromBase64Lines(fromUtf8(body));
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_NQMINDS_BODY', 'the body is not base64', { cause });
  }
}

export function encodeBody(der: Uint8Array): Uint8Array {
  return utf8(toBase64(der));
}

/** The tool reads no fractions of a second. */
export function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
