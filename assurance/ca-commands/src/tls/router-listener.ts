/** Where routers connect: the registrar's TLS port. */

import type { Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import {
  isSallyportError,
  type Milliseconds,
  reasonOf,
  type SallyportError,
  SECOND,
  systemTimer,
  type Timer,
} from '@sallyport/core';
import { fail } from '../errors.ts';
import type { RegistrarSide } from '../registrar/registrar-side.ts';
import { carry, peerOf } from './carry.ts';
import { ALPN, contextOptions, type TlsIdentity } from './identity.ts';

export interface RouterListenerOptions {
  readonly side: Pick<RegistrarSide, 'connect'>;
  /** Of the certificate that the side was given. */
  readonly identity: TlsIdentity;
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
  /** Known or not. Default 320. */
  readonly maxConnections?: number;
  /** Default 10 s. */
  readonly handshakeTimeout?: Milliseconds;
  /** A connection that did not come as far as an introduction. A stranger decides how often. */
  readonly onRefused?: (error: SallyportError, address: string) => void;
  readonly timer?: Timer;
}

const DEFAULT_CONNECTIONS = 320;

export class RouterListener {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #options: RouterListenerOptions;

  private constructor(options: RouterListenerOptions) {
    this.#options = options;
    // Whoever proves a key may say who trusts it; certificates alone decide nothing, so OpenSSL is not to judge them.
    this.#server = createServer({
      ...contextOptions(options.identity),
      ALPNProtocols: [ALPN],
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: options.handshakeTimeout ?? 10 * SECOND,
    });
    this.#server.maxConnections = options.maxConnections ?? DEFAULT_CONNECTIONS;
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    const refused = (thrown: unknown, socket: Socket) => {
      const { remoteAddress = '' } = socket;
      // node:tls tells of a handshake that takes too long, and leaves the connection open.
      socket.destroy();
      const error = isSallyportError(thrown)
        ? thrown
        : fail('E_CA_COMMANDS_CONNECTION', reasonOf(thrown), { cause: thrown });
      options.onRefused?.(error, remoteAddress);
    };
    this.#server.on('tlsClientError', refused);
    this.#server.on('secureConnection', (socket) => {
      try {
        const peer = peerOf(socket);
        carry(socket, options.timer ?? systemTimer, (channel) => options.side.connect(channel, peer));
      } catch (thrown) {
        socket.on('error', () => {});
        refused(thrown, socket);
      }
    });
  }

  /** @throws E_CA_COMMANDS_TLS_IDENTITY, E_CA_COMMANDS_LISTEN */
  static async open(options: RouterListenerOptions): Promise<RouterListener> {
    const listener = new RouterListener(options);
    await listener.#listen();
    return listener;
  }

  /** The port in use. */
  get port(): number {
    const bound = this.#server.address();
    return typeof bound === 'object' && bound !== null ? bound.port : 0;
  }
  get connections(): number {
    return this.#sockets.size;
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #listen(): Promise<void> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      const failed = (cause: Error) =>
        reject(fail('E_CA_COMMANDS_LISTEN', `cannot listen on port ${port} of ${host}: ${cause.message}`, { cause }));
      this.#server.once('error', failed);
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', failed);
        // Of single connections: they end by themselves.
        this.#server.on('error', () => {});
        resolve();
      });
    });
  }
}
