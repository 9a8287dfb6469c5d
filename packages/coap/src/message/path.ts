/**
 * Paths and queries as text (RFC 7252 §6.4, §6.5).
 *
 * A path is its segments joined by `/`, without a slash in front: `c/cp`; one more slash tells that the first segment is empty. In a segment, `%` and `/` stand as `%25` and `%2F`, so
 * that no two lists of segments read as one path; but for a single empty segment, which is the root as no segment is.
 */

import { utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { CoapOption } from './message.ts';
import { findTexts } from './option-values.ts';
import { OPTIONS } from './options.ts';

const MAX_SEGMENT_BYTES = 255;

/**
 * @throws E_COAP_BAD_OPTION for text that is not UTF-8 and for the segments `.` and `..` (§5.10.1)
 */
export function pathOf(options: readonly CoapOption[], number: number = OPTIONS.URI_PATH): string {
  const segments = textsOf(options, number, 'path');
  if (segments.some((segment) => segment === '.' || segment === '..')) {
    throw fail('E_COAP_BAD_OPTION', 'a path segment of dots');
  }
  const path = segments.map((segment) => segment.replaceAll('%', '%25').replaceAll('/', '%2F')).join('/');
  return path.startsWith('/') ? `/${path}` : path;
}

/** @throws E_COAP_BAD_OPTION for text that is not UTF-8 */
export function queryOf(options: readonly CoapOption[]): readonly string[] {
  return textsOf(options, OPTIONS.URI_QUERY, 'query');
}

/**
 * One option for each segment; a slash in front is passed over, and the path of the root has none.
 * @throws E_COAP_ARGUMENT
 */
export function pathOptions(path: string, number: number = OPTIONS.URI_PATH): readonly CoapOption[] {
  const bare = path.startsWith('/') ? path.slice(1) : path;
  if (bare === '') return [];
  return bare.split('/').map((segment) => segmentOption(number, decodeSegment(segment)));
}

/** @throws E_COAP_ARGUMENT */
export function queryOptions(query: readonly string[]): readonly CoapOption[] {
  return query.map((argument) => segmentOption(OPTIONS.URI_QUERY, argument));
}

function textsOf(options: readonly CoapOption[], number: number, what: string): readonly string[] {
  try {
    return findTexts(options, number);
  } catch (cause) {
    throw fail('E_COAP_BAD_OPTION', `a ${what} that is not UTF-8`, { cause });
  }
}

function decodeSegment(segment: string): string {
  let text: string;
  try {
    text = decodeURIComponent(segment);
  } catch (cause) {
    throw fail('E_COAP_ARGUMENT', 'a path with a wrong percent encoding', { cause });
  }
  if (text === '.' || text === '..') throw fail('E_COAP_ARGUMENT', 'a path segment of dots');
  return text;
}

function segmentOption(number: number, text: string): CoapOption {
  const value = utf8(text);
  if (value.length > MAX_SEGMENT_BYTES) {
    throw fail('E_COAP_ARGUMENT', `a segment of more than ${MAX_SEGMENT_BYTES} bytes`);
  }
  return { number, value };
}
