/** The bounds of a listener on a hostile network. Sizes in bytes, times in milliseconds. */

import { fail } from './errors.ts';

export interface ServerLimits {
  /** Largest request body; larger ones get 413 and never more than this is held. Default 256 KiB. */
  readonly maxBodyBytes: number;
  /**
   * Request bodies held at a time over all connections; one that would go beyond gets 503. Without this bound, clients
   * that stop before the end of their bodies would hold `maxConnections` times `maxBodyBytes`. Default 64 MiB, or one
   * body where that is more.
   */
  readonly maxHeldBytes: number;
  /** Largest request line and header together; larger ones get 431. Default 8 KiB. */
  readonly maxHeaderBytes: number;
  /** Most header fields in one request; surplus ones are dropped. Default 64. */
  readonly maxHeaderFields: number;
  /** Time for a TLS handshake. Default 10 s. */
  readonly handshakeTimeout: number;
  /** Time for the header, from its first byte (or from the handshake, for the first request). Default 10 s; 408. */
  readonly headersTimeout: number;
  /** Time for the whole request, header and body. Default 30 s; 408. */
  readonly requestTimeout: number;
  /**
   * How long a connection may rest between two requests. Default 90 s: a device told to come back later waits up to
   * 60 s on the same connection (RFC 8995 §5.6).
   */
  readonly idleTimeout: number;
  /** Time for the client to take a response, or one part of a streamed one. Default 30 s. */
  readonly writeTimeout: number;
  /** How long a refused body is read and thrown away, so that the refusal reaches its sender. Default 2 s. */
  readonly lingerTimeout: number;
  /** Connections at a time; further ones are closed at once. Default 4096. */
  readonly maxConnections: number;
  /** Of those, connections from one address (a /64 of IPv6 counts as one). Default: as many as there may be. */
  readonly maxConnectionsPerAddress: number;
  /** TLS handshakes at a time; while so many are under way, new connections are closed at once. Default 256. */
  readonly maxHandshakes: number;
  /** Of those, handshakes with one address. Default: as many as there may be. */
  readonly maxHandshakesPerAddress: number;
  /** Requests on one connection; the last one is answered with `Connection: close`. Default 1000. */
  readonly maxRequestsPerConnection: number;
  /** Requests a client may send ahead of their answers (pipelining); one more closes the connection. Default 8. */
  readonly maxPipelined: number;
  /** How long `close` waits for answers under way before it cuts connections. Default 5 s. */
  readonly closeTimeout: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
  maxBodyBytes: 256 * 1024,
  maxHeldBytes: 64 * 1024 * 1024,
  maxHeaderBytes: 8 * 1024,
  maxHeaderFields: 64,
  handshakeTimeout: 10_000,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  idleTimeout: 90_000,
  writeTimeout: 30_000,
  lingerTimeout: 2_000,
  maxConnections: 4096,
  maxConnectionsPerAddress: 4096,
  maxHandshakes: 256,
  maxHandshakesPerAddress: 256,
  maxRequestsPerConnection: 1000,
  maxPipelined: 8,
  closeTimeout: 5_000,
};

/** @throws E_HTTP_ARGUMENT when a limit is not a positive number, or one contradicts another */
export function completeLimits(given: Partial<ServerLimits> = {}): ServerLimits {
  const maxHeldBytes = Math.max(DEFAULT_LIMITS.maxHeldBytes, given.maxBodyBytes ?? 0);
  const { maxConnections, maxHandshakes } = { ...DEFAULT_LIMITS, ...given };
  const ofOne = { maxConnectionsPerAddress: maxConnections, maxHandshakesPerAddress: maxHandshakes };
  const limits = { ...DEFAULT_LIMITS, ...ofOne, maxHeldBytes, ...given };
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value <= 0) {
      throw fail('E_HTTP_ARGUMENT', `limit ${name} must be a positive whole number`);
    }
  }
  if (limits.maxBodyBytes > limits.maxHeldBytes) {
    throw fail('E_HTTP_ARGUMENT', 'limit maxBodyBytes must not be above maxHeldBytes');
  }
  if (limits.headersTimeout > limits.requestTimeout) {
    throw fail('E_HTTP_ARGUMENT', 'limit headersTimeout must not be longer than requestTimeout');
  }
  return limits;
}
