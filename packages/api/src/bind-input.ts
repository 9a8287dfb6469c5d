/** From the parts of a request to the one flat input of an operation. What fits is left to the operation's own schema. */

import { isJsonObject, isSallyportError, type JsonObject, type JsonValue, parseJson } from '@sallyport/core';
import { type HttpRequest, parseMediaType } from '@sallyport/http';
import { fail } from './errors.ts';
import type { Method } from './operation.ts';
import { isOfType } from './schemas.ts';

export interface Binding {
  readonly method: Method;
  /** The JSON Schemas of the members of the input, by name. */
  readonly properties: Readonly<Record<string, JsonObject>>;
  /** The largest body in bytes. */
  readonly maxBytes: number;
}

const MAX_DEPTH = 64;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** @throws E_API_INPUT, E_API_TOO_LARGE, E_API_MEDIA_TYPE */
export function bindInput(binding: Binding, parts: ReadonlyMap<string, string>, request: HttpRequest): JsonObject {
  const fromPath: [string, JsonValue][] = [...parts].map(([name, part]) => [
    name,
    readValue(decoded(part), binding.properties[name]),
  ]);
  const isRead = binding.method === 'GET' || binding.method === 'DELETE';
  const others = isRead ? queryOf(binding, request) : bodyOf(binding, request);
  const twice = others.find(([name]) => parts.has(name));
  if (twice !== undefined) throw fail('E_API_INPUT', `${twice[0]} stands in the path`);
  return Object.fromEntries([...fromPath, ...others]);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw fail('E_API_INPUT', 'the path is not percent-encoded as UTF-8', { cause });
  }
}

function queryOf({ properties }: Binding, { query, body }: HttpRequest): [string, JsonValue][] {
  if (body.length > 0) throw fail('E_API_INPUT', 'this takes its input in the query, not in a body');
  return [...new Set(query.keys())].map((name): [string, JsonValue] => {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const given = query.getAll(name);
    if (isOfType(schema, 'array')) return [name, given.map((each) => readValue(each, itemsOf(schema)))];
    const [first = '', second] = given;
    if (second !== undefined) throw fail('E_API_INPUT', `${name.slice(0, 64)}: is given more than once`);
    return [name, readValue(first, schema)];
  });
}

function itemsOf(schema: JsonObject | undefined): JsonObject | undefined {
  const items = schema?.['items'];
  return isJsonObject(items) ? items : undefined;
}

/** Numbers and booleans by the type of the member; what looks like neither stays text, for the schema to refuse. */
function readValue(written: string, schema: JsonObject | undefined): JsonValue {
  if (isOfType(schema, 'string')) return written;
  if ((isOfType(schema, 'integer') || isOfType(schema, 'number')) && NUMBER.test(written)) return Number(written);
  if (isOfType(schema, 'boolean') && (written === 'true' || written === 'false')) return written === 'true';
  return written;
}

function bodyOf({ maxBytes }: Binding, request: HttpRequest): [string, JsonValue][] {
  const { body, query, headers } = request;
  if (query.size > 0) throw fail('E_API_INPUT', 'this takes its input in the body, not in the query');
  if (body.length > maxBytes) throw fail('E_API_TOO_LARGE', `the input is larger than ${maxBytes} bytes`);
  if (body.length === 0) return [];
  if (parseMediaType(headers.get('content-type') ?? '')?.essence !== 'application/json') {
    throw fail('E_API_MEDIA_TYPE', 'the input is not sent as application/json');
  }
  const parsed = parsedBody(body, maxBytes);
  if (!isJsonObject(parsed)) throw fail('E_API_INPUT', 'the input is no JSON object');
  return Object.entries(parsed);
}

function parsedBody(body: Uint8Array, maxBytes: number): JsonValue {
  try {
    return parseJson(body, { maxBytes, maxDepth: MAX_DEPTH });
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_API_INPUT', `the input cannot be read: ${cause.message}`, { cause });
  }
}
