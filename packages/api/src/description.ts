/** Where an interface is described: as an OpenAPI document, and as a page of it. */

import { type JsonObject, utf8 } from '@sallyport/core';
import { bytes, type HttpRequest, type HttpResponse } from '@sallyport/http';
import type { DescribedOperation } from './bound-table.ts';
import { DOCS_STYLE, docsPage } from './docs-page.ts';
import { EVENTS_PATH_ITEM } from './events-path.ts';
import { type OpenApiInfo, openApiOf } from './openapi.ts';

const DOCUMENT = '/api/openapi.json';
const PAGE = '/api/docs';
const STYLE = '/api/docs.css';

export interface DescriptionInfo extends Omit<OpenApiInfo, 'otherPaths'> {
  readonly hasEvents: boolean;
}

/** Made when it is first asked for. */
export class Description {
  readonly #all: readonly DescribedOperation[];
  readonly #info: DescriptionInfo;
  #document: JsonObject | undefined;
  #files: ReadonlyMap<string, HttpResponse> | undefined;

  constructor(all: readonly DescribedOperation[], info: DescriptionInfo) {
    this.#all = all;
    this.#info = info;
  }

  document(): JsonObject {
    const { hasEvents, ...info } = this.#info;
    this.#document ??= openApiOf(this.#all, {
      ...info,
      ...(hasEvents ? { otherPaths: { '/events': EVENTS_PATH_ITEM } } : {}),
    });
    return this.#document;
  }

  /** The answer to whoever asks for it, or undefined when something else is asked for. */
  answer({ method, path }: Pick<HttpRequest, 'method' | 'path'>): HttpResponse | undefined {
    if (path !== DOCUMENT && path !== PAGE && path !== STYLE) return undefined;
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    this.#files ??= new Map([
      [DOCUMENT, bytes(200, 'application/json', utf8(JSON.stringify(this.document())))],
      [PAGE, bytes(200, 'text/html; charset=utf-8', utf8(docsPage(this.document(), STYLE)))],
      [STYLE, bytes(200, 'text/css; charset=utf-8', utf8(DOCS_STYLE))],
    ]);
    return this.#files.get(path);
  }
}
