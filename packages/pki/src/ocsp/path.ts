/** OCSP over HTTP GET (RFC 6960 appendix A.1, RFC 5019 §5): the request as the last part of the path. */

import { fromBase64, isSallyportError, toBase64 } from '@sallyport/core';
import { fail } from './errors.ts';
import { MAX_REQUEST_BYTES } from './request.ts';

export const OCSP_REQUEST_TYPE = 'application/ocsp-request';
export const OCSP_RESPONSE_TYPE = 'application/ocsp-response';

/** RFC 5019 §5: a request that is no longer than this once encoded is sent by GET, so that caches can answer. */
const MAX_GET_OCTETS = 255;
const MAX_PATH = 4 * MAX_REQUEST_BYTES;

/**
 * The URL to GET for a request, or undefined when it must be sent by POST because it is too long.
 * @param responder the URL of the authority information access
 */
export function ocspGetUrl(responder: string, request: Uint8Array): string | undefined {
  const encoded = encodeURIComponent(toBase64(request));
  if (encoded.length > MAX_GET_OCTETS) return undefined;
  return `${responder.replace(/\/$/, '')}/${encoded}`;
}

/**
 * The request in a path, the responder's own part of it taken away. Clients escape `/`, `+` and `=` or leave them.
 * @throws E_OCSP_PATH
 */
export function requestOfPath(rest: string): Uint8Array {
  try {
    if (rest.length > MAX_PATH) throw fail('E_OCSP_PATH', `a path of ${rest.length} characters`);
    return fromBase64(decodeURIComponent(rest));
  } catch (cause) {
    if (isSallyportError(cause, 'E_OCSP_PATH')) throw cause;
    throw fail('E_OCSP_PATH', 'the path holds no base64', { cause });
  }
}
