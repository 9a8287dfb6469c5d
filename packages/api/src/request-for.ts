/** From an operation and its input to the request that asks for it. */

import { type JsonObject, type JsonValue, utf8 } from '@sallyport/core';
import { fail } from './errors.ts';
import type { Via } from './operation.ts';
import { routeOf } from './route.ts';

export interface ApiRequest {
  readonly method: string;
  /** Below the base of the interface, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** @throws E_API_INPUT for what no path or query can carry */
export function requestFor(via: Via, input: JsonObject): ApiRequest {
  const { method, segments, names } = routeOf(via);
  const path = segments.map((part) => ('name' in part ? partOf(part.name, input) : part.word)).join('/');
  const others = Object.entries(input).filter(([name, value]) => !names.includes(name) && value !== undefined);
  if (method === 'GET' || method === 'DELETE') {
    const query = new URLSearchParams(others.flatMap(([name, value]) => fieldsOf(name, value)));
    return { method, path: `/${path}${query.size === 0 ? '' : `?${query}`}`, headers: {} };
  }
  return {
    method,
    path: `/${path}`,
    headers: { 'content-type': 'application/json' },
    body: utf8(JSON.stringify(Object.fromEntries(others))),
  };
}

function partOf(name: string, input: JsonObject): string {
  const value = Object.hasOwn(input, name) ? input[name] : undefined;
  const text = value === undefined ? '' : scalarOf(name, value);
  if (text === '') throw fail('E_API_INPUT', `${name}: is not given`);
  // Whatever a URL goes through takes these for ways up and down, encoded or not.
  if (text === '.' || text === '..') throw fail('E_API_INPUT', `${name}: a name of dots alone cannot be asked for`);
  return encodeURIComponent(text);
}

function fieldsOf(name: string, value: JsonValue): [string, string][] {
  if (!Array.isArray(value)) return [[name, scalarOf(name, value)]];
  return value.map((each: JsonValue): [string, string] => [name, scalarOf(name, each)]);
}

function scalarOf(name: string, value: JsonValue): string {
  if (typeof value === 'object') throw fail('E_API_INPUT', `${name}: cannot be part of a URL`);
  return String(value);
}
