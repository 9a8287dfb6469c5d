/** A RADIUS server over TLS (RFC 6614): who proves a certificate, and is known by it, may ask. */

import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import {
  isSallyportError,
  MINUTE,
  type Milliseconds,
  plain,
  reasonOf,
  type SallyportError,
  SECOND,
} from '@sallyport/core';
import type { Endpoint } from '../address.ts';
import { fail } from '../errors.ts';
import { MAX_PACKET_LENGTH } from '../packet/packet.ts';
import type { ServerChannel } from '../server/channel.ts';
import { completeClient } from '../server/known-clients.ts';
import type { RadiusServer } from '../server/server.ts';
import { endsConnection } from '../stream/endings.ts';
import { FrameReader } from '../stream/frame-reader.ts';
import { PORTS } from './ports.ts';
import { RADSEC_SECRET, type RadsecCredentials, radsecOptions } from './tls-context.ts';

/** Who is at the other end (RFC 6614 §2.4): its certificate leads to one of the authorities. */
export interface RadsecPeer {
  readonly from: Endpoint;
  /** The end entity’s, DER. */
  readonly certificate: Uint8Array;
}

export interface RadsecClient {
  /** What the owner calls it; stands in counters and events. */
  readonly name: string;
  /** Default true. Over TLS nothing can be forged in between, so an old client may be let off. */
  readonly requireMessageAuthenticator?: boolean;
}

export interface TlsServerOptions extends RadsecCredentials {
  /** Default 2083; 0 for one that is free. */
  readonly port?: number;
  /** Default: all addresses. */
  readonly host?: string;
  /** Which client this is, or undefined for none of ours: not everybody with a certificate may ask. */
  readonly identify: (peer: RadsecPeer) => RadsecClient | undefined;
  /** Default 256. */
  readonly maxConnections?: number;
  /** Default 10 s. */
  readonly handshakeTimeout?: Milliseconds;
  /** Without a packet for so long, a connection is closed. Default 10 minutes. */
  readonly idleTimeout?: Milliseconds;
  /** A connection was turned away or ended for what came on it. A stranger decides how often. */
  readonly refused?: (error: SallyportError, from: Endpoint) => void;
}

export interface TlsServer extends Endpoint {
  readonly connections: number;
  /** Ends all connections. */
  close(): Promise<void>;
}

const DEFAULT_MAX_CONNECTIONS = 256;
/** Answers that wait because the other side does not read. */
const MAX_UNSENT = 256 * MAX_PACKET_LENGTH;

/** @throws E_RADIUS_TLS_IDENTITY, E_RADIUS_SOCKET */
export async function serveTls(server: RadiusServer, options: TlsServerOptions): Promise<TlsServer> {
  const listener = createServer({
    ...radsecOptions(options),
    requestCert: true,
    rejectUnauthorized: true,
    handshakeTimeout: options.handshakeTimeout ?? 10 * SECOND,
  });
  listener.maxConnections = options.maxConnections ?? DEFAULT_MAX_CONNECTIONS;
  const sockets = new Set<Socket>();
  listener.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  let count = 0;
  listener.on('secureConnection', (socket) => serveConnection(server, socket, `tls ${++count}`, options));
  listener.on('tlsClientError', (error, socket) => {
    const from = endpointOf(socket);
    // Node only tells of a handshake that takes too long: whoever never ends one would hold a place for ever.
    socket.destroy();
    options.refused?.(fail('E_RADIUS_TLS_PEER', reasonOf(error), { cause: error }), from);
  });
  await listening(listener, options);
  const bound = listener.address();
  return {
    address: typeof bound === 'object' && bound !== null ? bound.address : '',
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    get connections() {
      return sockets.size;
    },
    async close() {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function listening(listener: Server, { host, port = PORTS.RADSEC }: TlsServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error) => reject(fail('E_RADIUS_SOCKET', `cannot listen: ${reasonOf(cause)}`, { cause }));
    listener.once('error', failed);
    listener.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      listener.off('error', failed);
      // Of single connections: they end by themselves.
      listener.on('error', () => {});
      resolve();
    });
  });
}

function serveConnection(server: RadiusServer, socket: TLSSocket, id: string, options: TlsServerOptions): void {
  const from = endpointOf(socket);
  const refuse = (error: SallyportError): void => {
    options.refused?.(error, from);
    socket.destroy();
  };
  socket.on('error', () => socket.destroy());
  const client = identified(socket, from, options);
  if (isSallyportError(client)) {
    refuse(client);
    return;
  }
  const channel: ServerChannel = {
    id,
    kind: 'any',
    client: completeClient({ ...client, addresses: [], secret: RADSEC_SECRET }),
    transmit: (packet) => {
      if (socket.destroyed) return;
      socket.write(packet);
      if (socket.writableLength > MAX_UNSENT) refuse(fail('E_RADIUS_OVERLOADED', 'the other side does not read'));
    },
  };
  const reader = new FrameReader();
  socket.setNoDelay(true);
  socket.setKeepAlive(true);
  socket.setTimeout(options.idleTimeout ?? 10 * MINUTE, () => socket.destroy());
  socket.on('data', (chunk) => {
    try {
      reader.push(plain(chunk), (packet) => {
        const error = socket.destroyed ? undefined : server.receive(packet, from, channel);
        if (error !== undefined && endsConnection(error)) refuse(error);
      });
    } catch (error) {
      if (!isSallyportError(error)) throw error;
      refuse(error);
    }
  });
  socket.on('close', () => server.forget(channel));
}

/** Nobody is let on because the question who it is could not be answered. */
function identified(socket: TLSSocket, from: Endpoint, { identify }: TlsServerOptions): RadsecClient | SallyportError {
  const unknown = 'the certificate is not one of a known client';
  try {
    const certificate = socket.getPeerX509Certificate();
    const client = certificate && identify({ from, certificate: plain(certificate.raw) });
    return client ?? fail('E_RADIUS_UNKNOWN_CLIENT', unknown);
  } catch (cause) {
    return fail('E_RADIUS_UNKNOWN_CLIENT', unknown, { cause });
  }
}

function endpointOf(socket: Socket): Endpoint {
  return { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
}
