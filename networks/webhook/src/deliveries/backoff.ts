/** When to send again, and when not. */

import { HOUR, MINUTE, type Milliseconds, type Random, SECOND } from '@sallyport/core';

const PAUSES: readonly Milliseconds[] = [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE];
const LONGEST: Milliseconds = HOUR;
/** Answers after which the same message may fare better (RFC 9110 §15, RFC 6585 §4, RFC 8470 §5.2). */
const TEMPORARY = new Set([408, 409, 421, 423, 425, 429]);

/** What an answer means. A redirect is not followed, so it is a refusal. */
export function verdictOn(status: number): 'taken' | 'again' | 'refused' {
  if (status >= 200 && status < 300) return 'taken';
  return status >= 500 || TEMPORARY.has(status) ? 'again' : 'refused';
}

/** The pause after so many attempts, longer and longer, up to a fifth more so that many do not come at once. */
export function pauseAfter(attempts: number, retryAfter: string | undefined, random: Random): Milliseconds {
  const pause = PAUSES[attempts - 1] ?? LONGEST;
  const asked = retryAfter !== undefined && /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * SECOND : 0;
  const [chance = 0] = random.bytes(1);
  return Math.round(Math.max(pause, Math.min(asked, LONGEST)) * (1 + chance / 255 / 5));
}
