/** UTCTime and GeneralizedTime in the only forms RFC 5280 §4.1.2.5 and X.690 §11.7, §11.8 allow: Zulu, seconds, no fraction. */

import { fail } from './errors.ts';

/** RFC 5280 §4.1.2.5: two-digit years from 50 on are in the twentieth century. */
const CENTURY_PIVOT = 50;
const ZERO = 0x30;
const ZULU = 0x5a;

export function decodeUtcTime(content: Uint8Array, offset: number): Date {
  const shortYear = content.length === 13 ? twoDigits(content, 0) : Number.NaN;
  const year = shortYear + (shortYear >= CENTURY_PIVOT ? 1900 : 2000);
  const date = dateOf(year, content, 2);
  if (date === undefined) throw fail('E_DER_VALUE', `UTCTime is not YYMMDDHHMMSSZ or no such time at offset ${offset}`);
  return date;
}

export function decodeGeneralizedTime(content: Uint8Array, offset: number): Date {
  const year = content.length === 15 ? twoDigits(content, 0) * 100 + twoDigits(content, 2) : Number.NaN;
  const date = dateOf(year, content, 4);
  if (date === undefined) {
    throw fail('E_DER_VALUE', `GeneralizedTime is not YYYYMMDDHHMMSSZ or no such time at offset ${offset}`);
  }
  return date;
}

/** NaN for anything but digits; arithmetic carries it on. */
function twoDigits(content: Uint8Array, at: number): number {
  const tens = (content[at] ?? 0) - ZERO;
  const ones = (content[at + 1] ?? 0) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** The rest after the year, `MMDDHHMMSSZ` from `at` on. Undefined when it is not that or the calendar has no such time. */
function dateOf(year: number, content: Uint8Array, at: number): Date | undefined {
  const month = twoDigits(content, at) - 1;
  const day = twoDigits(content, at + 2);
  const hour = twoDigits(content, at + 4);
  const minute = twoDigits(content, at + 6);
  const second = twoDigits(content, at + 8);
  if (content[at + 10] !== ZULU || !(hour < 24 && minute < 60 && second < 60)) return undefined;
  const date = new Date(Date.UTC(2000, 0, 1, hour, minute, second));
  // Not by Date.UTC, which takes the years before 100 for others.
  date.setUTCFullYear(year, month, day);
  // A day that the month does not have has moved into another month; NaN equals nothing.
  return date.getUTCMonth() === month && date.getUTCDate() === day ? date : undefined;
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
