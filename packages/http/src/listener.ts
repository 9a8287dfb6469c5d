/** Connections of one listening socket: admission, order of answers, refusals below HTTP, and the end. */

import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { BodyBudget } from './body-budget.ts';
import { describeConnection } from './connection-info.ts';
import type { ServerLimits } from './limits.ts';
import { listenAtPath } from './listen-at-path.ts';
import { listenError } from './listen-error.ts';
import type { ConnectionInfo } from './message.ts';
import { PeerShares, peerOf } from './peer-shares.ts';
import { refusalFor } from './refusal.ts';
import { type ExchangeConnection, type ExchangeOptions, exchange } from './server-exchange.ts';

interface ListenerOptions extends ExchangeOptions {
  readonly limits: ServerLimits;
  /** The certificate that every connection shows, while there is only one. */
  readonly localCertificate?: () => Uint8Array | undefined;
  readonly onConnectionEnd?: (connection: ConnectionInfo) => void;
}

interface Connection extends ExchangeConnection {
  readonly socket: Socket;
  requests: number;
  /** Requests read or being read whose answers are not out. */
  pending: number;
  /** Settles when the last of them is out: requests sent ahead wait their turn. */
  tail: Promise<void>;
  refused: boolean;
}

export class Listener {
  readonly #server: HttpServer | HttpsServer;
  readonly #options: ListenerOptions;
  readonly #idPrefix = randomBytes(4).toString('hex');
  /** Connections that carry HTTP, by the socket node hands to requests. */
  readonly #connections = new Map<object, Connection>();
  /** Every accepted TCP socket, handshaken or not. */
  readonly #sockets = new Set<Socket>();
  readonly #peers: PeerShares;
  readonly #bodies: BodyBudget;
  readonly #ending = new AbortController();
  #count = 0;
  #closing: Promise<void> | undefined;
  #host = '';
  #port = 0;
  #path = '';

  constructor(server: HttpServer | HttpsServer, options: ListenerOptions) {
    this.#server = server;
    this.#options = options;
    const { limits } = options;
    // As many as there are streams.
    setMaxListeners(0, this.#ending.signal);
    this.#bodies = new BodyBudget(limits.maxHeldBytes);
    this.#peers = new PeerShares(limits.maxConnectionsPerAddress);
    server.maxConnections = limits.maxConnections;
    // One more than allowed, so that too many can be told from just enough.
    server.maxHeadersCount = limits.maxHeaderFields + 1;
    server.on('connection', (socket: Socket) => this.#accepted(socket));
    server.on('secureConnection', (socket: Socket) => this.#opened(socket));
    server.on('request', (message, response) => this.#requested(message, response, false));
    server.on('checkContinue', (message, response) => this.#requested(message, response, true));
    server.on('clientError', (error: Error, socket) => this.#refuse(error, socket));
  }

  get host(): string {
    return this.#host;
  }

  get port(): number {
    return this.#port;
  }

  /** Where its socket is in the file system; empty when it is none. */
  get path(): string {
    return this.#path;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  listen(host: string, port: number): Promise<void> {
    const server = this.#server;
    return new Promise((resolve, reject) => {
      const failed = (error: Error) => reject(listenError(error, host, port));
      server.once('error', failed);
      server.listen({ host, port }, () => {
        server.off('error', failed);
        server.on('error', (error) => this.#options.onError?.(error));
        const bound = server.address();
        this.#host = host;
        this.#port = typeof bound === 'object' && bound !== null ? bound.port : port;
        resolve();
      });
    });
  }

  /** On a socket of the file system, for its owner alone. @throws E_HTTP_LISTEN_FAILED */
  async listenAt(path: string): Promise<void> {
    await listenAtPath(this.#server, path);
    this.#server.on('error', (error) => this.#options.onError?.(error));
    this.#path = path;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#ending.abort();
    for (const connection of this.#connections.values()) {
      if (connection.pending === 0) connection.socket.destroy();
    }
    const deadline = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
      this.#server.closeAllConnections();
    }, this.#options.limits.closeTimeout);
    await closed;
    clearTimeout(deadline);
  }

  #accepted(socket: Socket): void {
    const peer = peerOf(socket);
    if (!this.#peers.take(peer)) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#peers.give(peer);
    });
    if (!this.#overTls()) this.#opened(socket);
  }

  #overTls(): boolean {
    return 'setSecureContext' in this.#server;
  }

  #opened(socket: Socket): void {
    const { limits, onConnectionEnd } = this.#options;
    const id = `${this.#idPrefix}-${++this.#count}`;
    let info: ConnectionInfo | undefined;
    const connection: Connection = {
      socket,
      requests: 0,
      pending: 0,
      tail: Promise.resolve(),
      reading: false,
      bodies: this.#bodies,
      ending: this.#ending.signal,
      refused: false,
      closing: () => this.#closing !== undefined || connection.requests >= limits.maxRequestsPerConnection,
      info: () => {
        info ??= describeConnection(socket, id, 'server', this.#options.localCertificate?.());
        return info;
      },
    };
    this.#connections.set(socket, connection);
    socket.once('close', () => {
      this.#connections.delete(socket);
      if (info !== undefined) onConnectionEnd?.(info);
    });
  }

  #requested(message: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    const connection = this.#connections.get(message.socket);
    if (connection === undefined || connection.pending >= this.#options.limits.maxPipelined) {
      message.socket.destroy();
      return;
    }
    connection.requests++;
    const run = () => exchange(message, response, expectsContinue, connection, this.#options);
    // Answers leave in the order of their requests anyway (RFC 9112 §9.3.2); handlers run in that order too, one at a
    // time, so that an engine may keep state by connection.
    const turn = connection.pending === 0 ? run() : connection.tail.then(run);
    connection.pending++;
    connection.tail = turn
      .catch((error: unknown) => {
        this.#options.onError?.(error);
        message.socket.destroy();
      })
      .finally(() => {
        connection.pending--;
      });
  }

  /** Answers what never became a request: bytes that are no HTTP, too long a header, too slow a sender. */
  #refuse(error: Error, socket: Duplex): void {
    const connection = this.#connections.get(socket);
    if (connection === undefined) {
      socket.destroy();
      return;
    }
    if (connection.refused) return;
    connection.refused = true;
    const answer = refusalFor(error, this.#options.refuse);
    const inOrder = connection.pending === 0 || (connection.pending === 1 && connection.reading);
    if (answer === undefined || !inOrder || !socket.writable) {
      socket.destroy();
      return;
    }
    socket.end(answer);
    const timer = setTimeout(() => socket.destroy(), this.#options.limits.lingerTimeout);
    socket.once('close', () => clearTimeout(timer));
  }
}
