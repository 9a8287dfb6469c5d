/**
 * From what went wrong to what the other side may know: plain UTF-8 text (RFC 8995 §5.6) made of the code and the hint of
 * the error's row, and of nothing that belongs to the occurrence. What exactly was found goes to the events.
 */

import { type ErrorTable, isSallyportError, type Milliseconds, reasonOf, type SallyportError } from '@sallyport/core';
import { type HttpResponse, text } from '@sallyport/http';

/** Whole seconds for Retry-After, at least one (RFC 9110 §10.2.3). */
export function retryAfterHeader(span: Milliseconds): Readonly<Record<string, string>> {
  return { 'retry-after': String(Math.max(1, Math.ceil(span / 1000))) };
}

/** 202 with Retry-After (RFC 8995 §5.6, RFC 7030 §4.2.3). */
export function comeBackLater(span: Milliseconds): HttpResponse {
  return text(202, 'The request is being processed; repeat it unchanged.', retryAfterHeader(span));
}

export interface RefusalOptions {
  readonly retryAfter?: Milliseconds;
  readonly close?: boolean;
}

/** The answer to a request that failed with `thrown`; anything without a status of its own is a bare 500. */
export function refusal(thrown: unknown, options: RefusalOptions = {}): HttpResponse {
  if (!isSallyportError(thrown) || thrown.http === undefined) return text(500, 'E_BRSKI_INTERNAL: The request failed.');
  const headers = options.retryAfter === undefined ? {} : retryAfterHeader(options.retryAfter);
  const response = text(thrown.http, `${thrown.code}: ${thrown.hint}`, headers);
  return options.close === true ? { ...response, close: true } : response;
}

const MAX_SHOWN = 300;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Z}]+/gu;

/** Text from a stranger, cut and on one line, fit for a log. */
export function printable(foreign: string): string {
  const line = foreign
    .slice(0, 4 * MAX_SHOWN)
    .replace(HIDDEN, ' ')
    .trim();
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
}

/** What an event says of `thrown`: its message, and that of the cause beneath. */
export function messageOf(thrown: unknown): string {
  const cause = isSallyportError(thrown) ? thrown.cause : undefined;
  return printable(cause === undefined ? reasonOf(thrown) : `${reasonOf(thrown)}: ${reasonOf(cause)}`);
}

/**
 * `thrown` itself when it is one of `table`'s errors; else the error that stands for every failure behind this role, so
 * that a store's or a signer's own codes and words do not reach the wire.
 */
export function ownError(
  thrown: unknown,
  table: ErrorTable,
  otherwise: (cause: unknown) => SallyportError,
): SallyportError {
  return isSallyportError(thrown) && Object.hasOwn(table, thrown.code) ? thrown : otherwise(thrown);
}

/**
 * Gives what `work` gives. A typed error of a package below becomes `as(cause)`; errors of the `own` table pass, and so
 * does anything untyped, for that is nobody's message but a bug or a broken port.
 */
export function rethrowing<T>(work: () => T, as: (cause: unknown) => SallyportError, own: ErrorTable = {}): T {
  try {
    return work();
  } catch (cause) {
    if (!isSallyportError(cause) || Object.hasOwn(own, cause.code)) throw cause;
    throw as(cause);
  }
}
