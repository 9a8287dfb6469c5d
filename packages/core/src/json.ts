/** JSON from strangers: bounded in size and depth, with a typed error. */

import { fromUtf8 } from './bytes.ts';
import { type ErrorTable, errorFactory } from './errors.ts';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

export const JSON_ERRORS = {
  E_JSON_TOO_LARGE: { fault: 'peer', hint: 'Send a smaller document.' },
  E_JSON_TOO_DEEP: { fault: 'peer', hint: 'Send a document with less nesting.' },
  E_JSON_SYNTAX: { fault: 'peer', hint: 'Send valid JSON.', reference: 'RFC 8259' },
} as const satisfies ErrorTable;

const fail = errorFactory(JSON_ERRORS);

export interface JsonLimits {
  /** Largest accepted document in bytes. */
  readonly maxBytes: number;
  /** Deepest accepted nesting of arrays and objects. */
  readonly maxDepth: number;
}

/**
 * Parses UTF-8 JSON within limits. Depth is counted before parsing, so that a hostile document cannot exhaust the stack.
 * @throws E_JSON_TOO_LARGE, E_JSON_TOO_DEEP, E_JSON_SYNTAX, E_BYTES_UTF8
 */
export function parseJson(bytes: Uint8Array, limits: JsonLimits): JsonValue {
  if (bytes.length > limits.maxBytes) {
    throw fail('E_JSON_TOO_LARGE', `JSON document of ${bytes.length} bytes is over the limit of ${limits.maxBytes}`);
  }
  checkDepth(bytes, limits.maxDepth);
  const text = fromUtf8(bytes);
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch (cause) {
    throw fail('E_JSON_SYNTAX', 'not valid JSON', { cause });
  }
}

/** True for a JSON object, false for arrays, null and scalars. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function checkDepth(bytes: Uint8Array, maxDepth: number): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) {
      inString = true;
    } else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > maxDepth) throw fail('E_JSON_TOO_DEEP', `JSON nested deeper than ${maxDepth}`);
    } else if (byte === 0x5d || byte === 0x7d) {
      depth--;
    }
  }
}
