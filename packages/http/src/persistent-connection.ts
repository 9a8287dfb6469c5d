/**
 * One TLS connection that carries several requests in turn: what a pledge has with its registrar.
 *
 * The voucher exchange runs on a provisional connection, and the very same connection must go on to the EST exchange
 * (RFC 8995 §5, §5.6.2). When it is lost, {@link PersistentConnection.reconnect} shows the new chain, so that the caller
 * can insist on the certificates it saw before.
 */

import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type ClientRequestInit, type ExchangeLimits, exchangeOn } from './client-exchange.ts';
import { type StreamedResponse, type StreamLimits, streamOn } from './client-stream.ts';
import { describeConnection } from './connection-info.ts';
import { throwIfAborted } from './deadline.ts';
import { fail } from './errors.ts';
import type { ConnectionInfo, HttpResponse, TlsConnectionInfo } from './message.ts';
import { anchorsOf, type ServerTrust } from './server-trust.ts';
import { authority, type Dial, handshake, openTcp } from './tls-client.ts';
import { cachedContext, type TlsIdentity, type TlsTuning } from './tls-context.ts';

export interface ConnectionTarget extends TlsTuning {
  /** DNS name or IP address; an IPv6 link-local address carries its zone (`fe80::1%eth0`). */
  readonly host: string;
  readonly port: number;
  /** The name the server should answer to, if it is not `host`. */
  readonly serverName?: string;
  /** Makes the TCP connections, instead of connecting to host and port. */
  readonly dial?: Dial;
  /** How the server is judged. Default `provisional`. */
  readonly trust?: ServerTrust;
  /** Certificate to present when the server asks for one. */
  readonly identity?: TlsIdentity;
  /** Time for the TCP connection and for the TLS handshake, each, in milliseconds. Default 10 s. */
  readonly connectTimeout?: number;
  /** For every request that does not bring its own. */
  readonly limits?: ExchangeLimits;
}

export interface OpenOptions extends ConnectionTarget {
  /** A socket already connected, for the first connection. */
  readonly socket?: Socket;
  readonly signal?: AbortSignal;
}

/** What may change from one connection to the next, for example the birth certificate for the domain's. */
export type ReconnectOptions = Pick<OpenOptions, 'identity' | 'trust' | 'socket' | 'signal'>;

export interface ClientResponse extends HttpResponse {
  /** The connection that carried the answer. */
  readonly connection: ConnectionInfo;
}

const DEFAULT_CONNECT_TIMEOUT = 10_000;
let counter = 0;

export class PersistentConnection {
  #target: ConnectionTarget;
  #socket: TLSSocket;
  #info: ConnectionInfo & { readonly tls: TlsConnectionInfo };
  #busy = false;
  #closed = false;

  private constructor(target: ConnectionTarget, socket: TLSSocket, info: ConnectionInfo & { tls: TlsConnectionInfo }) {
    this.#target = target;
    this.#socket = socket;
    this.#info = info;
    this.#watch();
  }

  /**
   * @throws E_HTTP_CONNECT_REFUSED, E_HTTP_CONNECT_UNREACHABLE, E_HTTP_CONNECT_TIMEOUT, E_HTTP_NAME_NOT_FOUND,
   *   E_HTTP_TLS_FAILED, E_HTTP_TLS_UNTRUSTED, E_HTTP_TLS_IDENTITY, E_HTTP_ARGUMENT, E_HTTP_ABORTED
   */
  static async open(options: OpenOptions): Promise<PersistentConnection> {
    const { socket, signal, ...target } = options;
    const opened = await connect(target, socket, signal);
    return new PersistentConnection(target, opened.socket, opened.info);
  }

  /** The facts of the present connection, or of the last one. */
  get connection(): ConnectionInfo & { readonly tls: TlsConnectionInfo } {
    return this.#info;
  }

  /** DER certificates as the server sent them, end entity first. */
  get serverChain(): readonly Uint8Array[] {
    return this.#info.tls.peerChain;
  }

  /** False once the connection is lost or closed, or the server has said that it closes it. */
  get isOpen(): boolean {
    return !this.#closed && !this.#socket.destroyed && this.#socket.writable;
  }

  /**
   * Sends one request and reads its answer whole. Redirects are answers like others: nothing is followed.
   * @throws E_HTTP_CONNECTION_LOST, E_HTTP_CONNECTION_CLOSED, E_HTTP_CONNECTION_BUSY, E_HTTP_RESPONSE_TIMEOUT,
   *   E_HTTP_RESPONSE_TOO_LARGE, E_HTTP_RESPONSE_MALFORMED, E_HTTP_TLS_FAILED, E_HTTP_ARGUMENT, E_HTTP_ABORTED
   */
  async request(init: ClientRequestInit, limits: ExchangeLimits = {}): Promise<ClientResponse> {
    const effective = { ...this.#target.limits, ...limits };
    throwIfAborted(effective.signal);
    if (this.#closed) throw fail('E_HTTP_CONNECTION_CLOSED', 'this connection was closed by its user');
    if (this.#busy) throw fail('E_HTTP_CONNECTION_BUSY', 'a request is already under way on this connection');
    if (!this.isOpen) throw fail('E_HTTP_CONNECTION_LOST', 'the connection has ended');
    const connection = this.#info;
    this.#busy = true;
    try {
      const { reusable, ...response } = await exchangeOn(this.#socket, this.#hostField(), init, effective);
      return { ...response, close: !reusable, connection };
    } finally {
      this.#busy = false;
    }
  }

  /**
   * Sends the last request of this connection; the body of its answer is read as it comes.
   * @throws as {@link PersistentConnection.request}, but for E_HTTP_RESPONSE_TOO_LARGE
   */
  async stream(init: ClientRequestInit, limits: StreamLimits = {}): Promise<StreamedResponse> {
    throwIfAborted(limits.signal);
    if (this.#closed) throw fail('E_HTTP_CONNECTION_CLOSED', 'this connection was closed by its user');
    if (this.#busy) throw fail('E_HTTP_CONNECTION_BUSY', 'a request is already under way on this connection');
    this.#busy = true;
    return streamOn(this.#socket, this.#hostField(), init, limits);
  }

  /**
   * Ends the present connection, if any, and opens a new one to the same place.
   * @returns the chain the server now shows; compare it with the one before
   * @throws as {@link PersistentConnection.open}
   */
  async reconnect(options: ReconnectOptions = {}): Promise<readonly Uint8Array[]> {
    if (this.#busy) throw fail('E_HTTP_CONNECTION_BUSY', 'a request is under way on this connection');
    const { socket, signal, ...changes } = options;
    const target = { ...this.#target, ...changes };
    this.#busy = true;
    try {
      this.#socket.destroy();
      const opened = await connect(target, socket, signal);
      this.#target = target;
      this.#socket = opened.socket;
      this.#info = opened.info;
      this.#closed = false;
      this.#watch();
    } finally {
      this.#busy = false;
    }
    return this.serverChain;
  }

  /** Ends the connection. {@link PersistentConnection.reconnect} opens it again. */
  close(): void {
    this.#closed = true;
    if (this.#busy) this.#socket.destroy();
    else this.#socket.destroySoon();
  }

  /** Bytes that answer no request mean that both sides no longer agree where messages begin: the connection ends. */
  #watch(): void {
    const socket = this.#socket;
    socket.on('data', () => {
      if (!this.#busy) socket.destroy();
    });
  }

  #hostField(): string {
    return authority(this.#target.serverName ?? this.#target.host, this.#target.port);
  }
}

async function connect(
  target: ConnectionTarget,
  given: Socket | undefined,
  signal: AbortSignal | undefined,
): Promise<{ socket: TLSSocket; info: ConnectionInfo & { tls: TlsConnectionInfo } }> {
  throwIfAborted(signal);
  const trust: ServerTrust = target.trust ?? { mode: 'provisional' };
  const timeout = target.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT;
  const context = cachedContext(target.identity, anchorsOf(trust), target);
  const where = authority(target.host, target.port);
  const tcp = given ?? (await (target.dial?.(signal) ?? openTcp(target.host, target.port, timeout, signal)));
  const socket = await handshake({
    socket: tcp,
    serverName: target.serverName ?? target.host,
    where,
    trust,
    context,
    timeout,
    signal,
  });
  const described = describeConnection(socket, `client-${++counter}`, 'client', target.identity?.certificateChain[0]);
  const { tls } = described;
  if (tls === undefined) throw fail('E_HTTP_TLS_FAILED', `no TLS connection with ${where}`);
  if (trust.mode === 'judged') {
    try {
      await trust.judge(tls.peerChain);
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }
  return { socket, info: { ...described, tls } };
}
