/** A browser at a page of the console, as far as the API can tell: cookies, a page key, and what browsers say of themselves. */

import { type ApiRequest, apiClient } from '@sallyport/api';
import { isJsonObject, parseJson } from '@sallyport/core';
import { buildRequest, type HttpHandler, type HttpResponse } from '@sallyport/http';
import { DOMAIN_OPERATIONS } from '../../../src/operations.ts';

export interface BrowserOptions {
  readonly host?: string;
  readonly userAgent?: string;
  readonly address?: string;
}

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

export class Browser {
  readonly #handler: HttpHandler;
  readonly host: string;
  userAgent: string;
  readonly address: string;
  cookie: string | undefined;
  pageKey = '1';
  /** What else is sent; undefined leaves a field out. */
  fields: Record<string, string | undefined> = {};
  last: HttpResponse | undefined;

  constructor(handler: HttpHandler, options: BrowserOptions = {}) {
    this.#handler = handler;
    this.host = options.host ?? 'home.local:8445';
    this.userAgent = options.userAgent ?? FIREFOX;
    this.address = options.address ?? '192.0.2.7';
  }

  get origin(): string {
    return `https://${this.host}`;
  }

  /** Asks for an operation, and keeps the cookie and the page key that come with it. */
  readonly ask = clientOf((request) => this.send(request));

  /** Asks, and gives the code of the refusal; undefined when there was none. */
  async codeOf(name: string, input: Parameters<typeof this.ask.askNamed>[1] = {}): Promise<string | undefined> {
    try {
      await this.ask.askNamed(name, input);
      return undefined;
    } catch (thrown) {
      if (typeof thrown === 'object' && thrown !== null && 'code' in thrown) return String(thrown.code);
      throw thrown;
    }
  }

  async send({ method, path, headers, body }: ApiRequest): Promise<HttpResponse> {
    const all = {
      ...headers,
      host: this.host,
      'user-agent': this.userAgent,
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'cors',
      'x-sallyport': this.pageKey,
      origin: method === 'GET' ? undefined : this.origin,
      cookie: this.cookie === undefined ? undefined : `__Host-sallyport=${this.cookie}`,
      ...this.fields,
    };
    const sent = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    const response = await this.#handler(
      buildRequest({
        method,
        target: path,
        headers: Object.fromEntries(sent),
        connection: { id: 'test', remoteAddress: this.address, tls: undefined },
        ...(body === undefined ? {} : { body }),
      }),
    );
    this.last = response;
    this.#keep(response);
    return response;
  }

  #keep({ headers, body }: HttpResponse): void {
    const given = /^__Host-sallyport=([^;]*); Max-Age=(\d+)/.exec(headers['set-cookie'] ?? '');
    if (given !== null) this.cookie = given[2] === '0' ? undefined : given[1];
    if (headers['content-type'] !== 'application/json') return;
    const answer = parseJson(body, { maxBytes: 1 << 20, maxDepth: 32 });
    if (isJsonObject(answer) && typeof answer['pageKey'] === 'string') this.pageKey = answer['pageKey'];
  }
}

function clientOf(send: (request: ApiRequest) => Promise<HttpResponse>) {
  return apiClient(DOMAIN_OPERATIONS, send);
}
