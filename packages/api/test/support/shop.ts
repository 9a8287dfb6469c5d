/** A service to try the interface on: a shop with things, which its keeper changes and everybody looks at. */

import {
  type Api,
  type ApiOptions,
  apiFail,
  type Caller,
  createApi,
  Download,
  downloadAnswer,
  type Gate,
  jsonValue,
  type Operations,
  openOperationsOf,
  operationsOf,
  type RecordedOutcome,
} from '@sallyport/api';
import { type JsonObject, ManualClock, utf8 } from '@sallyport/core';
import { buildRequest, type HttpResponse } from '@sallyport/http';
import { z } from 'zod';

export type Role = 'keeper' | 'visitor';

export class Shop {
  readonly things = new Map<string, number>();
  /** Inputs as operations were given them. */
  readonly seen: unknown[] = [];
}

const operation = operationsOf<Shop, Role>();
const openOperation = openOperationsOf<Shop, Role>();
const KEEPER: readonly Role[] = ['keeper'];
const ALL: readonly Role[] = ['keeper', 'visitor'];
const name = z.string().min(1).max(200);

async function* lines(): AsyncGenerator<Uint8Array> {
  yield utf8('name,count\n');
  yield utf8('lamp,1\n');
}

export const SHOP_OPERATIONS = {
  'things.list': operation({
    title: 'all things, some at a time',
    via: 'GET /things',
    roles: ALL,
    input: z.object({
      limit: z.number().int().min(1).max(100).optional(),
      dear: z.boolean().optional(),
      names: z.array(name).max(10).optional(),
      sizes: z.array(z.number()).optional(),
      search: z.string().max(200).optional(),
    }),
    answer: z.object({
      things: z.array(z.object({ name: z.string(), count: z.number() })),
      next: z.string().optional(),
    }),
    run: (shop, input) => {
      shop.seen.push(input);
      return { things: [...shop.things].map(([thing, count]) => ({ name: thing, count })) };
    },
  }),
  'things.show': operation({
    title: 'one thing',
    via: 'GET /things/{name}',
    roles: ALL,
    input: z.object({ name }),
    answer: z.object({ name: z.string(), count: z.number() }),
    run: (shop, { name: thing }) => {
      shop.seen.push({ name: thing });
      return { name: thing, count: shop.things.get(thing) ?? 0 };
    },
  }),
  'things.best': operation({
    title: 'the best thing',
    via: 'GET /things/best',
    roles: ALL,
    input: z.object({}),
    answer: z.string(),
    run: () => 'the best',
  }),
  'things.put': operation({
    title: 'put a thing on the shelf',
    via: 'PUT /things/{name}',
    roles: KEEPER,
    secrets: ['code'],
    localInputs: ['file'],
    input: z.object({ name, count: z.number().int().min(0), code: z.string().optional(), file: z.string().optional() }),
    answer: z.object({ put: z.string() }),
    run: (shop, input) => {
      shop.seen.push(input);
      shop.things.set(input.name, input.count);
      return { put: input.name };
    },
  }),
  'things.remove': operation({
    title: 'take a thing off the shelf',
    via: 'DELETE /things/{name}',
    roles: KEEPER,
    input: z.object({ name }),
    answer: z.object({ removed: z.boolean() }),
    run: (shop, { name: thing }) => ({ removed: shop.things.delete(thing) }),
  }),
  'things.break': operation({
    title: 'break a thing',
    via: 'POST /things/{name}/break',
    roles: KEEPER,
    input: z.object({ name, how: z.enum(['refusal', 'bug', 'others-401', 'wrong-answer']) }),
    answer: z.object({ broken: z.literal(true) }),
    run: (_, { how }) => {
      if (how === 'bug') throw new TypeError('a secret place: /var/lib/key');
      if (how === 'refusal') throw apiFail('E_API_SCOPE', 'it does not break');
      if (how === 'others-401') throw apiFail('E_API_SIGN_IN', 'somebody else is asked');
      const answer: { broken: true } = JSON.parse('{"broken":true,"also":"untold"}');
      return answer;
    },
  }),
  'notes.put': operation({
    title: 'keep a note of any shape',
    via: 'POST /notes',
    roles: KEEPER,
    maxBytes: 4096,
    input: z.object({ note: jsonValue, by: z.record(z.string().max(64), z.string()).optional() }),
    answer: jsonValue,
    run: (shop, { note, by }) => {
      shop.seen.push({ note, by });
      return note;
    },
  }),
  'albums.put': operation({
    title: 'keep pictures',
    via: 'POST /albums',
    roles: KEEPER,
    maxBytes: 64 << 20,
    input: z.object({ pictures: z.string() }),
    answer: z.object({ kept: z.number() }),
    run: (_, { pictures }) => ({ kept: pictures.length }),
  }),
  'stock.count': operation({
    title: 'count what is in a file of the shop',
    via: 'POST /stock',
    roles: KEEPER,
    reach: 'local',
    input: z.object({ path: z.string() }),
    answer: z.object({ counted: z.string() }),
    run: (_, { path }) => ({ counted: path }),
  }),
  'stock.export': operation({
    title: 'everything, as a file',
    via: 'GET /stock/export',
    roles: ALL,
    input: z.object({}),
    answer: downloadAnswer(['text/csv; charset=utf-8']),
    run: () => new Download({ mediaType: 'text/csv; charset=utf-8', fileName: 'stock.csv', body: lines() }),
  }),
  knock: openOperation({
    title: 'say who you are',
    via: 'POST /knock',
    input: z.object({ word: z.string().max(64) }),
    answer: z.object({ hello: z.string() }),
    run: (_, { word }, caller, exchange) => {
      exchange.headers.set('set-cookie', `word=${encodeURIComponent(word)}`);
      return { hello: caller?.name ?? 'stranger' };
    },
  }),
} as const satisfies Operations<Shop, Role>;

export const CALLERS: Readonly<Record<string, Caller<Role>>> = {
  keeper: { id: 'k', name: 'Kim', role: 'keeper', by: 'session', credential: 'k-1' },
  visitor: { id: 'v', name: 'Vera', role: 'visitor', by: 'token', credential: 'v-1' },
  local: { id: 'local', name: 'the machine', role: 'keeper', by: 'local' },
};

export interface Recorded {
  readonly caller: string;
  readonly operation: string;
  readonly input: JsonObject;
  outcome?: RecordedOutcome;
}

/** Believes whoever says who they are in the header field `x-caller`. */
export class TrustingGate implements Gate<Role> {
  readonly records: Recorded[] = [];
  /** Set, nothing can be written down. */
  failure: Error | undefined;

  async authenticate(request: Parameters<Gate<Role>['authenticate']>[0]): Promise<Caller<Role> | undefined> {
    return CALLERS[request.headers.get('x-caller') ?? ''];
  }

  watch(): ReturnType<Gate<Role>['watch']> {
    return { signal: new AbortController().signal, release: () => undefined };
  }

  async record(caller: Caller<Role>, operationName: string, input: JsonObject) {
    if (this.failure !== undefined) throw this.failure;
    const recorded: Recorded = { caller: caller.id, operation: operationName, input };
    this.records.push(recorded);
    return async (outcome: RecordedOutcome) => {
      recorded.outcome = outcome;
    };
  }
}

export interface OpenShop {
  readonly shop: Shop;
  readonly gate: TrustingGate;
  readonly api: Api;
  readonly errors: unknown[];
  readonly clock: ManualClock;
  /** Asks as somebody; `target` below the base. */
  ask(method: string, target: string, init?: AskInit): Promise<HttpResponse>;
}

export interface AskInit {
  readonly as?: string;
  readonly json?: unknown;
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export function openShop(changes: Partial<ApiOptions<Shop, Role>> = {}): OpenShop {
  const [shop, gate, clock] = [new Shop(), new TrustingGate(), new ManualClock()];
  const errors: unknown[] = [];
  const api = createApi<Shop, Role>({
    table: SHOP_OPERATIONS,
    host: shop,
    gate,
    info: {
      title: 'Shop',
      version: '1',
      description: 'A shop.',
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
    clock,
    onError: (error) => errors.push(error),
    ...changes,
  });
  return {
    ...{ shop, gate, api, errors, clock },
    ask: (method, target, { as = 'keeper', json, body, headers = {} } = {}) =>
      api.handler(
        buildRequest({
          method,
          target: `/api/v1${target}`,
          headers: {
            ...(json === undefined ? {} : { 'content-type': 'application/json' }),
            'x-caller': as,
            ...headers,
          },
          ...(json === undefined ? {} : { body: utf8(JSON.stringify(json)) }),
          ...(body === undefined ? {} : { body }),
        }),
      ),
  };
}

export function jsonOf({ body }: HttpResponse): JsonObject {
  const read: JsonObject = JSON.parse(Buffer.from(body).toString());
  return read;
}
