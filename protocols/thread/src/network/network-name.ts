/** The network's name (Thread 1.1.1 §8.10): 1 to 16 bytes of UTF-8, no control characters. */

import { utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';

export const MAX_NETWORK_NAME_BYTES = 16;

/** @throws E_THREAD_NETWORK_NAME */
export function requireNetworkName(name: string): string {
  const { length } = utf8(name);
  if (length === 0 || length > MAX_NETWORK_NAME_BYTES || !name.isWellFormed() || /\p{Cc}/u.test(name)) {
    throw fail('E_THREAD_NETWORK_NAME', `${JSON.stringify(name.slice(0, 64))} is no network name`);
  }
  return name;
}
