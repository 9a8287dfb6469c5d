/** Requests that another page made a browser send. */

import { apiFail } from '@sallyport/api';
import type { HttpRequest } from '@sallyport/http';
import type { OwnOrigin } from './own-origin.ts';

/** The header field that a page of another origin cannot send without being asked about it first. */
export const PAGE_HEADER = 'x-sallyport';

/** How a browser says that the request comes from a page of this origin, or was typed by a person. */
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);

/**
 * For whoever comes with a cookie or with nothing; a token is no browser's. Three things must agree, each of which another page
 * cannot do: what the browser says of the page (Fetch Metadata), the origin, and a header field of our own.
 * @throws E_API_CSRF
 */
export function requireOwnPage(request: HttpRequest, changes: boolean, own: OwnOrigin): void {
  const { headers } = request;
  const site = headers.get('sec-fetch-site');
  if (site !== undefined && !OWN_SITES.has(site)) throw apiFail('E_API_CSRF', 'a page of another origin asks');
  const origin = own.of(request);
  if (origin === undefined) throw apiFail('E_API_CSRF', 'the console is not at home under this host name');
  const said = headers.get('origin');
  if (said !== undefined && said !== origin) throw apiFail('E_API_CSRF', 'a page of another origin asks');
  if (!changes) return;
  if (said === undefined) throw apiFail('E_API_CSRF', 'a change says by Origin what page asks for it');
  if (site === 'none') throw apiFail('E_API_CSRF', 'a change is asked for by a page');
  if (!headers.has(PAGE_HEADER)) throw apiFail('E_API_CSRF', `a change is asked for with ${PAGE_HEADER}`);
}
