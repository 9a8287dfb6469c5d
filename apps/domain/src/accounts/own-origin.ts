/** Under which names the console is at home. */

import { isIP } from 'node:net';
import type { HttpRequest } from '@sallyport/http';

export interface OwnOriginOptions {
  /** Names and addresses under which the domain is reached. */
  readonly hosts: readonly string[];
  /** Where the console is reached when something stands before it, for example `https://home.example`. */
  readonly origin?: string;
}

/** Names of this machine that nobody else can have a certificate or an address for. */
const LOOPBACK: ReadonlySet<string> = new Set(['localhost']);

export class OwnOrigin {
  readonly #hosts: ReadonlySet<string>;
  readonly #origin: string | undefined;
  /** The first name that is no address: what passkeys can be made for. */
  readonly name: string | undefined;

  constructor({ hosts, origin }: OwnOriginOptions) {
    const all = origin === undefined ? hosts : [new URL(origin).hostname, ...hosts];
    this.#hosts = new Set(all.map((host) => host.toLowerCase()));
    this.#origin = origin;
    this.name = all.find((host) => isIP(unbracketed(host)) === 0);
  }

  /**
   * The origin of the console as this request's client reaches it, or undefined when it is none of its own: a name that somebody
   * else pointed at this address (DNS rebinding) is none. Addresses cannot be pointed elsewhere.
   */
  of(request: HttpRequest): string | undefined {
    const host = request.headers.get('host')?.toLowerCase();
    if (host === undefined || !URL.canParse(`https://${host}`)) return undefined;
    if (this.#origin !== undefined && new URL(this.#origin).host === host) return this.#origin;
    const { hostname, origin } = new URL(`https://${host}`);
    const isOwn = isIP(unbracketed(hostname)) !== 0 || LOOPBACK.has(hostname) || this.#hosts.has(hostname);
    return isOwn ? origin : undefined;
  }
}

/** The host name of an origin, an IPv6 address without its brackets. */
export function hostOf(origin: string): string {
  return unbracketed(new URL(origin).hostname);
}

function unbracketed(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
