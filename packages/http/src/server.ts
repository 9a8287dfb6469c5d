/**
 * A bounded HTTP/1.1 listener over TLS 1.2 and 1.3, or plain (RFC 9110, RFC 9112).
 *
 * The client's certificate is asked for and never judged here: the protocol engine judges it (RFC 8995 §5.2 and
 * RFC 7030 §3.3.2 want an HTTP answer, not a TLS alert, for a certificate that does not please).
 */

import type { KeyObject } from 'node:crypto';
import { createServer as createHttpServer, type Server as HttpServer, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { reasonOf } from '@sallyport/core';
import { boundHandshakes } from './bound-handshakes.ts';
import { fail } from './errors.ts';
import { completeLimits, type ServerLimits } from './limits.ts';
import { Listener } from './listener.ts';
import type { ConnectionInfo } from './message.ts';
import type { ExchangeOptions } from './server-exchange.ts';
import { contextOptions, type TlsIdentity, type TlsTuning } from './tls-context.ts';
import { NOBODYS_CRL } from './unjudged.ts';

export interface ServingOptions extends Omit<ExchangeOptions, 'limits'> {
  readonly limits?: Partial<ServerLimits>;
  /** Told when a connection that carried at least one request has ended: state kept by connection can go. */
  readonly onConnectionEnd?: (connection: ConnectionInfo) => void;
}

export interface HttpServerOptions extends ServingOptions {
  /** Address to listen on, for example `127.0.0.1` or `::`. */
  readonly host: string;
  /** Port to listen on; 0 lets the system choose. */
  readonly port: number;
}

export interface SocketServerOptions extends ServingOptions {
  /** Where the socket is made, in place of whatever a killed process left there. 107 bytes at most. */
  readonly path: string;
}

export interface TlsServerOptions extends HttpServerOptions, TlsTuning {
  /** Private key of the end-entity certificate: a key object or PEM. */
  readonly key: KeyObject | string;
  /** DER certificates to present, end entity first. */
  readonly certificateChain: readonly Uint8Array[];
  /** Ask for a client certificate. Whatever comes, or nothing, is accepted and handed on unjudged. */
  readonly requestClientCertificate: boolean;
  /**
   * DER certificates whose subjects are named to the client as a hint which certificate to present
   * (RFC 8446 §4.2.4). Default none: any. Only a hint: certificates from elsewhere are handed on all the same.
   */
  readonly clientAuthorities?: readonly Uint8Array[];
  /** Told of handshakes that failed. */
  readonly onTlsError?: (failure: { readonly remoteAddress: string; readonly reason: string }) => void;
}

export interface RunningServer {
  readonly host: string;
  readonly port: number;
  /** Connections open now. */
  readonly connections: number;
  /** Stops listening, lets answers under way finish, then ends every connection. */
  close(): Promise<void>;
}

/** Listens on a socket of the file system, which only the user who started it may use. */
export type RunningSocketServer = Pick<RunningServer, 'connections' | 'close'> & { readonly path: string };

export interface RunningTlsServer extends RunningServer {
  /** Presents another certificate from the next connection on; for renewal without a restart. @throws E_HTTP_TLS_IDENTITY */
  replaceIdentity(identity: TlsIdentity): void;
}

/**
 * Starts a TLS listener.
 * @throws E_HTTP_PORT_IN_USE, E_HTTP_PORT_FORBIDDEN, E_HTTP_ADDRESS_UNAVAILABLE, E_HTTP_LISTEN_FAILED,
 *   E_HTTP_TLS_IDENTITY, E_HTTP_ARGUMENT
 */
export async function startTlsServer(options: TlsServerOptions): Promise<RunningTlsServer> {
  const limits = completeLimits(options.limits);
  const contextFor = (identity: TlsIdentity) => ({
    ...contextOptions(identity, options.clientAuthorities ?? [], options),
    crl: NOBODYS_CRL,
  });
  const identity = { key: options.key, certificateChain: options.certificateChain };
  const server = withIdentity(() =>
    createHttpsServer({
      ...parserOptions(limits),
      ...contextFor(identity),
      requestCert: options.requestClientCertificate,
      rejectUnauthorized: false,
      handshakeTimeout: limits.handshakeTimeout,
    }),
  );
  // Undefined once the identity was replaced: handshakes under way then may still show the one before.
  let onlyCertificate = identity.certificateChain[0];
  const listener = new Listener(server, { ...options, limits, localCertificate: () => onlyCertificate });
  boundHandshakes(server, limits, options.onTlsError);
  await listener.listen(options.host, options.port);
  return Object.assign(listener, {
    replaceIdentity(next: TlsIdentity) {
      withIdentity(() => server.setSecureContext(contextFor(next)));
      onlyCertificate = undefined;
    },
  });
}

/**
 * Starts a listener without TLS, for what needs none: CRLs (RFC 5280 §8 advises against TLS there), a local status page.
 * @throws E_HTTP_PORT_IN_USE, E_HTTP_PORT_FORBIDDEN, E_HTTP_ADDRESS_UNAVAILABLE, E_HTTP_LISTEN_FAILED, E_HTTP_ARGUMENT
 */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningServer> {
  const limits = completeLimits(options.limits);
  const server: HttpServer = createHttpServer(parserOptions(limits));
  const listener = new Listener(server, { ...options, limits });
  await listener.listen(options.host, options.port);
  return listener;
}

/**
 * Starts a listener on a Unix domain socket. Whoever may use the file is who started it: there is no TLS.
 * @throws E_HTTP_LISTEN_FAILED, E_HTTP_ARGUMENT
 */
export async function startSocketServer(options: SocketServerOptions): Promise<RunningSocketServer> {
  const limits = completeLimits(options.limits);
  const listener = new Listener(createHttpServer(parserOptions(limits)), { ...options, limits });
  await listener.listenAt(options.path);
  return listener;
}

function withIdentity<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw fail('E_HTTP_TLS_IDENTITY', `unusable TLS key or certificate: ${reasonOf(cause)}`, { cause });
  }
}

const SHORTEST_CHECK = 50;
const LONGEST_CHECK = 5_000;

function parserOptions(limits: ServerLimits): ServerOptions {
  const check = Math.min(limits.headersTimeout, limits.requestTimeout) / 4;
  return {
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.idleTimeout,
    connectionsCheckingInterval: Math.max(SHORTEST_CHECK, Math.min(LONGEST_CHECK, Math.floor(check))),
    // The strict parser refuses what request smuggling needs: Content-Length beside Transfer-Encoding, bare LF, …
    insecureHTTPParser: false,
    // Checked with the rest of the header, to give a reason in the body.
    requireHostHeader: false,
    // A repeated field joined with a comma fails its own parser; the first one silently winning would not.
    joinDuplicateHeaders: true,
    noDelay: true,
  };
}
