/** DIDs and the URLs that name their keys (DID Core §3). */

import { fail } from '../errors.ts';

export interface DidUrl {
  /** The DID itself. */
  readonly did: string;
  readonly method: string;
  /** What stands after the method's name. */
  readonly id: string;
  readonly fragment: string | undefined;
}

/** Room for a P-384 key as did:jwk, with members of a stranger's choosing. */
const MAX_LENGTH = 2048;
const PATTERN = /^(did:([a-z0-9]+):((?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})+))(?:#([A-Za-z0-9._~!$&'()*+,;=:@/?-]+))?$/;

/**
 * Reads a DID, with the fragment that names a key where there is one. Paths and queries ask a service for something and
 * name no key: they are refused.
 * @throws E_CLAIMS_DID
 */
export function parseDidUrl(text: string): DidUrl {
  const match = text.length > MAX_LENGTH ? null : PATTERN.exec(text);
  const [, did, method, id, fragment] = match ?? [];
  if (did === undefined || method === undefined || id === undefined || id.endsWith(':')) {
    throw fail('E_CLAIMS_DID', 'not a DID, or a DID URL with more than a fragment');
  }
  return { did, method, id, fragment };
}
