/** Complete responses, as bytes, for connections whose sender never got as far as a request. */

import { utf8 } from '@sallyport/core';
import { errnoOf } from './errno.ts';
import { errorResponse } from './error-response.ts';
import { fail } from './errors.ts';

const REASON_PHRASES: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [408, 'Request Timeout'],
  [413, 'Content Too Large'],
  [431, 'Request Header Fields Too Large'],
]);

function errorFor(code: string) {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return fail('E_HTTP_TIMEOUT', 'the request did not arrive in time');
    case 'HPE_HEADER_OVERFLOW':
      return fail('E_HTTP_HEADER_TOO_LARGE', 'the request header is too large');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return fail('E_HTTP_BODY_TOO_LARGE', 'the chunk extensions of the request are too large');
    default:
      return code.startsWith('HPE_')
        ? fail('E_HTTP_MALFORMED', 'this is not a well-formed HTTP/1.1 request')
        : undefined;
  }
}

/** The bytes to answer with, or undefined when there is nobody to answer (reset, TLS failure, …). */
export function refusalFor(error: unknown, refuse = errorResponse): Uint8Array | undefined {
  const known = errorFor(errnoOf(error) ?? '');
  if (known === undefined) return undefined;
  const response = refuse(known);
  const head = [
    `HTTP/1.1 ${response.status} ${REASON_PHRASES.get(response.status) ?? 'Error'}`,
    ...Object.entries(response.headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${response.body.length}`,
    'connection: close',
  ].join('\r\n');
  return Buffer.concat([utf8(`${head}\r\n\r\n`), response.body]);
}
