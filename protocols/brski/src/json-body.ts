/** Small JSON bodies from peers, read within bounds. */

import type { ErrorOptions, SallyportError } from '@sallyport/core';
import { isJsonObject, isSallyportError, type JsonObject, type JsonValue, parseJson, reasonOf } from '@sallyport/core';

/** Nothing in RFC 8995 nests deeper than three; the rest is room for reason-context. */
const MAX_DEPTH = 16;

export type SyntaxFailure = (message: string, options?: ErrorOptions) => SallyportError;

/** Parses a JSON object of at most `maxBytes`, turning every failure into the caller's own. */
export function readJsonObject(bytes: Uint8Array, maxBytes: number, refuse: SyntaxFailure): JsonObject {
  let value: JsonValue;
  try {
    value = parseJson(bytes, { maxBytes, maxDepth: MAX_DEPTH });
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw refuse(reasonOf(cause), { cause, details: { cause: cause.code } });
  }
  if (!isJsonObject(value)) throw refuse('the body is not a JSON object');
  return value;
}
