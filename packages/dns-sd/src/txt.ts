/** TXT records as keys and values (RFC 6763 §6). */

import { concat, utf8 } from '@sallyport/core';
import { fail } from './errors.ts';

/** `true` for a key without a value. Keys in lower case. */
export type TxtValues = ReadonlyMap<string, Uint8Array | true>;

const EQUALS = 0x3d;
const MAX_STRING = 255;
const MAX_TOTAL = 1300;
const KEY = /^[\x20-\x3c\x3e-\x7e]{1,64}$/;

export function readTxt(strings: readonly Uint8Array[]): TxtValues {
  const values = new Map<string, Uint8Array | true>();
  for (const string of strings) {
    const equals = string.indexOf(EQUALS);
    const name = Buffer.from(equals < 0 ? string : string.subarray(0, equals)).toString('latin1');
    // Strings that begin with "=" and keys that are no text are passed over; of equal keys the first counts (§6.4).
    if (!KEY.test(name)) continue;
    const key = name.toLowerCase();
    if (!values.has(key)) values.set(key, equals < 0 ? true : string.slice(equals + 1));
  }
  return values;
}

/** @throws E_DNS_SD_TXT */
export function writeTxt(values: Readonly<Record<string, string | Uint8Array | true>>): readonly Uint8Array[] {
  const strings = Object.entries(values).map(([key, value]) => {
    if (!KEY.test(key)) throw fail('E_DNS_SD_TXT', `${JSON.stringify(key)} is no key for a TXT record`);
    const string =
      value === true ? utf8(key) : concat(utf8(`${key}=`), typeof value === 'string' ? utf8(value) : value);
    if (string.length > MAX_STRING) throw fail('E_DNS_SD_TXT', `the value of ${key} is too long`);
    return string;
  });
  if (strings.reduce((sum, { length }) => sum + length + 1, 0) > MAX_TOTAL) {
    throw fail('E_DNS_SD_TXT', `the TXT record is over ${MAX_TOTAL} bytes`);
  }
  // A TXT record is never empty (§6.1).
  return strings.length === 0 ? [new Uint8Array(0)] : strings;
}
