/** A client’s connection to one server over TLS (RFC 6614), made when there is something to send, and again when it was lost. */

import { isIP } from 'node:net';
import { checkServerIdentity, connect, type SecureContext, type TLSSocket } from 'node:tls';
import {
  isSallyportError,
  type Milliseconds,
  plain,
  reasonOf,
  type SallyportError,
  SECOND,
  type Timer,
} from '@sallyport/core';
import type { Endpoint } from '../address.ts';
import { fail } from '../errors.ts';
import { endsConnection } from '../stream/endings.ts';
import { FrameReader } from '../stream/frame-reader.ts';

export interface TlsConnectionOptions {
  readonly endpoint: Endpoint;
  /** What the server’s certificate must be for: a DNS name, or an IP address. */
  readonly serverName: string;
  readonly context: SecureContext;
  /** For TCP and TLS together. */
  readonly connectTimeout: Milliseconds;
}

export interface TlsConnectionListener {
  readonly connected: () => void;
  /** Gives why the packet was discarded, if it was. */
  readonly packet: (packet: Uint8Array) => SallyportError | undefined;
  readonly disconnected: (error: SallyportError) => void;
}

/** Packets that wait for the connection. */
const MAX_WAITING = 256;
/** After a connection on which nothing came, before the next attempt. */
const PAUSE = SECOND;

export class TlsConnection {
  readonly #options: TlsConnectionOptions;
  readonly #listener: TlsConnectionListener;
  readonly #timer: Timer;
  #socket: TLSSocket | undefined;
  #isOpen = false;
  #isPaused = false;
  /** Something came on this connection. */
  #isProven = false;
  #isClosed = false;
  #waiting: Uint8Array[] = [];

  constructor(options: TlsConnectionOptions, listener: TlsConnectionListener, timer: Timer) {
    this.#options = options;
    this.#listener = listener;
    this.#timer = timer;
  }

  /** @throws E_RADIUS_CONNECTION right after an attempt that failed, or when too many packets wait already */
  send(packet: Uint8Array): void {
    if (this.#isClosed || this.#isPaused || this.#waiting.length >= MAX_WAITING) {
      throw fail('E_RADIUS_CONNECTION', 'there is no connection');
    }
    if (this.#isOpen) {
      this.#socket?.write(packet);
      return;
    }
    this.#waiting.push(packet);
    this.#socket ??= this.#connect();
  }

  /** Ends the connection; the next packet makes another. */
  drop(error: SallyportError): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#socket = undefined;
    this.#isOpen = false;
    this.#waiting = [];
    this.#isPaused = !this.#isClosed && !this.#isProven;
    this.#isProven = false;
    if (this.#isPaused) {
      this.#timer.after(PAUSE, () => {
        this.#isPaused = false;
      });
    }
    socket.destroy();
    this.#listener.disconnected(error);
  }

  close(): void {
    this.#isClosed = true;
    this.drop(fail('E_RADIUS_CLOSED', 'closed'));
  }

  #connect(): TLSSocket {
    const { endpoint, serverName, context, connectTimeout } = this.#options;
    const socket = connect({
      host: endpoint.address,
      port: endpoint.port,
      secureContext: context,
      // RFC 6066 §3: addresses have no place in SNI.
      servername: isIP(serverName) === 0 ? serverName : '',
      rejectUnauthorized: true,
      // RFC 6614 §2.3: the certificate is compared with what was configured, whatever was connected to.
      checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate),
    });
    const isCurrent = () => this.#socket === socket;
    const lost = (cause: unknown) => {
      if (isCurrent()) this.drop(fail('E_RADIUS_CONNECTION', `the connection ended: ${reasonOf(cause)}`, { cause }));
    };
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    const cancel = this.#timer.after(connectTimeout, () => lost('it was not made in time'));
    socket.on('error', lost);
    socket.on('close', () => {
      cancel();
      lost('closed by the other side');
    });
    socket.on('secureConnect', () => {
      cancel();
      if (isCurrent()) this.#opened(socket);
    });
    this.#read(socket);
    return socket;
  }

  #opened(socket: TLSSocket): void {
    this.#isOpen = true;
    for (const packet of this.#waiting.splice(0)) socket.write(packet);
    this.#listener.connected();
  }

  #read(socket: TLSSocket): void {
    const reader = new FrameReader();
    const refuse = (error: SallyportError) => {
      if (this.#socket === socket) this.drop(error);
    };
    socket.on('data', (chunk) => {
      try {
        reader.push(plain(chunk), (packet) => {
          if (this.#socket !== socket) return;
          this.#isProven = true;
          const error = this.#listener.packet(packet);
          if (error !== undefined && endsConnection(error)) refuse(error);
        });
      } catch (error) {
        if (!isSallyportError(error)) throw error;
        refuse(error);
      }
    });
  }
}
