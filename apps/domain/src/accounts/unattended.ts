/** Requests that a page sends by itself: they are no use of a session, which so ends at a screen that nobody sits at. */

import type { HttpRequest } from '@sallyport/http';

/** Sent with `1` by a page at which nobody did anything for a while. Whoever leaves it out is taken for a person. */
export const IDLE_HEADER = 'x-sallyport-idle';

export function isUnattended({ headers }: HttpRequest): boolean {
  return headers.get(IDLE_HEADER) === '1';
}
