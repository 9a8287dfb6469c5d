/** One request whose answer is read as it comes: it may be larger than the memory, and the connection carries nothing after it. */

import { type ClientRequest, type IncomingMessage, request as nodeRequest } from 'node:http';
import type { Socket } from 'node:net';
import { reasonOf } from '@sallyport/core';
import { exchangeError } from './client-error.ts';
import type { ClientRequestInit, ExchangeLimits } from './client-exchange.ts';
import { startDeadline } from './deadline.ts';
import { fail } from './errors.ts';
import { headersOf } from './incoming-request.ts';
import type { HttpResponse } from './message.ts';

export interface StreamLimits extends Pick<ExchangeLimits, 'timeout' | 'signal'> {
  /** The longest silence within the body, in milliseconds. Default: as long as it takes. */
  readonly silence?: number;
}

/** `body` is empty; `stream` ends as it should when the body is whole, and throws when it is not. Its reader may stop at any time. */
export interface StreamedResponse extends HttpResponse {
  readonly stream: AsyncIterable<Uint8Array>;
}

const DEFAULT_TIMEOUT = 30_000;

/**
 * Sends one request on `socket`, which it owns from then on.
 * @throws E_HTTP_ARGUMENT, E_HTTP_RESPONSE_TIMEOUT, E_HTTP_CONNECTION_LOST, E_HTTP_TLS_FAILED, E_HTTP_ABORTED
 */
export async function streamOn(
  socket: Socket,
  host: string,
  init: ClientRequestInit,
  { timeout = DEFAULT_TIMEOUT, silence, signal }: StreamLimits,
): Promise<StreamedResponse> {
  const message = await headOf(socket, host, init, timeout, signal);
  const abort = () => message.destroy(fail('E_HTTP_ABORTED', 'given up by the caller', { cause: signal?.reason }));
  signal?.addEventListener('abort', abort, { once: true });
  if (silence !== undefined) {
    message.setTimeout(silence, () => message.destroy(fail('E_HTTP_RESPONSE_TIMEOUT', 'the answer does not go on')));
  }
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
  host: string,
  init: ClientRequestInit,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = prepare(socket, host, init);
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

function prepare(socket: Socket, host: string, init: ClientRequestInit): ClientRequest {
  try {
    return nodeRequest({
      createConnection: () => socket,
      method: init.method ?? (init.body === undefined ? 'GET' : 'POST'),
      path: init.path,
      headers: { host, ...init.headers, connection: 'close' },
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
