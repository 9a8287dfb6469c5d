/** Refusals as problem details (RFC 9457), with all of an error that its reader may know. */

import { type Fault, isSallyportError, type JsonObject, type SallyportError } from '@sallyport/core';
import { type HttpResponse, problem } from '@sallyport/http';
import { z } from 'zod';

/** Where an error's own table fixes no status. */
const BY_FAULT: Readonly<Record<Fault, number>> = {
  caller: 422,
  peer: 422,
  policy: 409,
  unsupported: 501,
  environment: 503,
  internal: 500,
};

const MOST_ISSUES = 32;
const LONGEST = 256;

/** An error becomes a problem; whatever is our own bug becomes a 500 that says nothing, and is told to `onError` alone. */
export function apiProblem(error: unknown, onError: (error: unknown) => void = () => undefined): HttpResponse {
  if (!isSallyportError(error) || error.fault === 'internal') {
    onError(error);
    return problem(500, { code: 'E_INTERNAL', fault: 'internal', detail: 'internal error', hint: 'See its log.' });
  }
  const { code, fault, message: detail, hint } = error;
  return problem(statusOf(error), { code, fault, detail, hint, ...issuesOf(error) }, headersOf(error));
}

function statusOf({ code, http, fault }: SallyportError): number {
  // That another service asked this one for credentials does not mean that its caller is not signed in.
  const isOthers = (http === 401 || http === 407) && code !== 'E_API_SIGN_IN';
  return http === undefined || isOthers ? BY_FAULT[fault] : http;
}

/** Which members are wrong, for forms. */
function issuesOf({ code, cause }: SallyportError): JsonObject {
  if (code !== 'E_API_INPUT' || !(cause instanceof z.ZodError)) return {};
  const errors = cause.issues.slice(0, MOST_ISSUES).map(({ path, code, message }) => ({
    path: path.map(String).join('.').slice(0, LONGEST),
    code,
    message: message.slice(0, LONGEST),
  }));
  return { errors };
}

function headersOf({ http, details }: SallyportError): Record<string, string> {
  const { retryAfter } = details;
  return {
    ...(typeof retryAfter === 'number' ? { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) } : {}),
    ...(http === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  };
}
