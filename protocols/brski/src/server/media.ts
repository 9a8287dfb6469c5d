/** What a request is made of and what its sender takes (RFC 8995 §5.2, §5.5, §5.6). */

import { acceptable, type HttpRequest, parseMediaType } from '@sallyport/http';

/** True when the body's media type is `type`; parameters do not matter. */
export function isOfType(request: HttpRequest, type: string): boolean {
  const field = request.headers.get('content-type');
  return field !== undefined && parseMediaType(field)?.essence === type;
}

/**
 * Whether the sender takes `type`.
 * - `unknown`: the Accept field holds no media range at all, which RFC 8995 §5.6 answers with 415.
 * - `no`: it asks for other types, which gets 406.
 */
export function takes(request: HttpRequest, type: string): 'yes' | 'no' | 'unknown' {
  if (acceptable(request, [type]).length > 0) return 'yes';
  const field = request.headers.get('accept') ?? '';
  return field.split(',', 64).some((range) => parseMediaType(range) !== undefined) ? 'no' : 'unknown';
}
