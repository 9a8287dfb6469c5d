/** From node's view of a request to {@link HttpRequest}, with the checks that need no body. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail } from './errors.ts';
import type { ServerLimits } from './limits.ts';
import type { ConnectionInfo, HttpRequest } from './message.ts';
import { checkAnnouncedLength } from './request-body.ts';

/**
 * What can be refused before the body is read.
 * @throws E_HTTP_HEADER_TOO_LARGE (431), E_HTTP_MALFORMED (400), E_HTTP_MEDIA_TYPE (415), E_HTTP_BODY_TOO_LARGE (413)
 */
export function checkHead(message: IncomingMessage, limits: ServerLimits): void {
  if (message.rawHeaders.length / 2 > limits.maxHeaderFields) {
    throw fail('E_HTTP_HEADER_TOO_LARGE', `more than ${limits.maxHeaderFields} header fields`);
  }
  targetOf(message.url ?? '');
  // RFC 9112 §3.2: 400 for a 1.1 request without Host and for any request with several.
  const hosts = message.headersDistinct['host']?.length ?? 0;
  if (hosts > 1 || (hosts === 0 && message.httpVersion !== '1.0')) {
    throw fail('E_HTTP_MALFORMED', 'a request names exactly one Host');
  }
  const coding = message.headers['content-encoding'];
  // Compressed bodies could unfold beyond every bound, and no protocol here asks for them (RFC 9110 §8.4).
  if (coding !== undefined && coding.toLowerCase() !== 'identity') {
    throw fail('E_HTTP_MEDIA_TYPE', 'Content-Encoding is not supported');
  }
  checkAnnouncedLength(message, limits.maxBodyBytes);
}

/** Origin form, absolute form (which every server must take, RFC 9112 §3.2.2) or `*`; gives path and query. */
function targetOf(url: string): string {
  if (url.startsWith('/') || url === '*') return url;
  const authority = /^https?:\/\/[^/?#]+/i.exec(url)?.[0];
  if (authority === undefined) throw fail('E_HTTP_MALFORMED', 'the request target is no path');
  const rest = url.slice(authority.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

export class IncomingRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  readonly connection: ConnectionInfo;
  readonly #response: ServerResponse;
  #abort: AbortController | undefined;

  constructor(message: IncomingMessage, response: ServerResponse, body: Uint8Array, connection: ConnectionInfo) {
    const target = targetOf(message.url ?? '');
    const mark = target.indexOf('?');
    this.method = message.method ?? '';
    this.path = mark < 0 ? target : target.slice(0, mark);
    this.query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
    this.headers = headersOf(message);
    this.body = body;
    this.connection = connection;
    this.#response = response;
  }

  /** Made on first use: most handlers finish before anyone could give up. */
  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const abort = new AbortController();
      const response = this.#response;
      const gone = () => {
        if (!response.writableEnded) abort.abort(fail('E_HTTP_CONNECTION_LOST', 'the client has gone away'));
      };
      if (response.closed) gone();
      else response.once('close', gone);
      this.#abort = abort;
    }
    return this.#abort.signal;
  }
}

export function headersOf(message: IncomingMessage): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  return headers;
}
