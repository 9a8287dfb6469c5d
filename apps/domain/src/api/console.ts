/** The console: a TLS listener of its own, for browsers, with the API and the files of the page. */

import { type Api, apiProblem, assetHandler } from '@sallyport/api';
import { type HttpHandler, type HttpResponse, type RunningTlsServer, startTlsServer, text } from '@sallyport/http';
import type { ServerIdentityOptions } from '../server-identity.ts';
import { consoleIdentity } from './console-identity.ts';
import type { ConsoleOptions } from './console-options.ts';
import { secured, withSecurityHeaders } from './security-headers.ts';

export interface ConsoleParts extends ServerIdentityOptions {
  readonly options: ConsoleOptions;
  readonly api: Api;
  readonly onError: (error: unknown) => void;
}

/**
 * Of one address, a household of browsers or a few programs with streams: a stranger does not hold what everybody needs. Where
 * something stands before the console, everybody has its address.
 */
const SHARE_OF_ONE = { maxConnectionsPerAddress: 512, maxHandshakesPerAddress: 64 };
/** A page asks for many things at a time, and a browser opens some connections for that. */
const MAX_CONNECTIONS = 4096;
const MAX_REQUESTS_PER_CONNECTION = 100_000;
/** The largest body that any operation takes; how large each may be its own limit tells. */
const MAX_BODY = 144 * 1024 * 1024;
/** Bodies on their way at a time, over everybody who sends any. */
const MAX_HELD = 288 * 1024 * 1024;
const MAX_HEADER = 16 * 1024;

export class Console {
  readonly #parts: ConsoleParts;
  readonly #server: RunningTlsServer;
  #shown: Uint8Array | undefined;

  private constructor(parts: ConsoleParts, server: RunningTlsServer, shown: Uint8Array | undefined) {
    this.#parts = parts;
    this.#server = server;
    this.#shown = shown;
  }

  /** @throws E_HTTP_PORT_IN_USE, E_HTTP_…, E_CA_…, E_KEYSTORE_… */
  static async start(parts: ConsoleParts): Promise<Console> {
    const { options, api, vault, onError } = parts;
    try {
      const identity = await consoleIdentity(parts);
      const server = await startTlsServer({
        ...options.listen,
        ...identity,
        requestClientCertificate: false,
        handler: withSecurityHeaders(byPath(api, options)),
        bodyLimit: api.bodyLimit,
        refuse: refusal,
        limits: {
          maxConnections: MAX_CONNECTIONS,
          ...(options.origin === undefined ? SHARE_OF_ONE : {}),
          maxRequestsPerConnection: MAX_REQUESTS_PER_CONNECTION,
          maxBodyBytes: MAX_BODY,
          maxHeldBytes: MAX_HELD,
          maxHeaderBytes: MAX_HEADER,
        },
        onError,
      });
      return new Console(parts, server, identity.certificateChain[0]);
    } catch (thrown) {
      await vault.close();
      throw thrown;
    }
  }

  get port(): number {
    return this.#server.port;
  }

  /** Where people find it, by the first name in its certificate. */
  get url(): string {
    const { options, hosts } = this.#parts;
    const [host = 'localhost'] = hosts;
    return options.origin ?? `https://${host.includes(':') ? `[${host}]` : host}:${this.port}`;
  }

  /** Shows another certificate from the next connection on, where the one before nears its end. */
  async renew(): Promise<void> {
    const identity = await consoleIdentity(this.#parts);
    const [certificate] = identity.certificateChain;
    if (certificate === undefined || (this.#shown !== undefined && Buffer.compare(certificate, this.#shown) === 0))
      return;
    this.#server.replaceIdentity(identity);
    this.#shown = certificate;
  }

  /** Ends streams at once, and lets other answers finish. */
  async close(): Promise<void> {
    await this.#server.close();
    await this.#parts.vault.close();
  }
}

/** What never became a request of the API is refused as it refuses. */
function refusal(error: unknown, onError?: (error: unknown) => void): HttpResponse {
  const { headers, ...rest } = secured(apiProblem(error, onError));
  return { ...rest, headers: { 'cache-control': 'no-store', ...headers } };
}

function byPath(api: Api, { assets }: ConsoleOptions): HttpHandler {
  const page: HttpHandler =
    assets === undefined
      ? async () => text(404, 'no console is served here, only the API under /api/')
      : assetHandler(assets);
  return async (request) => {
    const isApi = request.path.startsWith('/api/') || request.path === '/api';
    return isApi ? api.handler(request) : page(request);
  };
}
