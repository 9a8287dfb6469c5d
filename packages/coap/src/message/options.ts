/** The option table (RFC 7252 §5.10 table 4; RFC 7641 §2; RFC 7959 §2.1, §4; RFC 7967 §2; RFC 9175 §3.2), and what an option number says by itself (§5.4.6). */

import type { CoapOption } from './message.ts';

export const OPTIONS = {
  IF_MATCH: 1,
  URI_HOST: 3,
  ETAG: 4,
  IF_NONE_MATCH: 5,
  OBSERVE: 6,
  URI_PORT: 7,
  LOCATION_PATH: 8,
  URI_PATH: 11,
  CONTENT_FORMAT: 12,
  MAX_AGE: 14,
  URI_QUERY: 15,
  ACCEPT: 17,
  LOCATION_QUERY: 20,
  BLOCK2: 23,
  BLOCK1: 27,
  SIZE2: 28,
  PROXY_URI: 35,
  PROXY_SCHEME: 39,
  SIZE1: 60,
  NO_RESPONSE: 258,
  REQUEST_TAG: 292,
} as const;

export interface OptionDefinition {
  readonly name: string;
  readonly format: 'empty' | 'opaque' | 'uint' | 'string';
  /** Bytes. */
  readonly min: number;
  readonly max: number;
  readonly repeatable: boolean;
}

const row = (
  name: string,
  format: OptionDefinition['format'],
  min: number,
  max: number,
  repeatable = false,
): OptionDefinition => ({ name, format, min, max, repeatable });

export const OPTION_DEFINITIONS: ReadonlyMap<number, OptionDefinition> = new Map([
  [OPTIONS.IF_MATCH, row('If-Match', 'opaque', 0, 8, true)],
  [OPTIONS.URI_HOST, row('Uri-Host', 'string', 1, 255)],
  [OPTIONS.ETAG, row('ETag', 'opaque', 1, 8, true)],
  [OPTIONS.IF_NONE_MATCH, row('If-None-Match', 'empty', 0, 0)],
  [OPTIONS.OBSERVE, row('Observe', 'uint', 0, 3)],
  [OPTIONS.URI_PORT, row('Uri-Port', 'uint', 0, 2)],
  [OPTIONS.LOCATION_PATH, row('Location-Path', 'string', 0, 255, true)],
  [OPTIONS.URI_PATH, row('Uri-Path', 'string', 0, 255, true)],
  [OPTIONS.CONTENT_FORMAT, row('Content-Format', 'uint', 0, 2)],
  [OPTIONS.MAX_AGE, row('Max-Age', 'uint', 0, 4)],
  [OPTIONS.URI_QUERY, row('Uri-Query', 'string', 0, 255, true)],
  [OPTIONS.ACCEPT, row('Accept', 'uint', 0, 2)],
  [OPTIONS.LOCATION_QUERY, row('Location-Query', 'string', 0, 255, true)],
  [OPTIONS.BLOCK2, row('Block2', 'uint', 0, 3)],
  [OPTIONS.BLOCK1, row('Block1', 'uint', 0, 3)],
  [OPTIONS.SIZE2, row('Size2', 'uint', 0, 4)],
  [OPTIONS.PROXY_URI, row('Proxy-Uri', 'string', 1, 1034)],
  [OPTIONS.PROXY_SCHEME, row('Proxy-Scheme', 'string', 1, 255)],
  [OPTIONS.SIZE1, row('Size1', 'uint', 0, 4)],
  [OPTIONS.NO_RESPONSE, row('No-Response', 'uint', 0, 1)],
  [OPTIONS.REQUEST_TAG, row('Request-Tag', 'opaque', 0, 8, true)],
]);

/** A message must be rejected when it carries a critical option that is not understood (§5.4.1). */
export function isCritical(number: number): boolean {
  return (number & 1) === 1;
}

/** A proxy that does not understand it must not forward it (§5.4.2). */
export function isUnsafe(number: number): boolean {
  return (number & 2) === 2;
}

/** Not part of the key under which a response may be cached (§5.4.2). */
export function isNoCacheKey(number: number): boolean {
  return (number & 0x1e) === 0x1c;
}

/** `Uri-Path`, or the number of an option that is not in the table. */
export function optionName(number: number): string {
  return OPTION_DEFINITIONS.get(number)?.name ?? `option ${number}`;
}

/**
 * The options that a receiver may act upon, and the critical ones that keep it from doing so. An option is treated as unrecognized
 * when it is not in `isUnderstood`, when its length is outside its range (§5.4.3) and when it comes more often than it may (§5.4.5).
 * Elective options that are not known are kept for those who do know them; what is wrong with a known one takes it away.
 */
export function recognize(
  options: readonly CoapOption[],
  isUnderstood: (number: number) => boolean,
): { readonly recognized: readonly CoapOption[]; readonly unknownCritical: readonly CoapOption[] } {
  const recognized: CoapOption[] = [];
  const unknownCritical: CoapOption[] = [];
  let previous = -1;
  for (const option of options) {
    const { number, value } = option;
    const definition = OPTION_DEFINITIONS.get(number);
    const isExtra = number === previous && definition?.repeatable === false;
    const fits = definition === undefined || (value.length >= definition.min && value.length <= definition.max);
    const isFine = fits && !isExtra;
    previous = number;
    if (isFine && (isUnderstood(number) || !isCritical(number))) recognized.push(option);
    else if (isCritical(number)) unknownCritical.push(option);
  }
  return { recognized, unknownCritical };
}
