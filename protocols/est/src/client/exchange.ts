/** One request of an EST client and its answer, with everything HTTP adds in between (RFC 7030 §3.2.1). */

import { fail } from '../errors.ts';

export interface EstHttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface EstHttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>> | ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/** Sends a request over the one connection that has been authenticated. A `PersistentConnection` fits. */
export type SendEstRequest = (request: EstHttpRequest) => Promise<EstHttpResponse>;

/** An answer is a handful of certificates; anything larger comes from no EST server. */
const MAX_BODY = 512 << 10;
const MAX_REDIRECTS = 3;
/** Characters of a server's reason that are kept. */
const MAX_REASON = 512;

export function headerOf({ headers }: EstHttpResponse, name: string): string | undefined {
  return isMap(headers) ? headers.get(name) : headers[name];
}

function isMap(headers: EstHttpResponse['headers']): headers is ReadonlyMap<string, string> {
  return headers instanceof Map;
}

/**
 * Sends and follows redirections within the same origin, which need no new authentication (RFC 7030 §3.2.1).
 * @returns any response that is no redirection
 * @throws E_EST_REDIRECTED with the place in `details.location`; E_EST_RESPONSE_TOO_LARGE; whatever `send` throws
 */
export async function exchange(send: SendEstRequest, request: EstHttpRequest): Promise<EstHttpResponse> {
  let current = request;
  for (let hops = 0; ; hops++) {
    const response = await send(current);
    if (response.body.length > MAX_BODY)
      throw fail('E_EST_RESPONSE_TOO_LARGE', `answer of ${response.body.length} bytes`);
    if (response.status < 300 || response.status >= 400) return response;
    const location = headerOf(response, 'location') ?? '';
    // `//host/path` names another host: only a path by itself stays on this connection.
    if (!/^\/(?!\/)[\x21-\x7e]*$/.test(location) || hops === MAX_REDIRECTS) {
      throw fail('E_EST_REDIRECTED', `the server answered ${response.status}`, {
        details: { status: response.status, location: location.slice(0, MAX_REASON) },
      });
    }
    current = { ...request, path: location };
  }
}

/** Turns an answer that is no success into an error. @throws E_EST_UNAUTHENTICATED, E_EST_STATUS */
export function refuseStatus(response: EstHttpResponse): never {
  const { status } = response;
  const reason = reasonIn(response);
  const details = { status, reason };
  const message = `the server answered ${status}${reason === '' ? '' : `: ${reason}`}`;
  if (status === 401) throw fail('E_EST_UNAUTHENTICATED', message, { details });
  throw fail('E_EST_STATUS', message, { details });
}

/** The server's own words (RFC 8951 §5: UTF-8 text, also when no type is given), fit to be shown. */
function reasonIn(response: EstHttpResponse): string {
  const type = headerOf(response, 'content-type') ?? 'text/plain';
  if (!/^text\/plain\b/i.test(type)) return '';
  const text = new TextDecoder().decode(response.body.subarray(0, MAX_REASON * 4));
  return text
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, MAX_REASON);
}
