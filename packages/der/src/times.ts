/** UTCTime and GeneralizedTime in the only forms RFC 5280 §4.1.2.5 and X.690 §11.7, §11.8 allow: Zulu, seconds, no fraction. */

import { fail } from './errors.ts';

/** RFC 5280 §4.1.2.5: two-digit years from 50 on are in the twentieth century. */
const CENTURY_PIVOT = 50;

const UTC_TIME = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;

export function decodeUtcTime(content: Uint8Array, offset: number): Date {
  const match = UTC_TIME.exec(Buffer.from(content).toString('latin1'));
  if (match === null) throw fail('E_DER_VALUE', `UTCTime is not YYMMDDHHMMSSZ at offset ${offset}`);
  const shortYear = Number(match[1]);
  return toDate(shortYear + (shortYear >= CENTURY_PIVOT ? 1900 : 2000), match, offset);
}

export function decodeGeneralizedTime(content: Uint8Array, offset: number): Date {
  const match = GENERALIZED_TIME.exec(Buffer.from(content).toString('latin1'));
  if (match === null) throw fail('E_DER_VALUE', `GeneralizedTime is not YYYYMMDDHHMMSSZ at offset ${offset}`);
  return toDate(Number(match[1]), match, offset);
}

function toDate(year: number, match: RegExpExecArray, offset: number): Date {
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(2).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const same =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!same) throw fail('E_DER_VALUE', `no such date or time at offset ${offset}`);
  return date;
}

/** True when RFC 5280 §4.1.2.5 wants UTCTime for this date (years 1950 to 2049). */
export function fitsUtcTime(date: Date): boolean {
  const year = date.getUTCFullYear();
  return year >= 1950 && year <= 2049;
}

/** `YYYYMMDDHHMMSSZ`; fractions of a second are dropped. */
export function formatGeneralizedTime(date: Date): string {
  const year = date.getUTCFullYear();
  if (Number.isNaN(year) || year < 0 || year > 9999) throw fail('E_DER_ENCODE', 'date outside the years 0 to 9999');
  return `${date
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/[-:T]/g, '')}Z`;
}
