/**
 * HTTP messages as values. Handlers take a request and give a response; neither knows of sockets, so a protocol
 * engine is tested by calling it.
 */

import { utf8 } from '@sallyport/core';

/** The TLS side of a connection, as facts: nothing here has been judged. */
export interface TlsConnectionInfo {
  readonly protocol: 'TLSv1.2' | 'TLSv1.3';
  /** DER of the end-entity certificate this side presented; empty when it presented none. */
  readonly localCertificate: Uint8Array;
  /** DER of the peer's end-entity certificate. */
  readonly peerCertificate?: Uint8Array;
  /** DER of the peer's certificates in the order sent, end entity first; empty when it sent none. */
  readonly peerChain: readonly Uint8Array[];
  /** True when TLS itself led the chain to an anchor: only ever on a client that was told to. */
  readonly peerAuthorized: boolean;
  /** The tls-unique channel binding (RFC 5929 §3); TLS 1.2 only. */
  readonly tlsUnique?: Uint8Array;
  /**
   * Keying material exporter (RFC 5705, RFC 8446 §7.5): `length` bytes for `label`.
   * @throws E_HTTP_EXPORTER_UNAVAILABLE once the connection is gone
   */
  exporter(label: string, length: number, context?: Uint8Array): Uint8Array;
}

/** Where a request came from. One object per connection: it can serve as the key of a `WeakMap`. */
export interface ConnectionInfo {
  /** Unique within this process; for logs and for state kept by connection. */
  readonly id: string;
  readonly remoteAddress: string;
  readonly remotePort?: number;
  /** Undefined on a listener without TLS. */
  readonly tls: TlsConnectionInfo | undefined;
}

export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** The path as sent: percent-encoded, never normalised, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case; repeated fields joined as RFC 9110 §5.3 allows. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  readonly connection: ConnectionInfo;
  /** Aborted when the client goes away before it was answered. */
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /**
   * Sent after `body`, as fast as the client takes it. Asked for no more, and told so, when the client goes away or the
   * listener closes. What it throws ends the connection, so that the client can tell that something is missing.
   */
  readonly stream?: AsyncIterable<Uint8Array>;
  /** Close the connection after sending, as RFC 8995 §5.2 asks after 401. */
  readonly close?: boolean;
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse>;

const NO_BYTES = new Uint8Array(0);

export interface RequestInit {
  readonly method?: string;
  /** Path, with or without a query. Default `/`. */
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly connection?: ConnectionInfo;
  readonly signal?: AbortSignal;
}

/** Makes a request as a listener would, to call a handler without a network. */
export function buildRequest(init: RequestInit = {}): HttpRequest {
  const target = init.target ?? '/';
  const mark = target.indexOf('?');
  return {
    method: (init.method ?? 'GET').toUpperCase(),
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers: new Map(Object.entries(init.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
    body: init.body ?? NO_BYTES,
    connection: init.connection ?? { id: 'none', remoteAddress: '127.0.0.1', tls: undefined },
    ...(init.signal === undefined ? {} : { signal: init.signal }),
  };
}

/** A plain UTF-8 text response: the form in which Sallyport gives every reason. */
export function text(status: number, message: string, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  const line = message === '' || message.endsWith('\n') ? message : `${message}\n`;
  return bytes(status, 'text/plain; charset=utf-8', utf8(line), headers);
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return bytes(status, 'application/json', utf8(JSON.stringify(value) ?? 'null'), headers);
}

export function bytes(
  status: number,
  type: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { status, headers: { 'content-type': type, ...headers }, body };
}

/** A response of a length that nobody knows yet. */
export function streamed(
  status: number,
  type: string,
  stream: AsyncIterable<Uint8Array>,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { ...bytes(status, type, NO_BYTES, headers), stream };
}

/** A response without content, 204 unless told. */
export function empty(status = 204, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return { status, headers, body: NO_BYTES };
}
