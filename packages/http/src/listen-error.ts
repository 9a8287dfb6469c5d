/** From node's reasons for not listening to ours. */

import { reasonOf, type SallyportError } from '@sallyport/core';
import { errnoOf } from './errno.ts';
import { fail, type HttpErrorCode } from './errors.ts';

const BY_ERRNO: ReadonlyMap<string, { readonly code: HttpErrorCode; readonly says: string }> = new Map([
  ['EADDRINUSE', { code: 'E_HTTP_PORT_IN_USE', says: 'is in use' }],
  ['EACCES', { code: 'E_HTTP_PORT_FORBIDDEN', says: 'may not be opened by this user' }],
  ['EPERM', { code: 'E_HTTP_PORT_FORBIDDEN', says: 'may not be opened by this user' }],
  ['EADDRNOTAVAIL', { code: 'E_HTTP_ADDRESS_UNAVAILABLE', says: 'is not an address of this machine' }],
  ['ENOTFOUND', { code: 'E_HTTP_ADDRESS_UNAVAILABLE', says: 'is not an address of this machine' }],
]);

export function listenError(error: unknown, host: string, port: number): SallyportError {
  const known = BY_ERRNO.get(errnoOf(error) ?? '');
  const where = `port ${port} on ${host}`;
  const details = { host, port };
  if (known === undefined) {
    return fail('E_HTTP_LISTEN_FAILED', `cannot listen on ${where}: ${reasonOf(error)}`, { cause: error, details });
  }
  const what = known.code === 'E_HTTP_ADDRESS_UNAVAILABLE' ? host : where;
  return fail(known.code, `${what} ${known.says}`, { cause: error, details });
}
