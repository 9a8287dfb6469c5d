/** The half of a session that the browser keeps from every script. */

import type { Milliseconds } from '@sallyport/core';

/** `__Host-`: only a secure answer of this very host can set it, for all its paths (RFC 6265bis §4.1.3.2). */
const NAME = '__Host-sallyport';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';

export function cookieOf(secret: string, lifetime: Milliseconds): string {
  return `${NAME}=${secret}; Max-Age=${Math.floor(lifetime / 1000)}; ${ATTRIBUTES}`;
}

/** Takes it away. */
export const NO_COOKIE = `${NAME}=; Max-Age=0; ${ATTRIBUTES}`;

/** The secret in a Cookie header field; undefined where there is none, or more than one: nobody could say which counts. */
export function secretIn(header: string | undefined): string | undefined {
  const found = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${NAME}=`));
  const [only] = found;
  return found.length === 1 ? only?.slice(NAME.length + 1) : undefined;
}
