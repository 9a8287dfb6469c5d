/**
 * A client for servers that are asked again and again: a registrar's for its MASAs (RFC 8995 §5.4). Connections are kept
 * and shared, the server is always authenticated, and the client authenticates by certificate, Basic, Digest or not at
 * all (§5.4 leaves that to both operators; §5.4.1 prefers the certificate).
 */

import { isSallyportError, type Random, systemRandom } from '@sallyport/core';
import type { ClientRequestInit, ExchangeLimits } from './client-exchange.ts';
import { ConnectionPool, DEFAULT_POOL_LIMITS, type PoolLimits } from './connection-pool.ts';
import { Authenticator, type Credentials } from './credentials.ts';
import { fail } from './errors.ts';
import type { ClientResponse, ConnectionTarget } from './persistent-connection.ts';
import type { ServerTrust } from './server-trust.ts';

export interface HttpsClientOptions extends Omit<ConnectionTarget, 'host' | 'port' | 'trust'> {
  /** Provisional trust is not for sale here: nobody would look at the chain afterwards. */
  readonly trust: Exclude<ServerTrust, { mode: 'provisional' }>;
  readonly credentials?: Credentials;
  readonly pool?: Partial<PoolLimits>;
  /** For client nonces. Default: the system's. */
  readonly random?: Random;
}

export interface HttpsRequestInit extends Omit<ClientRequestInit, 'path'> {
  /**
   * True when doing it twice does no more than doing it once: the request is then sent again if a kept connection turns
   * out to be closed (RFC 9110 §9.2.2). Default: true for GET, HEAD, PUT, DELETE and OPTIONS.
   */
  readonly idempotent?: boolean;
}

export interface HttpsClient {
  /**
   * Sends a request to an `https:` URL and reads its answer whole. Redirects are not followed.
   * @throws E_HTTP_ARGUMENT, E_HTTP_POOL_EXHAUSTED, E_HTTP_CREDENTIALS_UNSUPPORTED, and as {@link PersistentConnection}
   */
  request(url: string | URL, init?: HttpsRequestInit, limits?: ExchangeLimits): Promise<ClientResponse>;
  /** Ends every connection, also those in use. */
  close(): void;
}

const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);

/** @throws E_HTTP_ARGUMENT when the credentials' origin or user name is unusable */
export function createHttpsClient(options: HttpsClientOptions): HttpsClient {
  return new PooledHttpsClient(options);
}

class PooledHttpsClient implements HttpsClient {
  readonly #options: HttpsClientOptions;
  readonly #limits: PoolLimits;
  readonly #pools = new Map<string, ConnectionPool>();
  readonly #authenticator: Authenticator | undefined;
  readonly #authenticatedOrigin: string | undefined;
  #closed = false;

  constructor(options: HttpsClientOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_POOL_LIMITS, ...options.pool };
    const { credentials } = options;
    if (credentials !== undefined) {
      this.#authenticator = new Authenticator(credentials, options.random ?? systemRandom);
      this.#authenticatedOrigin = parseUrl(credentials.origin).origin;
    }
  }

  async request(url: string | URL, init: HttpsRequestInit = {}, limits: ExchangeLimits = {}): Promise<ClientResponse> {
    const target = parseUrl(url);
    const method = init.method ?? (init.body === undefined ? 'GET' : 'POST');
    const path = `${target.pathname}${target.search}`;
    const authenticator = target.origin === this.#authenticatedOrigin ? this.#authenticator : undefined;
    for (let round = 0; ; round++) {
      const authorization = authenticator?.authorization(method, path);
      const headers = { ...init.headers, ...(authorization === undefined ? {} : { authorization }) };
      const answer = await this.#send(target, { ...init, method, path, headers }, limits);
      if (answer.status !== 401 || authenticator === undefined || round >= 2) return answer;
      if (!authenticator.challenged(answer.headers['www-authenticate'], authorization !== undefined)) return answer;
    }
  }

  close(): void {
    this.#closed = true;
    for (const pool of this.#pools.values()) pool.close();
    this.#pools.clear();
  }

  async #send(url: URL, init: ClientRequestInit & HttpsRequestInit, limits: ExchangeLimits): Promise<ClientResponse> {
    const pool = this.#poolFor(url);
    const signal = limits.signal ?? this.#options.limits?.signal;
    const repeatable = init.idempotent ?? IDEMPOTENT.has(init.method ?? '');
    for (;;) {
      const lease = await pool.acquire(signal);
      try {
        return await lease.connection.request(init, limits);
      } catch (error) {
        if (!(lease.used && repeatable && isSallyportError(error, 'E_HTTP_CONNECTION_LOST'))) throw error;
      } finally {
        pool.release(lease.connection);
      }
    }
  }

  #poolFor(url: URL): ConnectionPool {
    if (this.#closed) throw fail('E_HTTP_CONNECTION_CLOSED', 'this client is closed');
    const known = this.#pools.get(url.origin);
    if (known !== undefined) return known;
    // So that asking many servers once leaves nothing behind.
    for (const [origin, pool] of this.#pools) if (pool.isEmpty) this.#pools.delete(origin);
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const port = url.port === '' ? 443 : Number(url.port);
    const { credentials: _credentials, pool: _pool, random: _random, ...target } = this.#options;
    const pool = new ConnectionPool({ ...target, host, port }, this.#limits);
    this.#pools.set(url.origin, pool);
    return pool;
  }
}

function parseUrl(url: string | URL): URL {
  const parsed = URL.parse(String(url));
  if (parsed?.protocol !== 'https:') throw fail('E_HTTP_ARGUMENT', 'not an https URL');
  // A password in a URL ends up in logs and histories (RFC 9110 §4.2.4).
  if (parsed.username !== '' || parsed.password !== '')
    throw fail('E_HTTP_ARGUMENT', 'a URL must not hold credentials');
  return parsed;
}
