/** The response to a request that failed. Only this package's own words go out with it (RFC 7252 §5.5.2): others may tell too much. */

import { isSallyportError, utf8 } from '@sallyport/core';
import { COAP_ERRORS, responseCodeOf } from '../errors.ts';
import { type CoapResponse, respond } from '../exchange.ts';
import type { EndpointLimits } from '../limits.ts';
import { CODES } from '../message/codes.ts';
import type { CoapOption } from '../message/message.ts';
import { maxAge, uintOption } from '../message/option-values.ts';
import { OPTIONS } from '../message/options.ts';

/** Seconds after which an overloaded endpoint may be asked again (§5.9.3.4). */
const RETRY_AFTER = 5;

export function errorResponse(error: unknown, limits: EndpointLimits): CoapResponse {
  const code = responseCodeOf(error);
  const isOurs = isSallyportError(error) && Object.hasOwn(COAP_ERRORS, error.code);
  const diagnostic = isOurs && code !== CODES.INTERNAL_SERVER_ERROR ? utf8(error.message) : undefined;
  return respond(code, diagnostic, { options: hints(code, limits) });
}

function hints(code: number, limits: EndpointLimits): readonly CoapOption[] {
  // RFC 7959 §4: what the largest body is that would be taken.
  if (code === CODES.REQUEST_ENTITY_TOO_LARGE) return [uintOption(OPTIONS.SIZE1, limits.maxBodyBytes)];
  return code === CODES.SERVICE_UNAVAILABLE ? [maxAge(RETRY_AFTER)] : [];
}
