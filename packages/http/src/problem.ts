/** Problem details (RFC 9457): refusals that a program reads, for interfaces that speak JSON. */

import { STATUS_CODES } from 'node:http';
import { isSallyportError, type JsonObject, utf8 } from '@sallyport/core';
import type { ErrorListener } from './error-response.ts';
import { bytes, type HttpResponse } from './message.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/**
 * A problem of type `about:blank`, whose title is that of the status (RFC 9457 §4.2.1). `members` are added as they are:
 * `detail` and extensions.
 */
export function problem(
  status: number,
  members: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  const title = STATUS_CODES[status] ?? 'Unknown';
  return bytes(status, PROBLEM_TYPE, utf8(JSON.stringify({ title, status, ...members })), headers);
}

/**
 * An error with an HTTP status becomes that status, with `code`, its reason as `detail`, and `hint`. Anything else becomes a
 * 500 that says nothing: the cause goes to `onError` alone.
 */
export function problemResponse(
  error: unknown,
  onError?: ErrorListener,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  if (isSallyportError(error) && error.http !== undefined) {
    return problem(error.http, { code: error.code, detail: error.message, hint: error.hint }, headers);
  }
  onError?.(error);
  return problem(500, { detail: 'internal error' });
}
