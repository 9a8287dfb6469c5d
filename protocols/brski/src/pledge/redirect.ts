/** Where a redirection leads, if a pledge may follow it at all (RFC 8995 §5.6, RFC 9110 §15.4). */

import { fail } from '../errors.ts';
import type { Origin } from './messages.ts';

const MAX_LOCATION = 2048;
const HTTPS_PORT = 443;

/** Codes after which the same POST may be sent again elsewhere. 303 asks for GET, which fetches no voucher. */
const FOLLOWED: ReadonlySet<number> = new Set([301, 302, 307, 308]);

export interface RedirectTarget {
  readonly origin: Origin;
  /** Path and query. */
  readonly path: string;
  /** True when the web origin (scheme, host and port, RFC 6454) is not the current one. */
  readonly isOtherOrigin: boolean;
}

/** @throws E_BRSKI_PLEDGE_REDIRECT */
export function redirectTarget(
  status: number,
  location: string | undefined,
  current: Origin & { readonly path: string },
): RedirectTarget {
  if (!FOLLOWED.has(status)) throw fail('E_BRSKI_PLEDGE_REDIRECT', `status ${status} cannot be followed with a POST`);
  if (location === undefined) throw fail('E_BRSKI_PLEDGE_REDIRECT', 'a redirection without Location');
  if (location.length > MAX_LOCATION) throw fail('E_BRSKI_PLEDGE_REDIRECT', 'Location is too long');
  const base = `https://${hostForUrl(current.host)}:${current.port}${current.path}`;
  const url = URL.canParse(location, base) ? new URL(location, base) : undefined;
  if (url === undefined) throw fail('E_BRSKI_PLEDGE_REDIRECT', 'Location is no URL');
  // RFC 8995 §5 knows HTTPS only: a voucher-request never goes out in the clear.
  if (url.protocol !== 'https:') throw fail('E_BRSKI_PLEDGE_REDIRECT', `redirected to ${url.protocol}`);
  if (url.username !== '' || url.password !== '') {
    throw fail('E_BRSKI_PLEDGE_REDIRECT', 'Location carries a user name or password');
  }
  const isOtherOrigin = url.origin !== new URL(base).origin;
  const port = url.port === '' ? HTTPS_PORT : Number(url.port);
  if (port === 0) throw fail('E_BRSKI_PLEDGE_REDIRECT', 'redirected to port 0');
  const origin = isOtherOrigin
    ? { host: url.hostname.replace(/^\[|\]$/g, ''), port }
    : { host: current.host, port: current.port };
  return { origin, path: url.pathname + url.search, isOtherOrigin };
}

/** Where a pledge has got to by redirections, and how far it may still go. */
export class RedirectTrail {
  readonly #maxSameOrigin: number;
  #origin: Origin;
  #path: string;
  #otherOrigins = 0;
  #sameOrigin = 0;

  constructor(start: Origin & { readonly path: string }, maxSameOrigin: number) {
    this.#origin = { host: start.host, port: start.port };
    this.#path = start.path;
    this.#maxSameOrigin = maxSameOrigin;
  }

  get origin(): Origin {
    return this.#origin;
  }

  get path(): string {
    return this.#path;
  }

  /** True until the first redirection to another origin. */
  get isAtStart(): boolean {
    return this.#otherOrigins === 0;
  }

  /** Moves on; tells whether the origin changed. @throws E_BRSKI_PLEDGE_REDIRECT */
  follow(status: number, location: string | undefined): 'same-origin' | 'other-origin' {
    const target = redirectTarget(status, location, { ...this.#origin, path: this.#path });
    const count = target.isOtherOrigin ? ++this.#otherOrigins : ++this.#sameOrigin;
    // RFC 8995 §5.6: a pledge MUST NOT follow more than one redirection to another web origin.
    if (count > (target.isOtherOrigin ? 1 : this.#maxSameOrigin)) {
      throw fail('E_BRSKI_PLEDGE_REDIRECT', 'the registrar redirects again and again');
    }
    this.#origin = target.origin;
    this.#path = target.path;
    return target.isOtherOrigin ? 'other-origin' : 'same-origin';
  }
}

/** The zone of a link-local address means nothing outside this machine and has no place in a URL (RFC 6874, RFC 9844). */
export function hostForUrl(host: string): string {
  const bare = host.replace(/%.*$/, '');
  return bare.includes(':') ? `[${bare}]` : bare;
}
