/** From a message to a request that a handler can work on: options checked, method known (RFC 7252 §5.4, §5.8). */

import { fail } from '../errors.ts';
import { type Method, methodOf } from '../message/codes.ts';
import type { CoapMessage, CoapOption } from '../message/message.ts';
import { findOption } from '../message/option-values.ts';
import { OPTION_DEFINITIONS, OPTIONS, optionName, recognize } from '../message/options.ts';
import { pathOf, queryOf } from '../message/path.ts';

export interface ParsedRequest {
  readonly method: Method;
  readonly path: string;
  readonly query: readonly string[];
  readonly options: readonly CoapOption[];
}

/** Conditions (§5.10.8): an endpoint that does not look at them must not act as if they held. */
const CONDITIONS: ReadonlySet<number> = new Set([OPTIONS.IF_MATCH, OPTIONS.IF_NONE_MATCH]);

/** Which options are understood: those of the table without the conditions, and those that the handler says it understands. */
export function understanding(further: readonly number[] = []): (number: number) => boolean {
  const understood = new Set([...OPTION_DEFINITIONS.keys()].filter((number) => !CONDITIONS.has(number)));
  for (const number of further) understood.add(number);
  return (number) => understood.has(number);
}

/** @throws E_COAP_BAD_OPTION, E_COAP_PROXYING, E_COAP_METHOD */
export function parseRequest(message: CoapMessage, isUnderstood: (number: number) => boolean): ParsedRequest {
  const { recognized: options, unknownCritical } = recognize(message.options, isUnderstood);
  const [unknown] = unknownCritical;
  // §5.4.1: a critical option that is not understood.
  if (unknown !== undefined) throw fail('E_COAP_BAD_OPTION', `${optionName(unknown.number)} is not understood`);
  for (const number of [OPTIONS.PROXY_URI, OPTIONS.PROXY_SCHEME]) {
    if (findOption(options, number) !== undefined) throw fail('E_COAP_PROXYING', `${optionName(number)} is given`);
  }
  const method = methodOf(message.code);
  // §5.8: a method that is not recognized.
  if (method === undefined) throw fail('E_COAP_METHOD', `method code ${message.code} is not registered`);
  return { method, path: pathOf(options), query: queryOf(options), options };
}
