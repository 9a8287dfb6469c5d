/** An IEEE OUI: who made it, three bytes, as six lower-case hex digits. */

import { fromHex } from '@sallyport/core';
import { fail } from '../errors.ts';

/** @throws E_THREAD_ARGUMENT */
export function ouiBytes(oui: string): Uint8Array {
  if (!/^[0-9a-fA-F]{6}$/.test(oui)) throw fail('E_THREAD_ARGUMENT', 'an OUI is six hexadecimal digits');
  return fromHex(oui);
}
