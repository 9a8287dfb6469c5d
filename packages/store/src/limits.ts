/**
 * What a name, key or document may be, so that both databases accept it and order it alike:
 * PostgreSQL stores no NUL, neither stores lone surrogates, and a B-tree entry of PostgreSQL holds about 2700 bytes.
 */

import type { JsonValue } from '@sallyport/core';
import { fail } from './errors.ts';

/** Longest stream, type, unique key, row key or text index value, in bytes of UTF-8. */
export const MAX_KEY_BYTES = 1024;
/** Largest event data or row, in characters of JSON. */
export const MAX_DOCUMENT_LENGTH = 1024 * 1024;
/** Most events in one append. */
export const MAX_EVENTS = 10_000;
/** Most appends and transactions waiting for the disk at once; further ones are refused with E_STORE_BUSY. */
export const MAX_WAITING = 10_000;
/** Most rows in one page. */
export const MAX_PAGE = 1000;

/** @throws E_STORE_ARGUMENT unless `text` is well-formed, free of NUL, not empty and short enough. */
export function checkKey(what: string, text: string): string {
  if (text.length === 0) throw fail('E_STORE_ARGUMENT', `${what} is empty`);
  return checkText(what, text);
}

/** As {@link checkKey}, but the empty text is allowed. */
export function checkText(what: string, text: string): string {
  if (text.length > MAX_KEY_BYTES || Buffer.byteLength(text) > MAX_KEY_BYTES) {
    throw fail('E_STORE_ARGUMENT', `${what} is longer than ${MAX_KEY_BYTES} bytes`);
  }
  if (text.includes('\0') || !text.isWellFormed()) {
    throw fail('E_STORE_ARGUMENT', `${what} holds a NUL or half a surrogate pair`);
  }
  return text;
}

/** @throws E_STORE_ARGUMENT when the JSON text would be too long or the value is not JSON */
export function documentText(what: string, value: JsonValue): string {
  // The declared type of JSON.stringify hides that it gives undefined for functions and undefined.
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw fail('E_STORE_ARGUMENT', `${what} is not a JSON value`);
  if (text.length > MAX_DOCUMENT_LENGTH) {
    throw fail('E_STORE_ARGUMENT', `${what} is longer than ${MAX_DOCUMENT_LENGTH} characters of JSON`);
  }
  return text;
}

const IDENTIFIER = /^[a-z][a-z0-9_]{0,29}$/;

/** Names that become part of SQL identifiers. @throws E_STORE_ARGUMENT */
export function checkIdentifier(what: string, name: string): string {
  if (!IDENTIFIER.test(name)) {
    throw fail('E_STORE_ARGUMENT', `${what} "${name}" must be up to 30 of a-z, 0-9 and _, beginning with a letter`);
  }
  return name;
}
