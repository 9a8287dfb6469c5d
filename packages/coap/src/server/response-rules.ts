/** Which responses are sent, and which are not. */

import { fail } from '../errors.ts';
import type { CoapResponse } from '../exchange.ts';
import { classOf, isResponseCode, isSuccess, type Method } from '../message/codes.ts';
import type { CoapOption } from '../message/message.ts';
import { findUint } from '../message/option-values.ts';
import { OPTIONS } from '../message/options.ts';
import type { ParsedRequest } from './request.ts';

/** Methods that give a representation, and may be repeated: what can be observed, and cut into blocks at any time. */
export const RETRIEVALS: ReadonlySet<Method> = new Set(['GET', 'FETCH']);

/** @throws E_COAP_ARGUMENT for what is no response, E_COAP_NOT_ACCEPTABLE */
export function checkResponse({ code, options }: CoapResponse, parsed: ParsedRequest): void {
  if (!isResponseCode(code)) throw fail('E_COAP_ARGUMENT', `${code} is no response code`);
  if (!isSuccess(code) || !RETRIEVALS.has(parsed.method)) return;
  const wanted = findUint(parsed.options, OPTIONS.ACCEPT);
  const given = findUint(options, OPTIONS.CONTENT_FORMAT);
  // RFC 7252 §5.10.4: another format than the one that is accepted must not be sent.
  if (wanted !== undefined && given !== undefined && wanted !== given) {
    throw fail('E_COAP_NOT_ACCEPTABLE', `the resource has content format ${given}`);
  }
}

/** Errors to a group (RFC 7252 §8.2), and classes of codes that the client is not interested in (RFC 7967 §2). */
export function isSuppressed(code: number, options: readonly CoapOption[], multicast: boolean): boolean {
  const wish = findUint(options, OPTIONS.NO_RESPONSE);
  const codeClass = classOf(code);
  // RFC 7967 §2.1 table 1: bit 1 for class 2, bit 3 for class 4, bit 4 for class 5.
  if (wish !== undefined) return (wish & (1 << (codeClass - 1))) !== 0;
  return multicast && codeClass !== 2;
}
