/**
 * Media types: what a request's body is (RFC 9110 §8.3) and what its sender takes as answer (RFC 9110 §12.5.1).
 * Fields from strangers are bounded in length and in number of elements before anything is parsed.
 */

import { fail } from './errors.ts';
import type { HttpRequest } from './message.ts';

const MAX_FIELD = 2048;
const MAX_RANGES = 64;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** A parameter up to the next semicolon or comma that is outside quotes. */
const PARAMETER = /[ \t]*;[ \t]*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)=([!#$%&'*+.^_`|~0-9A-Za-z-]+|"(?:[^"\\]|\\.)*"))?/y;
const QVALUE = /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/;

export interface MediaType {
  /** `type/subtype` in lower case. */
  readonly essence: string;
  /** Names in lower case, values unquoted. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Parses a Content-Type field; undefined when it is no media type. */
export function parseMediaType(field: string): MediaType | undefined {
  if (field.length > MAX_FIELD) return undefined;
  const semicolon = field.indexOf(';');
  const essence = (semicolon < 0 ? field : field.slice(0, semicolon)).trim().toLowerCase();
  const [type, subtype, ...rest] = essence.split('/');
  if (type === undefined || subtype === undefined || rest.length > 0) return undefined;
  if (!TOKEN.test(type) || !TOKEN.test(subtype)) return undefined;
  const parameters = semicolon < 0 ? new Map<string, string>() : parseParameters(field.slice(semicolon).trimEnd());
  return parameters === undefined ? undefined : { essence, parameters };
}

function parseParameters(field: string): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = 0;
  while (PARAMETER.lastIndex < field.length) {
    const match = PARAMETER.exec(field);
    if (match === null) return undefined;
    const [, name, value] = match;
    if (name === undefined || value === undefined) continue;
    // The first of two parameters of one name counts, so that a later one cannot change what was checked.
    const key = name.toLowerCase();
    if (!parameters.has(key)) parameters.set(key, value.startsWith('"') ? unquote(value) : value);
  }
  return parameters;
}

function unquote(value: string): string {
  return value.slice(1, -1).replace(/\\(.)/g, '$1');
}

/**
 * The media type of the request's body, if it is one of `types` (given in lower case, without parameters).
 * @throws E_HTTP_MEDIA_TYPE (415)
 */
export function requireMediaType(request: HttpRequest, ...types: readonly string[]): MediaType {
  const field = request.headers.get('content-type');
  if (field === undefined) throw fail('E_HTTP_MEDIA_TYPE', `no Content-Type; this resource takes ${types.join(', ')}`);
  const given = parseMediaType(field);
  if (given === undefined || !types.includes(given.essence)) {
    throw fail('E_HTTP_MEDIA_TYPE', `Content-Type is not ${types.join(' or ')}`);
  }
  return given;
}

/** Those of `types` that the sender of `request` takes, the best liked first; the order of `types` breaks ties. */
export function acceptable(request: HttpRequest, types: readonly string[]): readonly string[] {
  const field = request.headers.get('accept');
  // No Accept field means anything will do (RFC 9110 §12.5.1); an empty one is taken likewise.
  if (field === undefined || field.trim() === '') return types;
  const ranges = parseAccept(field);
  return types
    .map((type) => ({ type, weight: weightOf(type, ranges) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ type }) => type);
}

/** True when the sender of `request` takes an answer of media type `type` (no parameters). */
export function accepts(request: HttpRequest, type: string): boolean {
  return acceptable(request, [type]).length > 0;
}

/**
 * The one of `types` that the sender likes best; the order of `types` breaks ties.
 * @throws E_HTTP_NOT_ACCEPTABLE (406)
 */
export function requireAcceptable(request: HttpRequest, ...types: readonly string[]): string {
  const best = acceptable(request, types)[0];
  if (best === undefined) throw fail('E_HTTP_NOT_ACCEPTABLE', `this resource gives only ${types.join(', ')}`);
  return best;
}

interface MediaRange {
  readonly range: string;
  readonly weight: number;
}

/** Ranges that cannot be parsed, and those beyond the bounds, are passed over: they accept nothing. */
function parseAccept(field: string): readonly MediaRange[] {
  if (field.length > MAX_FIELD) return [];
  const ranges: MediaRange[] = [];
  for (const element of field.split(',', MAX_RANGES)) {
    const parsed = parseMediaType(element);
    if (parsed === undefined) continue;
    const q = parsed.parameters.get('q') ?? '1';
    if (QVALUE.test(q)) ranges.push({ range: parsed.essence, weight: Number(q) });
  }
  return ranges;
}

/** The most specific range decides (RFC 9110 §12.5.1). */
function weightOf(type: string, ranges: readonly MediaRange[]): number {
  for (const range of [type, `${type.split('/')[0]}/*`, '*/*']) {
    const match = ranges.find((candidate) => candidate.range === range);
    if (match !== undefined) return match.weight;
  }
  return 0;
}
