/** From an operation's method and path and one flat input to an HTTP request. */

import { CallError } from './call-error.ts';

/** `GET /devices/{serialNumber}` as the table has it. */
export interface RequestLine {
  readonly method: string;
  /** Path with query, below the API's root. */
  readonly path: string;
  /** The members that are neither in the path nor in the query, as JSON; absent where the method has no body. */
  readonly body?: string;
}

const IN_BRACES = /\{([^}]+)\}/g;
/** Methods whose input stands in the query. */
const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'DELETE']);

/** Members without a value are left out. Arrays are repeated in a query. @throws CallError for what no path can carry */
export function requestLine(via: string, input: Readonly<Record<string, unknown>>): RequestLine {
  const [method = 'GET', template = '/'] = via.split(' ');
  const taken = new Set<string>();
  const path = template.replaceAll(IN_BRACES, (_, name: string) => {
    taken.add(name);
    return partOf(name, input[name]);
  });
  const rest = Object.entries(input).filter(([name, value]) => !taken.has(name) && value !== undefined);
  if (!WITHOUT_BODY.has(method)) return { method, path, body: JSON.stringify(Object.fromEntries(rest)) };
  const query = new URLSearchParams(
    rest.flatMap(([name, value]) =>
      Array.isArray(value)
        ? value.map((item): [string, string] => [name, String(item)])
        : [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]],
    ),
  ).toString();
  return { method, path: query === '' ? path : `${path}?${query}` };
}

function partOf(name: string, value: unknown): string {
  const text = String(value ?? '');
  // Browsers take names of dots for ways up and down, encoded or not.
  if (text === '' || text === '.' || text === '..') {
    throw new CallError({ status: 0, code: 'E_API_INPUT', detail: `${name}: ${text}`, wrong: [] });
  }
  return encodeURIComponent(text);
}
