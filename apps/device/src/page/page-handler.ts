/** The device's page as an HTTP handler: four files, what changed since, and three buttons. */

import { type Milliseconds, SECOND, utf8 } from '@sallyport/core';
import {
  bytes,
  type ErrorListener,
  type HttpHandler,
  type HttpResponse,
  json,
  problemResponse,
  router,
} from '@sallyport/http';
import { fail } from '../errors.ts';
import type { DeviceLife } from './device-life.ts';
import { renderPage } from './render.ts';
import { requireOwnHost, requireOwnPage } from './same-origin.ts';
import { chooseLanguage } from './texts.ts';

export interface PageHandlerOptions {
  readonly life: DeviceLife;
  readonly assets: PageAssets;
  /** How long a question for news waits for some. Default 20 s. */
  readonly patience?: Milliseconds;
  readonly onError?: ErrorListener;
}

export interface PageAssets {
  readonly css: Uint8Array;
  readonly js: Uint8Array;
  readonly icon: Uint8Array;
}

const PATIENCE: Milliseconds = 20 * SECOND;
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
} as const;
const BODILESS = 0;

/** Answers whatever comes; the listener must be on loopback, since nobody signs in. */
export function pageHandler({ life, assets, patience = PATIENCE, onError }: PageHandlerOptions): HttpHandler {
  const begin =
    (action: 'onboard' | 'offboard' | 'ping'): HttpHandler =>
    async (request) => {
      requireOwnPage(request);
      if (request.body.length > BODILESS) throw fail('E_DEVICE_PAGE_INPUT', 'a button says nothing else');
      life[action]();
      return json(202, { doing: action });
    };
  const routes = router({
    '/': {
      GET: async ({ query, headers }) =>
        file(
          'text/html; charset=utf-8',
          utf8(renderPage(chooseLanguage(query.get('lang'), headers.get('accept-language')))),
        ),
    },
    '/page.css': { GET: async () => file('text/css; charset=utf-8', assets.css) },
    '/icon.svg': { GET: async () => file('image/svg+xml', assets.icon) },
    '/page.js': { GET: async () => file('text/javascript; charset=utf-8', assets.js) },
    '/api/news': {
      GET: async ({ query, signal }) => {
        const isKnown = query.get('run') === life.id;
        const after = isKnown ? revisionOf(query.get('after')) : 0;
        await life.log.changed(after, patience, life.timer, signal);
        return json(200, {
          run: life.id,
          revision: life.log.revision,
          state: life.state(),
          entries: life.log.since(after),
        });
      },
    },
    '/api/onboard': { POST: begin('onboard') },
    '/api/offboard': { POST: begin('offboard') },
    '/api/ping': { POST: begin('ping') },
  });
  return async (request) => {
    try {
      requireOwnHost(request);
      return withHeaders(await routes(request));
    } catch (error) {
      return withHeaders(problemResponse(error, onError));
    }
  };
}

function file(type: string, body: Uint8Array): HttpResponse {
  return bytes(200, type, body);
}

function withHeaders(response: HttpResponse): HttpResponse {
  return { ...response, headers: { ...response.headers, ...HEADERS } };
}

function revisionOf(text: string | null): number {
  if (text === null || !/^\d{1,12}$/.test(text))
    throw fail('E_DEVICE_PAGE_INPUT', '`after` is a revision that was given');
  return Number(text);
}
