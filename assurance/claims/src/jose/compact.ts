/** The compact serialization of JWS (RFC 7515 §3.1, §7.1). */

import { type JsonObject, plain, toBase64Url } from '@sallyport/core';
import { fail } from '../errors.ts';
import { parseStrictObject } from '../json/strict-json.ts';
import type { ClaimLimits } from '../limits.ts';

export interface CompactJws {
  readonly header: JsonObject;
  readonly payload: Uint8Array;
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

const HEADER_LIMITS = { maxBytes: 32 * 1024, maxDepth: 4, maxMembers: 64 };

/** @throws E_CLAIMS_TOO_LARGE, E_CLAIMS_JOSE, and what reading the header throws */
export function parseCompact(token: string, limits: ClaimLimits): CompactJws {
  if (token.length > limits.maxBytes) throw fail('E_CLAIMS_TOO_LARGE', `a token of ${token.length} characters`);
  const [header, payload, signature, ...more] = token.split('.', 4);
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) {
    throw fail('E_CLAIMS_JOSE', 'not three parts with dots between');
  }
  return {
    header: parseStrictObject(decode(header), HEADER_LIMITS),
    payload: decode(payload),
    signingInput: plain(Buffer.from(`${header}.${payload}`, 'latin1')),
    signature: decode(signature),
  };
}

/** base64url that has one spelling only: padding, other alphabets and stray bits would make one claim many texts. */
function decode(part: string): Uint8Array {
  const bytes = plain(Buffer.from(part, 'base64url'));
  if (toBase64Url(bytes) !== part) throw fail('E_CLAIMS_JOSE', 'a part is not base64url');
  return bytes;
}
