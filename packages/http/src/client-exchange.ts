/** One request and its answer on a client connection, through node's parser. */

import { type ClientRequest, type IncomingMessage, request as nodeRequest } from 'node:http';
import type { Socket } from 'node:net';
import { reasonOf, type SallyportError } from '@sallyport/core';
import { exchangeError } from './client-error.ts';
import { startDeadline } from './deadline.ts';
import { fail } from './errors.ts';
import { headersOf } from './incoming-request.ts';
import { joinChunks } from './request-body.ts';

export interface ClientRequestInit {
  /** Default GET, or POST when there is a body. */
  readonly method?: string;
  /** Path and query, for example `/.well-known/brski/requestvoucher`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface ExchangeLimits {
  /** Time until the header of the answer is there, in milliseconds. Default 30 s. */
  readonly timeout?: number;
  /** Time from then until its body is complete, in milliseconds. Default 30 s. */
  readonly bodyTimeout?: number;
  /** Largest accepted body of the answer, in bytes. Default 1 MiB. */
  readonly maxBodyBytes?: number;
  readonly signal?: AbortSignal;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** True when the connection can carry another request. */
  readonly reusable: boolean;
}

const DEFAULT_TIMEOUT = 30_000;
const DEFAULT_MAX_BODY = 1024 * 1024;
const MAX_HEADER = 16 * 1024;

/**
 * Sends one request on `socket` and reads the whole answer. On failure the socket is destroyed.
 * @throws E_HTTP_ARGUMENT, E_HTTP_RESPONSE_TIMEOUT, E_HTTP_RESPONSE_TOO_LARGE, E_HTTP_RESPONSE_MALFORMED,
 *   E_HTTP_CONNECTION_LOST, E_HTTP_TLS_FAILED, E_HTTP_ABORTED
 */
export function exchangeOn(
  socket: Socket,
  host: string,
  init: ClientRequestInit,
  limits: ExchangeLimits,
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = prepare(socket, host, init);
    const abandon = (error: SallyportError) => {
      deadline.clear();
      outgoing.on('error', () => undefined).destroy();
      socket.destroy();
      reject(error);
    };
    const deadline = startDeadline(
      limits.timeout ?? DEFAULT_TIMEOUT,
      () => fail('E_HTTP_RESPONSE_TIMEOUT', 'no answer in time'),
      limits.signal,
      abandon,
    );
    outgoing.once('error', (error) => abandon(exchangeError(error)));
    outgoing.once('response', (message) => {
      deadline.restart(limits.bodyTimeout ?? DEFAULT_TIMEOUT, () =>
        fail('E_HTTP_RESPONSE_TIMEOUT', 'the answer was not complete in time'),
      );
      collect(message, limits.maxBodyBytes ?? DEFAULT_MAX_BODY, abandon, (body) => {
        finish(outgoing, socket, (reusable) => {
          deadline.clear();
          resolve({ status: message.statusCode ?? 0, headers: Object.fromEntries(headersOf(message)), body, reusable });
        });
      });
    });
    outgoing.end(init.body);
  });
}

function prepare(socket: Socket, host: string, init: ClientRequestInit): ClientRequest {
  const method = init.method ?? (init.body === undefined ? 'GET' : 'POST');
  try {
    return nodeRequest({
      createConnection: () => socket,
      method,
      path: init.path,
      setHost: false,
      maxHeaderSize: MAX_HEADER,
      joinDuplicateHeaders: true,
      headers: {
        host,
        ...init.headers,
        ...(init.body === undefined ? {} : { 'content-length': String(init.body.length) }),
        connection: 'keep-alive',
      },
    });
  } catch (cause) {
    throw fail('E_HTTP_ARGUMENT', `not a request that HTTP can carry: ${reasonOf(cause)}`, { cause });
  }
}

function collect(
  message: IncomingMessage,
  maxBodyBytes: number,
  onFail: (error: SallyportError) => void,
  onBody: (body: Uint8Array) => void,
): void {
  const tooLarge = () =>
    onFail(fail('E_HTTP_RESPONSE_TOO_LARGE', `the answer is over the limit of ${maxBodyBytes} bytes`));
  message.on('error', (error) => onFail(exchangeError(error)));
  const announced = message.headers['content-length'];
  // An answer to HEAD, and a 304, announce a length that does not follow (RFC 9112 §6.3); node ends those at once.
  if (announced !== undefined && Number(announced) > maxBodyBytes && !message.complete) {
    tooLarge();
    return;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  message.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxBodyBytes) tooLarge();
    else chunks.push(chunk);
  });
  message.once('end', () => onBody(joinChunks(chunks, length)));
}

/** Waits until node has let go of the socket, so that the next request finds it free. */
function finish(outgoing: ClientRequest, socket: Socket, done: (reusable: boolean) => void): void {
  // An answer that came before the request was out (a refusal) leaves the connection in the middle of that request.
  if (!outgoing.writableFinished || !outgoing.shouldKeepAlive) {
    outgoing.on('error', () => undefined);
    socket.destroy();
    done(false);
    return;
  }
  outgoing.once('close', () => done(!socket.destroyed));
}
