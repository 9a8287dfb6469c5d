/** The HTTP interface of a service: its operations, their description, and a stream of what happens. */

import type { Clock, JsonObject } from '@sallyport/core';
import { type HttpHandler, type HttpRequest, type HttpResponse, json, peerAddress, streamed } from '@sallyport/http';
import { bindInput } from './bind-input.ts';
import { BoundTable, type Found } from './bound-table.ts';
import type { Caller } from './caller.ts';
import { Description } from './description.ts';
import { Download, type DownloadOptions } from './download.ts';
import { fail } from './errors.ts';
import type { Gate } from './gate.ts';
import type { Operations } from './operation.ts';
import { perform, requireRight } from './perform.ts';
import { apiProblem } from './problems.ts';
import { type RateLimits, Rates } from './rates.ts';

/** Under which path the operations are. */
export const API_BASE = '/api/v1';

export interface ApiOptions<Host, Role extends string> {
  readonly table: Operations<Host, Role>;
  readonly host: Host;
  readonly gate: Gate<Role>;
  readonly info: ApiInfo;
  /** Answers `GET /events` for whoever came through the gate. There are none where it is left out. */
  readonly events?: (request: HttpRequest, caller: Caller<Role>) => Promise<HttpResponse>;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly limits?: Partial<RateLimits>;
  /** Whether an answer that does not fit its schema is an error. For tests. */
  readonly checkAnswers?: boolean;
  /** Told of what was nobody's fault but this program's. */
  readonly onError: (error: unknown) => void;
}

export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** How callers prove who they are, as OpenAPI writes it. */
  readonly securitySchemes: JsonObject;
}

export interface Api {
  /** Answers everything under `/api/`. Never rejects. */
  readonly handler: HttpHandler;
  /** For the listener: the largest body that is taken of whoever sends this header. */
  readonly bodyLimit: (request: HttpRequest) => Promise<number>;
  /** OpenAPI 3.1. */
  document(): JsonObject;
}

/** What is read of whoever may not do the thing, or asks for nothing that there is, to answer why. */
const BODY_OF_STRANGERS = 64 * 1024;
/** What is answered may be another thing the next moment, and is for this reader alone. */
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** @throws E_API_TABLE */
export function createApi<Host, Role extends string>(options: ApiOptions<Host, Role>): Api {
  const table = new BoundTable(options.table);
  const description = new Description(table.all, { ...options.info, base: API_BASE, hasEvents: 'events' in options });
  const desk = new Desk(options, table);
  return {
    document: () => description.document(),
    bodyLimit: (request) => desk.bodyLimit(request),
    handler: async (request) => {
      try {
        const response = description.answer(request) ?? (await desk.answer(request));
        return { ...response, headers: { ...HEADERS, ...response.headers } };
      } catch (thrown) {
        const response = apiProblem(thrown, options.onError);
        return { ...response, headers: { ...HEADERS, ...response.headers } };
      }
    },
  };
}

/** How much body is to come; anything may, where the header does not say. */
function announced({ headers }: HttpRequest): number {
  const length = headers.get('content-length');
  return length === undefined ? Number.POSITIVE_INFINITY : Number(length);
}

/** What of a path is below that of the operations, or undefined. */
function belowBase(path: string): string | undefined {
  return path.startsWith(`${API_BASE}/`) ? path.slice(API_BASE.length) : undefined;
}

/** Takes what is asked for to the operation that does it. */
class Desk<Host, Role extends string> {
  readonly #options: ApiOptions<Host, Role>;
  readonly #table: BoundTable<Host, Role>;
  readonly #rates: Rates;

  constructor(options: ApiOptions<Host, Role>, table: BoundTable<Host, Role>) {
    this.#options = options;
    this.#table = table;
    this.#rates = new Rates(options.clock, options.limits);
  }

  async answer(request: HttpRequest): Promise<HttpResponse> {
    const path = belowBase(request.path);
    if (path === undefined) throw fail('E_API_OPERATION', 'there is nothing at this path');
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const { events } = this.#options;
    if (path === '/events' && method === 'GET' && events !== undefined) {
      return events(request, await this.#reader(request));
    }
    const found = this.#table.find(method, path);
    return found === undefined ? this.#nothingAt(path) : this.#do(found, request);
  }

  async bodyLimit(request: HttpRequest): Promise<number> {
    const found = this.#table.find(request.method, belowBase(request.path) ?? '');
    if (found === undefined) return BODY_OF_STRANGERS;
    const { name, operation } = found.bound;
    const { maxBytes, changes, open } = operation;
    if (maxBytes <= BODY_OF_STRANGERS) return maxBytes;
    // Most bodies are small: who sends one is asked once, when it is there.
    if (announced(request) <= BODY_OF_STRANGERS) return BODY_OF_STRANGERS;
    try {
      requireRight(operation, await this.#options.gate.authenticate(request, { name, changes, open }));
      return maxBytes;
    } catch {
      // The same refusal is given again, with its reason, to whoever sends no more than this.
      return BODY_OF_STRANGERS;
    }
  }

  async #do({ bound, parts }: Found<Host, Role>, request: HttpRequest): Promise<HttpResponse> {
    const { name, operation, binding } = bound;
    const { gate, host, checkAnswers = false, onError } = this.#options;
    this.#rates.requirePeer(peerAddress(request));
    const { changes, open } = operation;
    const caller = await gate.authenticate(request, { name, changes, open });
    this.#rates.requireCaller(caller);
    // Whoever may not do it is not told what is wrong with the input.
    requireRight(operation, caller);
    const input = bindInput(binding(), parts, request);
    const exchange = { request, headers: new Map<string, string>() };
    const answer = await perform(name, operation, input, caller, exchange, { host, gate, checkAnswers, onError });
    const headers = Object.fromEntries(exchange.headers);
    if (!(answer instanceof Download)) return json(200, answer ?? null, headers);
    const body = caller === undefined ? answer.body : whileAllowed(answer.body, () => gate.watch(caller));
    return downloadResponse({ ...answer, body }, headers);
  }

  async #reader(request: HttpRequest): Promise<Caller<Role>> {
    this.#rates.requirePeer(peerAddress(request));
    const caller = await this.#options.gate.authenticate(request, { name: 'events', changes: false, open: false });
    this.#rates.requireCaller(caller);
    if (caller === undefined) throw fail('E_API_SIGN_IN', 'nobody is signed in');
    return caller;
  }

  #nothingAt(path: string): HttpResponse {
    const methods = this.#table.methodsAt(path);
    if (methods.length === 0) throw fail('E_API_OPERATION', 'there is nothing at this path');
    const allow = methods.join(', ');
    const refused = fail('E_API_METHOD', `this path takes ${allow}`);
    const response = apiProblem(refused, this.#options.onError);
    return { ...response, headers: { ...response.headers, allow } };
  }
}

/** A file can be long on its way: it ends, and not as it should, with the right of whoever asked for it. */
async function* whileAllowed(
  body: AsyncIterable<Uint8Array>,
  watch: () => ReturnType<Gate<string>['watch']>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { signal, release } = watch();
  try {
    for await (const chunk of body) {
      if (signal.aborted) throw fail('E_API_SIGN_IN', 'whoever asked for this file may not have the rest of it');
      yield chunk;
    }
  } finally {
    release();
  }
}

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

function downloadResponse(
  { mediaType, fileName, body }: DownloadOptions,
  headers: Readonly<Record<string, string>>,
): HttpResponse {
  const name = FILE_NAME.test(fileName) ? fileName : 'download';
  return streamed(200, mediaType, body, { ...headers, 'content-disposition': `attachment; filename="${name}"` });
}
