/** Requests and responses as the users of an endpoint see them (RFC 7252 §5). */

import type { Milliseconds } from '@sallyport/core';
import type { Method } from './message/codes.ts';
import { type CoapOption, NOTHING } from './message/message.ts';
import { contentFormat } from './message/option-values.ts';
import type { ObserveRequest } from './observe/observers.ts';

/** A request that was received. */
export interface CoapRequest {
  readonly method: Method;
  /** Segments joined by `/`, without a slash in front; see `path.ts`. */
  readonly path: string;
  /** Each `Uri-Query` as it came. */
  readonly query: readonly string[];
  /** Those that are in the table or declared as understood, in their right length and number. */
  readonly options: readonly CoapOption[];
  /** The whole body, put together from its blocks. */
  readonly payload: Uint8Array;
  readonly confirmable: boolean;
  readonly peer: string;
  /** It was sent to a group: errors are not answered, and the response leaves within the leisure. */
  readonly multicast: boolean;
  /** Present when the client asks to be told of changes (RFC 7641 §3.1). */
  readonly observe: ObserveRequest | undefined;
}

export interface CoapResponse {
  /** One of `CODES`, or another of class 2, 4 or 5. */
  readonly code: number;
  readonly payload: Uint8Array;
  readonly options: readonly CoapOption[];
}

/** A request to be made. */
export interface OutgoingRequest {
  readonly method: Method;
  /** `c/cp`; see `path.ts`. */
  readonly path: string;
  readonly query?: readonly string[];
  readonly payload?: Uint8Array;
  /** Besides those of the path and the query. */
  readonly options?: readonly CoapOption[];
  /** Default true. */
  readonly confirmable?: boolean;
  /** From the request to its response, each block for itself. Default EXCHANGE_LIFETIME, NON_LIFETIME for a non-confirmable request. */
  readonly timeout?: Milliseconds;
  /** False to send the payload in one message, whatever its length, and to take the first block of a response for all of it. Default true. */
  readonly blockwise?: boolean;
}

/** A response with a payload in a content format, where one is named. */
export function respond(
  code: number,
  payload: Uint8Array = NOTHING,
  options: { readonly contentFormat?: number; readonly options?: readonly CoapOption[] } = {},
): CoapResponse {
  const format = options.contentFormat === undefined ? [] : [contentFormat(options.contentFormat)];
  return { code, payload, options: [...format, ...(options.options ?? [])] };
}
