/** The leaf types of the voucher modules, read from and written to JSON (RFC 7951 §6). */

import { fromBase64, isSallyportError, type JsonValue, toBase64 } from '@sallyport/core';
import { fail } from '../errors.ts';
import { ASSERTIONS, type Assertion } from './attributes.ts';
import { formatDateAndTime, parseDateAndTime } from './date-and-time.ts';

/** Far above X520SerialNumber's 64 and any nonce seen; bounds what is stored and shown. */
const MAX_TEXT = 256;

/** Control characters have no place in what ends up in logs and on screens. */
const CONTROL = /\p{Cc}/u;

export interface LeafType<T> {
  /** @throws E_BRSKI_VOUCHER_SYNTAX */
  readonly read: (value: JsonValue, name: string) => T;
  /** @throws E_BRSKI_VOUCHER_INPUT */
  readonly write: (value: T, name: string) => JsonValue;
}

function syntax(name: string, expected: string) {
  return fail('E_BRSKI_VOUCHER_SYNTAX', `${name} is not ${expected}`, { details: { attribute: name } });
}

function input(name: string, expected: string) {
  return fail('E_BRSKI_VOUCHER_INPUT', `${name} is not ${expected}`, { details: { attribute: name } });
}

const DATE = 'a date-and-time';
const BINARY = 'base64 of one byte or more';
const TEXT = `text of 1 to ${MAX_TEXT} characters without control characters`;

export const date: LeafType<Date> = {
  read(value, name) {
    const parsed = typeof value === 'string' ? parseDateAndTime(value) : undefined;
    if (parsed === undefined) throw syntax(name, DATE);
    return parsed;
  },
  write(value, name) {
    const year = value.getUTCFullYear();
    if (!(year >= 0 && year <= 9999)) throw input(name, DATE);
    return formatDateAndTime(value);
  },
};

export const binary: LeafType<Uint8Array> = {
  // RFC 7951 §6.6 and RFC 8995 §5: standard base64, RFC 4648 §4.
  read(value, name) {
    if (typeof value !== 'string' || value === '') throw syntax(name, BINARY);
    try {
      return fromBase64(value);
    } catch (cause) {
      if (!isSallyportError(cause)) throw cause;
      throw fail('E_BRSKI_VOUCHER_SYNTAX', `${name} is not ${BINARY}`, { cause, details: { attribute: name } });
    }
  },
  write(value, name) {
    if (value.length === 0) throw input(name, BINARY);
    return toBase64(value);
  },
};

export const text: LeafType<string> = {
  read(value, name) {
    if (typeof value !== 'string' || !isFit(value)) throw syntax(name, TEXT);
    return value;
  },
  write(value, name) {
    if (!isFit(value)) throw input(name, TEXT);
    return value;
  },
};

export const flag: LeafType<boolean> = {
  read(value, name) {
    if (typeof value !== 'boolean') throw syntax(name, 'a boolean');
    return value;
  },
  write: (value) => value,
};

export const assertion: LeafType<Assertion> = {
  read(value, name) {
    const known = ASSERTIONS.find((candidate) => candidate === value);
    if (known === undefined) throw syntax(name, `one of ${ASSERTIONS.join(', ')}`);
    return known;
  },
  write: (value) => value,
};

function isFit(value: string): boolean {
  return value.length > 0 && value.length <= MAX_TEXT && value.isWellFormed() && !CONTROL.test(value);
}
