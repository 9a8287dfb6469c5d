/** The Retry-After field (RFC 9110 §10.2.3), as EST uses it with 202 (RFC 7030 §4.2.3). */

import { type Milliseconds, SECOND } from '@sallyport/core';

/** `Sun, 06 Nov 1994 08:49:37 GMT`; the two obsolete forms of RFC 9110 §5.6.7 are not read. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Whole seconds, at least one: a client that comes back at once would only be sent away again. */
export function formatRetryAfter(wait: Milliseconds): string {
  return String(Math.max(1, Math.ceil(wait / SECOND)));
}

/** The time to wait from now, never negative; undefined when the field says nothing that can be understood. */
export function parseRetryAfter(field: string | undefined, now: Date): Milliseconds | undefined {
  const text = field?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text) * SECOND;
  if (!HTTP_DATE.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
