/**
 * JSON Canonicalization Scheme, RFC 8785: no white space, names sorted by UTF-16 code units, numbers and texts as
 * ECMAScript writes them. That last part is what JSON.stringify does for well-formed texts and finite numbers, in
 * this engine as in every other: the specification takes it from ECMAScript.
 */

import { isJsonObject, type JsonValue } from '@sallyport/core';
import { fail } from '../errors.ts';
import { checkNumber, checkText } from './strict-json.ts';

const MAX_DEPTH = 128;

/**
 * The canonical text; its UTF-8 is what is hashed.
 * @throws E_CLAIMS_I_JSON for lone surrogates, NaN and infinities (RFC 8785 §3.2.2.2, §3.2.2.3),
 * E_CLAIMS_TOO_LARGE for a value nested deeper than 128
 */
export function canonicalize(value: JsonValue): string {
  return write(value, MAX_DEPTH);
}

function write(value: JsonValue, depth: number): string {
  if (depth === 0) throw fail('E_CLAIMS_TOO_LARGE', `nested deeper than ${MAX_DEPTH}`);
  if (typeof value === 'string') return writeText(value);
  if (typeof value === 'number') {
    checkNumber(value);
    return JSON.stringify(value);
  }
  if (typeof value !== 'object' || value === null) return String(value);
  if (!isJsonObject(value)) return `[${value.map((element) => write(element, depth - 1)).join(',')}]`;
  const members: string[] = [];
  // Array.prototype.sort compares texts by code units, as §3.2.3 demands.
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    // Only for values made in code: JSON itself has no undefined, and leaves such members out.
    if (member !== undefined) members.push(`${writeText(name)}:${write(member, depth - 1)}`);
  }
  return `{${members.join(',')}}`;
}

function writeText(text: string): string {
  checkText(text);
  return JSON.stringify(text);
}
