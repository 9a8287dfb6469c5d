/** An answer as the JSON that it is. */

import { type JsonValue, parseJson, utf8 } from '@sallyport/core';

/** A proof has two levels for each of its steps. */
const LIMITS = { maxBytes: 512 << 20, maxDepth: 1024 };

/** Members that are undefined are not there. */
export function jsonOf(value: unknown): JsonValue {
  return parseJson(utf8(JSON.stringify(value ?? null)), LIMITS);
}
