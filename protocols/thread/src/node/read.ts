/** Reading what a peer sent where what cannot be read has no answer of its own. */

import { isSallyportError } from '@sallyport/core';

/** What `decode` makes of `bytes`; undefined when it refuses them with a typed error. */
export function readOrUndefined<Value>(bytes: Uint8Array, decode: (bytes: Uint8Array) => Value): Value | undefined {
  try {
    return decode(bytes);
  } catch (thrown) {
    if (isSallyportError(thrown)) return undefined;
    throw thrown;
  }
}
