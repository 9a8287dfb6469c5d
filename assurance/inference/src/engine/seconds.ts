/** Time as rules see it: whole seconds since 1970. */

import { fail } from '../errors.ts';

/** Beyond it there is no Date. */
const MOST = 8.64e12;

/** @throws E_INFERENCE_TIME */
export function secondsOf(at: Date): number {
  const seconds = Math.floor(at.getTime() / 1000);
  if (Number.isNaN(seconds)) throw fail('E_INFERENCE_TIME', 'not a date');
  return seconds;
}

/** The date at which this second has begun; undefined beyond all dates. */
export function dateOf(seconds: number): Date | undefined {
  return Math.ceil(seconds) > MOST ? undefined : new Date(Math.ceil(seconds) * 1000);
}
