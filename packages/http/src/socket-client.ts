/** Asks a service over a socket of the file system, one connection a request. */

import { type ClientRequest, type IncomingMessage, request as nodeRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { reasonOf } from '@sallyport/core';
import { connectError, exchangeError } from './client-error.ts';
import { type ClientRequestInit, type ExchangeLimits, exchangeOn } from './client-exchange.ts';
import { startDeadline } from './deadline.ts';
import { fail } from './errors.ts';
import { headersOf } from './incoming-request.ts';
import type { HttpResponse } from './message.ts';

/** For the Host field: there is no other host that a socket of this machine leads to. */
const HOST = 'localhost';
const DEFAULT_TIMEOUT = 30_000;

/** True where something listens at `path`; a socket file left by a killed process is not enough. */
export async function isSocketListening(path: string): Promise<boolean> {
  try {
    (await openSocket(path)).destroy();
    return true;
  } catch {
    return false;
  }
}

/** @throws E_HTTP_CONNECT_…, and what {@link exchangeOn} throws */
export async function requestOverSocket(
  path: string,
  init: ClientRequestInit,
  limits: ExchangeLimits = {},
): Promise<HttpResponse> {
  const socket = await openSocket(path);
  try {
    const { status, headers, body } = await exchangeOn(socket, HOST, init, limits);
    return { status, headers, body };
  } finally {
    socket.destroy();
  }
}

/**
 * The same with a body that is read as it comes: `stream` of the answer, whose reader may stop at any time. It may take as long
 * as it takes.
 * @throws E_HTTP_CONNECT_…, E_HTTP_RESPONSE_TIMEOUT, E_HTTP_CONNECTION_LOST, E_HTTP_ABORTED
 */
export async function streamOverSocket(
  path: string,
  init: ClientRequestInit,
  { timeout = DEFAULT_TIMEOUT, signal }: Pick<ExchangeLimits, 'timeout' | 'signal'> = {},
): Promise<HttpResponse & { readonly stream: AsyncIterable<Uint8Array> }> {
  const socket = await openSocket(path);
  const message = await headOf(socket, init, timeout, signal);
  const abort = () => message.destroy(fail('E_HTTP_ABORTED', 'given up by the caller', { cause: signal?.reason }));
  signal?.addEventListener('abort', abort, { once: true });
  message.once('close', () => {
    signal?.removeEventListener('abort', abort);
    socket.destroy();
  });
  return {
    status: message.statusCode ?? 0,
    headers: Object.fromEntries(headersOf(message)),
    body: new Uint8Array(0),
    stream: chunksOf(message),
  };
}

function headOf(
  socket: Socket,
  init: ClientRequestInit,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = prepare(socket, init);
    const abandon = (error: Error) => {
      deadline.clear();
      outgoing.on('error', () => undefined);
      socket.destroy();
      reject(error);
    };
    const late = () => fail('E_HTTP_RESPONSE_TIMEOUT', 'no answer in time');
    const deadline = startDeadline(timeout, late, signal, abandon);
    outgoing.once('error', (error) => abandon(exchangeError(error)));
    outgoing.once('response', (message) => {
      deadline.clear();
      resolve(message);
    });
    outgoing.end(init.body);
  });
}

function prepare(socket: Socket, init: ClientRequestInit): ClientRequest {
  try {
    return nodeRequest({
      createConnection: () => socket,
      method: init.method ?? (init.body === undefined ? 'GET' : 'POST'),
      path: init.path,
      headers: { host: HOST, ...init.headers, connection: 'close' },
    });
  } catch (cause) {
    socket.destroy();
    throw fail('E_HTTP_ARGUMENT', `not a request that HTTP can carry: ${reasonOf(cause)}`, { cause });
  }
}

async function* chunksOf(message: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of message) yield chunk;
  } catch (error) {
    throw exchangeError(error);
  }
}

function openSocket(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const failed = (error: Error) => reject(connectError(error, path));
    socket.once('error', failed);
    socket.once('connect', () => {
      socket.off('error', failed);
      // Errors after this belong to whoever uses the socket.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}
