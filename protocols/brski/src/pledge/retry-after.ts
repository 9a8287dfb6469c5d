/** How long a pledge waits after 202 (RFC 8995 §5.6, RFC 9110 §10.2.3). */

import { type Milliseconds, SECOND } from '@sallyport/core';

/** RFC 8995 §5.6: the pledge MUST limit the time to 60 seconds, so that no registrar can delay it much. */
export const MAX_RETRY_AFTER: Milliseconds = 60 * SECOND;
/** A registrar that says 0 must not make the pledge spin. */
export const MIN_RETRY_AFTER: Milliseconds = SECOND;

/**
 * The wait in milliseconds, from 1 to 60 seconds. A header that is absent, malformed, or a date on a pledge without a
 * trusted clock (`now` undefined) counts as the longest wait: RFC 8995 §5.6 allows one fixed value.
 */
export function retryAfter(header: string | undefined, now: Date | undefined): Milliseconds {
  const asked = header === undefined ? undefined : (seconds(header) ?? untilDate(header, now));
  return Math.min(MAX_RETRY_AFTER, Math.max(MIN_RETRY_AFTER, asked ?? MAX_RETRY_AFTER));
}

function seconds(header: string): Milliseconds | undefined {
  return /^[0-9]{1,10}$/.test(header) ? Number(header) * SECOND : undefined;
}

/** IMF-fixdate alone; the obsolete forms of RFC 9110 §5.6.7 are taken for malformed. */
const IMF_FIXDATE = /^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$/;

function untilDate(header: string, now: Date | undefined): Milliseconds | undefined {
  if (now === undefined || !IMF_FIXDATE.test(header)) return undefined;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : date - now.getTime();
}
