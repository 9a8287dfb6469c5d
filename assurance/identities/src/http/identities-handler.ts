/** The authentication server over HTTP. */

import { fromUtf8, isSallyportError, type Milliseconds, SECOND } from '@sallyport/core';
import {
  type ErrorListener,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  json,
  peerAddress,
  problemResponse,
  requireMediaType,
  router,
} from '@sallyport/http';
import type { AuthenticationServer } from '../authentication-server.ts';
import { fail } from '../errors.ts';
import { askPage, donePage, troublePage, unknownPage } from './pages.ts';

export interface IdentitiesHandlerOptions {
  readonly server: Pick<AuthenticationServer, 'request' | 'look' | 'confirm'>;
  /** Under what name a client is limited. Left out: its address, of IPv6 the first 64 bits. Behind a proxy, give another. */
  readonly peerOf?: (request: HttpRequest) => string;
  /** Told of whatever was not the client's doing. */
  readonly onError?: ErrorListener;
}

const PATH = '/identities';
const CONFIRM = `${PATH}/confirm`;
/** RFC 7519 §10.3.1. */
const TOKEN_TYPE = 'application/jwt';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const NO_STORE = { 'cache-control': 'no-store' };
const MAX_FORM = 1024;
/** What Retry-After says where nothing better is known. */
const RETRY_AFTER: Milliseconds = 30 * SECOND;

/** `POST /identities`; `GET` and `POST /identities/confirm`. Programs are refused in problem details, people in pages. */
export function identitiesHandler({ server, peerOf = peerAddress, onError }: IdentitiesHandlerOptions): HttpHandler {
  async function ask(request: HttpRequest): Promise<HttpResponse> {
    requireMediaType(request, TOKEN_TYPE);
    const outcome = await server.request(request.body, peerOf(request));
    if (outcome.status === 'bound') return json(200, outcome, NO_STORE);
    return json(202, { ...outcome, expires: outcome.expires.toISOString() }, NO_STORE);
  }

  async function show({ query }: HttpRequest): Promise<HttpResponse> {
    const token = query.get('token') ?? '';
    return askPage(await server.look(token), token);
  }

  async function confirm(request: HttpRequest): Promise<HttpResponse> {
    requireMediaType(request, FORM_TYPE);
    return donePage(await server.confirm(tokenIn(request.body)));
  }

  return router({ [PATH]: { POST: forPrograms(ask, onError) }, [CONFIRM]: forPeople(show, confirm, onError) });
}

function forPrograms(handler: HttpHandler, onError: ErrorListener | undefined): HttpHandler {
  return async (request) => {
    try {
      return await handler(request);
    } catch (thrown) {
      const told = isStoreTrouble(thrown)
        ? fail('E_IDENTITIES_BUSY', 'requests cannot be taken at the moment', { cause: thrown })
        : thrown;
      if (told !== thrown) onError?.(thrown);
      return problemResponse(told, onError, retryAfter(told));
    }
  };
}

function forPeople(show: HttpHandler, confirm: HttpHandler, onError: ErrorListener | undefined) {
  const answering =
    (handler: HttpHandler): HttpHandler =>
    async (request) => {
      try {
        return await handler(request);
      } catch (thrown) {
        if (isSallyportError(thrown, 'E_IDENTITIES_TOKEN')) return unknownPage();
        if (isSallyportError(thrown, 'E_HTTP_MEDIA_TYPE')) return troublePage(415);
        onError?.(thrown);
        return troublePage(isStoreTrouble(thrown) ? 503 : 500);
      }
    };
  return { GET: answering(show), POST: answering(confirm) };
}

/** What ails a store is told to whoever runs it. */
function isStoreTrouble(thrown: unknown): boolean {
  return isSallyportError(thrown) && thrown.code.startsWith('E_STORE_') && thrown.fault === 'environment';
}

function retryAfter(thrown: unknown): Readonly<Record<string, string>> {
  if (!isSallyportError(thrown, 'E_IDENTITIES_LIMIT', 'E_IDENTITIES_BUSY')) return {};
  const given = thrown.details['retryAfter'];
  const wait = typeof given === 'number' ? given : RETRY_AFTER;
  return { 'retry-after': String(Math.max(1, Math.ceil(wait / SECOND))) };
}

/** @throws E_IDENTITIES_TOKEN */
function tokenIn(body: Uint8Array): string {
  const form = body.length > MAX_FORM ? undefined : textOf(body);
  return new URLSearchParams(form).get('token') ?? '';
}

function textOf(body: Uint8Array): string | undefined {
  try {
    return fromUtf8(body);
  } catch (thrown) {
    if (isSallyportError(thrown, 'E_BYTES_UTF8')) return undefined;
    throw thrown;
  }
}
