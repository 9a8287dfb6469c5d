/** One name for one key, however an issuer or a claim spells it. */

import { isSallyportError } from '@sallyport/core';
import { isHashUri, keyUri } from '../keys/key-uri.ts';
import { parseDidUrl } from './did.ts';
import { resolveDidJwk } from './did-jwk.ts';
import { resolveDidKey } from './did-key.ts';

/**
 * The `ni` name (see {@link keyUri}) of the key that this URI is: a `did:key`, a `did:jwk`, or such a name already. A `did:jwk`
 * can be written in many ways; they all have the same name. Undefined for what names no key, or none that can sign claims.
 */
export function keyUriOf(uri: string): string | undefined {
  if (isHashUri(uri)) return uri;
  const resolve = uri.startsWith('did:key:') ? resolveDidKey : uri.startsWith('did:jwk:') ? resolveDidJwk : undefined;
  if (resolve === undefined) return undefined;
  try {
    const [method] = resolve(parseDidUrl(uri)).methods;
    return method === undefined ? undefined : keyUri(method.key.publicKey);
  } catch (error) {
    if (isSallyportError(error)) return undefined;
    throw error;
  }
}
