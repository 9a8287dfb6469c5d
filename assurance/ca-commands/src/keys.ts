/** Names of keys brought to one form, so that two spellings of one key are one device, router or registrar. */

import { issuerResolver, keyUri } from '@sallyport/assurance-claims';
import { isSallyportError } from '@sallyport/core';
import { fail } from './errors.ts';

const resolve = issuerResolver();
const HASH = /^ni:\/\/\/sha-256;[A-Za-z0-9_-]{43}$/;

/**
 * The `ni:///sha-256;…` name (RFC 6920) of a key that is named so already, by did:key or by did:jwk.
 * @throws E_CA_COMMANDS_DEVICE when the name holds or hashes no key
 */
export async function keyNameOf(uri: string): Promise<string> {
  const name = await keyNameIfAny(uri);
  if (name !== undefined) return name;
  throw fail('E_CA_COMMANDS_DEVICE', 'a key is named in a way that says nothing of the key');
}

/** The same, and undefined for what names no key, or one that cannot be read. */
export async function keyNameIfAny(uri: string): Promise<string | undefined> {
  if (HASH.test(uri)) return uri;
  if (!uri.startsWith('did:key:') && !uri.startsWith('did:jwk:')) return undefined;
  try {
    const [method] = (await resolve(uri)).methods;
    return method === undefined ? undefined : keyUri(method.key.publicKey);
  } catch (thrown) {
    if (isSallyportError(thrown)) return undefined;
    throw thrown;
  }
}
