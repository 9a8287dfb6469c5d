/** Times in credentials: XML Schema dateTimeStamp (VC Data Model 2.0 §4.9), which always has seconds and a zone. */

import type { JsonValue } from '@sallyport/core';
import { fail } from '../errors.ts';

const PATTERN = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:Z|[+-](\d\d):(\d\d))$/;

/** Fractions finer than a millisecond are cut off. @throws E_CLAIMS_TIME */
export function parseTime(value: JsonValue | undefined): Date {
  const match = typeof value === 'string' ? PATTERN.exec(value) : null;
  if (typeof value !== 'string' || match === null) throw fail('E_CLAIMS_TIME', 'not a dateTimeStamp');
  const [year, month, day, hour, minute, second, zoneHour = 0, zoneMinute = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const lastDay = new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate();
  const fits =
    between(month, 1, 12) &&
    between(day, 1, lastDay) &&
    between(hour, 0, 23) &&
    between(minute, 0, 59) &&
    between(second, 0, 59) &&
    between(zoneHour, 0, 14) &&
    between(zoneMinute, 0, 59);
  if (!fits) throw fail('E_CLAIMS_TIME', 'a dateTimeStamp of a moment that does not exist');
  return new Date(value);
}

/**
 * In UTC, with milliseconds where there are any: of two statements about the same the one that is valid from later stands, and
 * both may be made within a second.
 */
export function formatTime(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z');
}

function between(value: number | undefined, low: number, high: number): boolean {
  return value !== undefined && value >= low && value <= high;
}
