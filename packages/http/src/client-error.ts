/** From node's reasons for a failed connection or exchange to ours. */

import { isSallyportError, reasonOf, type SallyportError } from '@sallyport/core';
import { errnoOf } from './errno.ts';
import { fail, type HttpErrorCode } from './errors.ts';

const CONNECT_ERRORS: ReadonlyMap<string, HttpErrorCode> = new Map([
  ['ECONNREFUSED', 'E_HTTP_CONNECT_REFUSED'],
  ['EHOSTUNREACH', 'E_HTTP_CONNECT_UNREACHABLE'],
  ['ENETUNREACH', 'E_HTTP_CONNECT_UNREACHABLE'],
  ['EHOSTDOWN', 'E_HTTP_CONNECT_UNREACHABLE'],
  ['ENETDOWN', 'E_HTTP_CONNECT_UNREACHABLE'],
  ['EADDRNOTAVAIL', 'E_HTTP_CONNECT_UNREACHABLE'],
  ['EINVAL', 'E_HTTP_CONNECT_UNREACHABLE'],
  ['ETIMEDOUT', 'E_HTTP_CONNECT_TIMEOUT'],
  ['ENOTFOUND', 'E_HTTP_NAME_NOT_FOUND'],
  ['EAI_AGAIN', 'E_HTTP_NAME_NOT_FOUND'],
]);

/** Why a TCP connection did not come about. */
export function connectError(error: unknown, where: string): SallyportError {
  if (isSallyportError(error)) return error;
  const code = CONNECT_ERRORS.get(errnoOf(error) ?? '') ?? 'E_HTTP_CONNECT_UNREACHABLE';
  return fail(code, `cannot connect to ${where}: ${errnoOf(error) ?? reasonOf(error)}`, { cause: error });
}

/** Why a TLS handshake failed. `untrusted` when TLS itself refused the server's certificate. */
export function handshakeError(error: unknown, where: string, untrusted: boolean): SallyportError {
  if (isSallyportError(error)) return error;
  const code = untrusted ? 'E_HTTP_TLS_UNTRUSTED' : 'E_HTTP_TLS_FAILED';
  return fail(code, `no TLS connection with ${where}: ${reasonOf(error)}`, { cause: error });
}

/** Why an exchange on an open connection failed. */
export function exchangeError(error: unknown): SallyportError {
  if (isSallyportError(error)) return error;
  const code = errnoOf(error) ?? '';
  // With TLS 1.3 a server that refuses our certificate says so only after our side of the handshake (RFC 8446 §4.4.2.4).
  if (code.startsWith('ERR_SSL_')) return fail('E_HTTP_TLS_FAILED', `TLS failed: ${reasonOf(error)}`, { cause: error });
  if (code.startsWith('HPE_')) {
    return fail('E_HTTP_RESPONSE_MALFORMED', 'the answer is no well-formed HTTP/1.1', { cause: error });
  }
  return fail('E_HTTP_CONNECTION_LOST', 'the connection ended before the answer was complete', { cause: error });
}
