/** Opens TCP and TLS connections for the clients, each within its time. */

import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { connectError, handshakeError } from './client-error.ts';
import { startDeadline, throwIfAborted } from './deadline.ts';
import { fail } from './errors.ts';
import { type ServerTrust, trustOptions } from './server-trust.ts';

/** Makes a connected socket: through a proxy, on a chosen interface, … */
export type Dial = (signal: AbortSignal | undefined) => Promise<Socket>;

/** `host:port` for sentences and the Host field, with brackets round IPv6 and without a zone (RFC 6874 §4). */
export function authority(host: string, port: number): string {
  const bare = host.split('%', 1)[0] ?? host;
  return `${bare.includes(':') ? `[${bare}]` : bare}:${port}`;
}

/**
 * @throws E_HTTP_CONNECT_REFUSED, E_HTTP_CONNECT_UNREACHABLE, E_HTTP_CONNECT_TIMEOUT, E_HTTP_NAME_NOT_FOUND, E_HTTP_ABORTED
 */
export function openTcp(host: string, port: number, timeout: number, signal?: AbortSignal): Promise<Socket> {
  throwIfAborted(signal);
  const where = authority(host, port);
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port, noDelay: true });
    const deadline = startDeadline(
      timeout,
      () => connectTimeout(where),
      signal,
      (error) => {
        socket.on('error', () => undefined).destroy();
        reject(error);
      },
    );
    const failed = (error: Error) => {
      deadline.clear();
      reject(connectError(error, where));
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      deadline.clear();
      socket.off('error', failed);
      resolve(socket);
    });
  });
}

function connectTimeout(where: string) {
  return fail('E_HTTP_CONNECT_TIMEOUT', `${where} did not answer in time`);
}

export interface HandshakeOptions {
  readonly socket: Socket;
  /** Who the server should be: DNS name or IP address. */
  readonly serverName: string;
  readonly where: string;
  readonly trust: ServerTrust;
  readonly context: SecureContext;
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs the TLS handshake on a connected socket, which it owns from then on.
 * @throws E_HTTP_TLS_FAILED, E_HTTP_TLS_UNTRUSTED, E_HTTP_CONNECT_TIMEOUT, E_HTTP_ABORTED
 */
export function handshake(options: HandshakeOptions): Promise<TLSSocket> {
  const { socket, where, signal } = options;
  if (signal?.aborted === true) socket.destroy();
  throwIfAborted(signal);
  return new Promise((resolve, reject) => {
    const tls = connectTls({
      socket,
      secureContext: options.context,
      ALPNProtocols: ['http/1.1'],
      ...trustOptions(options.trust, options.serverName),
    });
    const settle = (act: () => void) => {
      deadline.clear();
      tls.off('error', failed).off('close', closed).off('secureConnect', secured);
      // Errors after the handshake belong to whoever uses the socket; between two users there is none.
      tls.on('error', () => undefined);
      act();
    };
    const abandon = (error: Error) =>
      settle(() => {
        tls.destroy();
        socket.destroy();
        reject(error);
      });
    const deadline = startDeadline(options.timeout, () => connectTimeout(where), signal, abandon);
    const failed = (error: Error) => abandon(handshakeError(error, where, tls.authorizationError != null));
    const closed = () => abandon(handshakeError(new Error('the peer closed the connection'), where, false));
    const secured = () => settle(() => resolve(tls));
    tls.once('error', failed).once('close', closed).once('secureConnect', secured);
  });
}
