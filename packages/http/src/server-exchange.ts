/** One request and its answer on a server connection. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BodyBudget } from './body-budget.ts';
import { type ErrorListener, errorResponse } from './error-response.ts';
import { fail } from './errors.ts';
import { checkHead, IncomingRequest } from './incoming-request.ts';
import type { ServerLimits } from './limits.ts';
import type { ConnectionInfo, HttpHandler, HttpRequest, HttpResponse } from './message.ts';
import { checkAnnouncedLength, drain, hasBody, readBody } from './request-body.ts';
import { forsake, sendStream } from './send-stream.ts';

/** Told of each answered request, for access logs and metrics. Bodies are not for logs. */
export type ExchangeListener = (exchange: {
  readonly connection: ConnectionInfo;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** From the complete header to the last byte handed to the system, in milliseconds. */
  readonly milliseconds: number;
}) => void;

export interface ExchangeOptions {
  readonly handler: HttpHandler;
  readonly limits: ServerLimits;
  readonly onError?: ErrorListener;
  readonly onExchange?: ExchangeListener;
  /** How refusals are written, the listener's own too. Default: {@link errorResponse}, as text. */
  readonly refuse?: (error: unknown, onError?: ErrorListener) => HttpResponse;
  /**
   * The largest body of a request that has one, asked with its header alone before a byte of it is read; never more than
   * `limits.maxBodyBytes`, which holds where this is left out.
   */
  readonly bodyLimit?: (request: HttpRequest) => number | Promise<number>;
}

/** What an exchange needs to know of the connection it is on. */
export interface ExchangeConnection {
  info(): ConnectionInfo;
  /** True once the listener is closing or the connection is used up: the answer then ends the connection. */
  closing(): boolean;
  /** True while a request is being read: a refusal may then still be written straight to the socket. */
  reading: boolean;
  /** Shared by all connections of the listener. */
  readonly bodies: BodyBudget;
  /** Aborted when the listener closes: streams end then. */
  readonly ending: AbortSignal;
}

/** Answers one request; settles when the answer is out or the connection is gone. Never rejects. */
export async function exchange(
  message: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
  connection: ExchangeConnection,
  options: ExchangeOptions,
): Promise<void> {
  const started = performance.now();
  // Read while the socket surely lives.
  const info = connection.info();
  const answer = await answerTo(message, response, expectsContinue, connection, options);
  if (response.closed || message.socket.destroyed) {
    forsake(answer.stream);
    return;
  }
  await send(message, response, answer, connection, options);
  options.onExchange?.({
    connection: info,
    method: message.method ?? '',
    path: pathOf(message),
    status: response.statusCode,
    milliseconds: performance.now() - started,
  });
}

async function answerTo(
  message: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
  connection: ExchangeConnection,
  options: ExchangeOptions,
): Promise<HttpResponse> {
  let held = 0;
  try {
    let request: HttpRequest;
    connection.reading = true;
    try {
      checkHead(message, options.limits);
      const maxBodyBytes = await bodyLimitOf(message, response, connection, options);
      checkAnnouncedLength(message, maxBodyBytes);
      if (expectsContinue) response.writeContinue();
      const body = await readBody(message, maxBodyBytes, connection.bodies);
      held = body.length;
      request = new IncomingRequest(message, response, body, connection.info());
    } finally {
      connection.reading = false;
    }
    return await options.handler(request);
  } catch (error) {
    return (options.refuse ?? errorResponse)(error, options.onError);
  } finally {
    connection.bodies.give(held);
  }
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

async function bodyLimitOf(
  message: IncomingMessage,
  response: ServerResponse,
  connection: ExchangeConnection,
  { limits: { maxBodyBytes }, bodyLimit }: ExchangeOptions,
): Promise<number> {
  if (bodyLimit === undefined || !hasBody(message)) return maxBodyBytes;
  const limit = await bodyLimit(new IncomingRequest(message, response, NO_BYTES, connection.info()));
  return Math.min(maxBodyBytes, limit);
}

async function send(
  message: IncomingMessage,
  response: ServerResponse,
  answer: HttpResponse,
  connection: ExchangeConnection,
  options: ExchangeOptions,
): Promise<void> {
  const refusedEarly = !message.complete;
  const close = answer.close === true || refusedEarly || connection.closing();
  const { body, stream } = writeHead(response, answer, close, options.onError);
  if (stream !== undefined && !refusedEarly) {
    if (body.length > 0) response.write(body);
    const { limits, onError } = options;
    const isEndless = mediaTypeOf(answer) === 'text/event-stream';
    const { ending } = connection;
    await sendStream(response, stream, { isEndless, chunkTimeout: limits.writeTimeout, ending, onError });
    // The header of a stream that began before the listener closed did not say that its connection ends.
    if (connection.closing()) message.socket.destroySoon();
    return;
  }
  forsake(answer.stream);
  const done = new Promise<void>((resolve) => response.once('close', resolve));
  if (refusedEarly) {
    // The complete answer first, then patience: see `drain`.
    response.write(body);
    await drain(message, options.limits.lingerTimeout);
  }
  const timer = setTimeout(() => message.socket.destroy(), options.limits.writeTimeout);
  if (refusedEarly) response.end();
  else response.end(body);
  // What was refused early leaves its connection in the middle of a body: there is no going on.
  if (refusedEarly) message.socket.destroySoon();
  await done;
  clearTimeout(timer);
}

function mediaTypeOf({ headers }: HttpResponse): string | undefined {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
}

const NO_BYTES = new Uint8Array(0);
const HOP_BY_HOP = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade', 'trailer']);

/** Writes the header and gives what to send after it. A response that cannot be written becomes a 500. */
function writeHead(
  response: ServerResponse,
  answer: HttpResponse,
  close: boolean,
  onError: ErrorListener | undefined,
): Pick<HttpResponse, 'body' | 'stream'> {
  try {
    if (!Number.isInteger(answer.status) || answer.status < 200 || answer.status > 599) {
      throw fail('E_HTTP_ARGUMENT', `a handler cannot answer with status ${answer.status}`);
    }
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(answer.headers)) {
      if (!HOP_BY_HOP.has(name.toLowerCase())) headers[name] = value;
    }
    const bodyless = answer.status === 204 || answer.status === 304;
    const stream = bodyless ? undefined : answer.stream;
    if (!bodyless && stream === undefined) headers['content-length'] = String(answer.body.length);
    if (close) headers['connection'] = 'close';
    response.writeHead(answer.status, headers);
    return { body: bodyless ? NO_BYTES : answer.body, ...(stream === undefined ? {} : { stream }) };
  } catch (error) {
    return writeHead(response, errorResponse(error, onError), true, onError);
  }
}
