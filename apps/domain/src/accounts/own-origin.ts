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
  #port: number | undefined;
  /** The first name that is no address: what passkeys can be made for. */
  readonly name: string | undefined;

  constructor({ hosts, origin }: OwnOriginOptions) {
    const all = origin === undefined ? hosts : [new URL(origin).hostname, ...hosts];
    this.#hosts = new Set(all.map((host) => host.toLowerCase()));
    this.#origin = origin === undefined ? undefined : new URL(origin).origin;
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

  /** The console is answered at this port from now on. */
  listensOn(port: number): void {
    this.#port = port;
  }

  /**
   * Whether it is the console that answers at this origin. Host is what the sender of a request writes, and a passkey belongs to a
   * host name whatever the port: a proof that another service of this host was given must not count here.
   */
  isHome(origin: string): boolean {
    return origin === this.#origin || portOf(origin) === this.#port;
  }

  /** The origin of the console by a name; undefined where it has none, or does not listen. */
  get home(): string | undefined {
    if (this.#origin !== undefined && isIP(hostOf(this.#origin)) === 0) return this.#origin;
    if (this.name === undefined || this.#port === undefined) return undefined;
    return new URL(`https://${this.name}:${this.#port}`).origin;
  }
}

/** The host name of an origin, an IPv6 address without its brackets. */
export function hostOf(origin: string): string {
  return unbracketed(new URL(origin).hostname);
}

const HTTPS_PORT = 443;

function portOf(origin: string): number {
  const { port } = new URL(origin);
  return port === '' ? HTTPS_PORT : Number(port);
}

function unbracketed(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
