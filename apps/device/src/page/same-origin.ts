/**
 * Who may ask the page for anything: a page on this machine has no sign-in, so no other web site may reach it through a person's
 * browser, neither by a form or a script nor by a name that leads to loopback (DNS rebinding).
 */

import type { HttpRequest } from '@sallyport/http';
import { fail } from '../errors.ts';

/** The header that a page of another origin cannot send without being asked first (Fetch, CORS preflight). */
export const PAGE_HEADER = 'x-sallyport';

/** Loopback by names that no resolver is asked for. */
const HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/** @throws E_DEVICE_PAGE_HOST for a request under another name */
export function requireOwnHost({ headers }: HttpRequest): string {
  const host = headers.get('host') ?? '';
  if (!HOST.test(host)) throw fail('E_DEVICE_PAGE_HOST', 'the page is reached under another name than its own');
  return host;
}

/** @throws E_DEVICE_PAGE_HOST, E_DEVICE_PAGE_ORIGIN for a change that is not asked for by the page itself */
export function requireOwnPage(request: HttpRequest): void {
  const host = requireOwnHost(request);
  const { headers } = request;
  const site = headers.get('sec-fetch-site');
  const isOwn =
    headers.get('origin') === `http://${host}` &&
    headers.get(PAGE_HEADER) === '1' &&
    (site === undefined || site === 'same-origin');
  if (!isOwn) throw fail('E_DEVICE_PAGE_ORIGIN', 'the request does not come from the page of the device');
}
