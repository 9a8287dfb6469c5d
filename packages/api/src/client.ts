/** Asks a service for its operations, by their names. */

import {
  type Fault,
  fromUtf8,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  SallyportError,
  utf8,
} from '@sallyport/core';
import type { HttpResponse } from '@sallyport/http';
import { API_BASE } from './api.ts';
import { fail } from './errors.ts';
import { type AnswerOf, type InputOf, type OperationFacts, operationNamed } from './operation.ts';
import { type ApiRequest, requestFor } from './request-for.ts';

/** Carries a request to the service, `path` and all, and gives its answer. */
export type ApiTransport = (request: ApiRequest) => Promise<HttpResponse>;

export interface ApiClient<Table> {
  /** @throws E_API_INPUT, E_API_REFUSED, and what the service refuses with, as if it had been thrown here */
  ask<Name extends keyof Table & string>(name: Name, input: InputOf<Table, Name>): Promise<AnswerOf<Table, Name>>;
  /** The same where the name is known only when it is asked for. @throws E_API_OPERATION, too */
  askNamed(name: string, input: JsonValue): Promise<JsonValue>;
  /** For an answer that is a file: its whole response, whose stream the caller reads. */
  fetch(name: string, input: JsonValue): Promise<HttpResponse>;
}

/** A proof has two levels for each of its steps. */
const LIMITS = { maxBytes: 512 << 20, maxDepth: 1024 };

export function apiClient<Table extends Readonly<Record<string, OperationFacts>>>(
  table: Table,
  transport: ApiTransport,
): ApiClient<Table> {
  const fetch = async (name: string, input: JsonValue): Promise<HttpResponse> => {
    if (!isJsonObject(input)) throw fail('E_API_INPUT', 'the input is no JSON object');
    const { via } = operationNamed(table, name);
    const request = requestFor(via, input);
    const response = await transport({ ...request, path: `${API_BASE}${request.path}` });
    if (response.status === 200) return response;
    throw refusalOf(response);
  };
  const text = async (name: string, input: JsonValue) => fromUtf8((await fetch(name, input)).body);
  return {
    fetch,
    askNamed: async (name, input) => parseJson(utf8(await text(name, input)), LIMITS),
    ask: async (name, input) => JSON.parse(await text(name, asJson(input))),
  };
}

/** Members that are undefined are not sent. */
function asJson(input: unknown): JsonValue {
  const sent: JsonValue = JSON.parse(JSON.stringify(input ?? {}));
  return sent;
}

const FAULTS: readonly Fault[] = ['peer', 'unsupported', 'policy', 'caller', 'environment', 'internal'];
const REFUSAL_LIMITS = { maxBytes: 1 << 20, maxDepth: 8 };

/** The service's own error, as if it had been thrown here. */
function refusalOf({ status, body }: HttpResponse): SallyportError {
  const { code, detail, hint, fault } = problemOf(body);
  if (typeof code !== 'string' || typeof detail !== 'string' || typeof hint !== 'string') {
    return fail('E_API_REFUSED', `the answer was ${status}, without a reason`);
  }
  const blame = FAULTS.find((each) => each === fault) ?? 'internal';
  return new SallyportError(code, { fault: blame, hint, http: status }, detail);
}

function problemOf(body: Uint8Array): JsonObject {
  try {
    const read = parseJson(body, REFUSAL_LIMITS);
    return isJsonObject(read) ? read : {};
  } catch {
    return {};
  }
}
