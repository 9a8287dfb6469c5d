/** What sign-in operations take from the HTTP exchange that they are asked in. */

import { apiFail, type Exchange } from '@sallyport/api';
import type { HttpRequest } from '@sallyport/http';
import { cookieOf, NO_COOKIE } from '../cookie.ts';
import type { DomainAccounts } from '../domain-accounts.ts';
import type { Entered } from '../door.ts';
import { fail } from '../errors.ts';
import { SESSION_LIFETIME } from '../sign-ins.ts';

/** @throws E_ACCOUNT_SESSION where there is no HTTP in between */
export function requestOf({ request }: Exchange): HttpRequest {
  if (request === undefined) throw fail('E_ACCOUNT_SESSION', 'signing in is for clients of the API');
  return request;
}

/** Where the client is, under a name of the console. @throws E_API_CSRF, E_ACCOUNT_SESSION */
export function originOf(exchange: Exchange, { own }: DomainAccounts): string {
  const origin = own.of(requestOf(exchange));
  if (origin === undefined) throw apiFail('E_API_CSRF', 'the console is not at home under this host name');
  return origin;
}

/** Gives the browser one half of the session, and the page the other. */
export function letIn({ account, session }: Entered, exchange: Exchange) {
  exchange.headers.set('set-cookie', cookieOf(session.cookie, SESSION_LIFETIME));
  const { id, name, role } = account;
  const needsCredential = account.password === null && account.passkeys === 0;
  return { pageKey: session.pageKey, account: { id, name, role }, needsCredential };
}

export function takeCookie(exchange: Exchange): void {
  exchange.headers.set('set-cookie', NO_COOKIE);
}
