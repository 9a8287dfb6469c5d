/**
 * I-JSON (RFC 7493) from strangers. Two readers that take different values from one text would let a signature
 * stand for two statements, so what JSON leaves open is closed: names twice in an object, lone surrogates, numbers
 * beyond a double.
 */

import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { ClaimLimits } from '../limits.ts';

export type StrictJsonLimits = Pick<ClaimLimits, 'maxBytes' | 'maxDepth' | 'maxMembers'>;

/**
 * @throws E_JSON_TOO_LARGE, E_JSON_TOO_DEEP, E_JSON_SYNTAX, E_BYTES_UTF8, E_CLAIMS_TOO_LARGE, E_CLAIMS_DUPLICATE_NAME,
 * E_CLAIMS_I_JSON
 */
export function parseStrictJson(bytes: Uint8Array, limits: StrictJsonLimits): JsonValue {
  const value = parseJson(bytes, limits);
  const inValue = countMembers(value, limits.maxMembers);
  // JSON.parse keeps the last of equal names and drops the others, so an object with a duplicate is smaller than its text.
  if (inValue !== countColons(bytes)) {
    throw fail('E_CLAIMS_DUPLICATE_NAME', 'an object names a member twice');
  }
  return value;
}

/** @throws what {@link parseStrictJson} throws, E_CLAIMS_FORM when the document is no object */
export function parseStrictObject(bytes: Uint8Array, limits: StrictJsonLimits): JsonObject {
  const value = parseStrictJson(bytes, limits);
  if (!isJsonObject(value)) throw fail('E_CLAIMS_FORM', 'the document is not a JSON object');
  return value;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

function countColons(bytes: Uint8Array): number {
  let colons = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) inString = !inString;
    else if (inString && byte === BACKSLASH) i++;
    else if (!inString && byte === COLON) colons++;
  }
  return colons;
}

/** Counts the members of all objects, and checks every scalar on the way. The depth was bounded by the parser. */
function countMembers(root: JsonValue, most: number): number {
  let members = 0;
  let nodes = 0;
  const visit = (value: JsonValue): void => {
    if (++nodes > most) throw fail('E_CLAIMS_TOO_LARGE', `more than ${most} values in one document`);
    if (typeof value === 'string') checkText(value);
    else if (typeof value === 'number') checkNumber(value);
    if (typeof value !== 'object' || value === null) return;
    if (!isJsonObject(value)) {
      for (const element of value) visit(element);
      return;
    }
    for (const [name, member] of Object.entries(value)) {
      members++;
      checkText(name);
      visit(member);
    }
  };
  visit(root);
  return members;
}

/** @throws E_CLAIMS_I_JSON */
export function checkText(text: string): void {
  if (!text.isWellFormed()) throw fail('E_CLAIMS_I_JSON', 'a text has half of a surrogate pair');
}

/** @throws E_CLAIMS_I_JSON */
export function checkNumber(value: number): void {
  if (!Number.isFinite(value)) throw fail('E_CLAIMS_I_JSON', 'a number is beyond what a double holds');
}
