/** From what a handler threw to what its client may know. */

import { isSallyportError } from '@sallyport/core';
import { type HttpHandler, type HttpResponse, text } from './message.ts';

/** Called with whatever a handler threw that was not meant for the client. */
export type ErrorListener = (error: unknown) => void;

/**
 * An error with an HTTP status becomes that status with its reason and hint as plain UTF-8 text (RFC 8995 §5.6 asks for
 * exactly that form). Anything else becomes a 500 that says nothing: the cause goes to `onError` alone.
 */
export function errorResponse(error: unknown, onError?: ErrorListener): HttpResponse {
  if (isSallyportError(error) && error.http !== undefined) {
    return text(error.http, `${error.code}: ${error.message}\n${error.hint}`);
  }
  onError?.(error);
  return text(500, 'internal error');
}

/** Wraps `handler` so that it always answers. */
export function answering(handler: HttpHandler, onError?: ErrorListener): HttpHandler {
  return async (request) => {
    try {
      return await handler(request);
    } catch (error) {
      return errorResponse(error, onError);
    }
  };
}
