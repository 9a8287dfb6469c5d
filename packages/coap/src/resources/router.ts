/** Resources by their paths: a handler for an endpoint, and their list at `/.well-known/core` (RFC 7252 §7.2, RFC 6690 §4). */

import { utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import { type CoapRequest, type CoapResponse, respond } from '../exchange.ts';
import { CODES, type Method } from '../message/codes.ts';
import { CONTENT_FORMATS } from '../message/content-formats.ts';
import type { Handler } from '../server/server.ts';
import { encodeLinks, filterLinks, type Link } from './link-format.ts';

export interface Resource {
  readonly methods: Readonly<Partial<Record<Method, Handler>>>;
  /** Attributes of its link, such as `rt`, `if`, `ct`, `sz`, `title`; true for one without a value, such as `obs`. */
  readonly attributes?: Readonly<Record<string, string | number | true>>;
  /** False to leave it out of the list. Default true. */
  readonly listed?: boolean;
}

const WELL_KNOWN_CORE = '.well-known/core';

export class Router {
  readonly #resources = new Map<string, Resource>();

  constructor() {
    this.#resources.set(WELL_KNOWN_CORE, { methods: { GET: (request) => this.#list(request) }, listed: false });
  }

  /**
   * `path` as requests have it: `sensors/temp`.
   * @throws E_COAP_ARGUMENT for a path that has a resource already
   */
  add(path: string, resource: Resource): this {
    if (this.#resources.has(path)) throw fail('E_COAP_ARGUMENT', `${path} has a resource already`);
    this.#resources.set(path, resource);
    return this;
  }

  remove(path: string): boolean {
    return this.#resources.delete(path);
  }

  /** For the options of an endpoint. Throws E_COAP_NOT_FOUND and E_COAP_METHOD, which the endpoint answers with 4.04 and 4.05. */
  readonly handler: Handler = (request) => {
    const resource = this.#resources.get(request.path);
    if (resource === undefined) throw fail('E_COAP_NOT_FOUND', 'there is no such resource');
    const handle = resource.methods[request.method];
    if (handle === undefined) throw fail('E_COAP_METHOD', `the resource has no ${request.method}`);
    return handle(request);
  };

  #list({ query }: CoapRequest): CoapResponse | undefined {
    const links = filterLinks([...this.#links()], query[0]);
    return respond(CODES.CONTENT, utf8(encodeLinks(links)), {
      contentFormat: CONTENT_FORMATS['application/link-format'],
    });
  }

  *#links(): Generator<Link> {
    for (const [path, { attributes = {}, listed = true }] of this.#resources) {
      if (!listed) continue;
      const pairs = Object.entries(attributes).map(([name, value]): [string, string | undefined] => [
        name,
        value === true ? undefined : String(value),
      ]);
      yield { target: `/${path}`, attributes: new Map(pairs) };
    }
  }
}
