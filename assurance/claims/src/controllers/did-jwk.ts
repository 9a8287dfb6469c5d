/** did:jwk: the identifier is the key as a JWK in base64url. */

import type { KeyObject } from 'node:crypto';
import { plain, toBase64Url, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import { canonicalize } from '../json/canonicalize.ts';
import { parseStrictObject } from '../json/strict-json.ts';
import { readJwk, writeJwk } from '../keys/jwk.ts';
import type { Controller } from './controller.ts';
import type { DidUrl } from './did.ts';
import { EVERY_PURPOSE } from './did-key.ts';

const LIMITS = { maxBytes: 2048, maxDepth: 4, maxMembers: 32 };

/** @throws E_CLAIMS_DID, E_CLAIMS_KEY, E_CLAIMS_KEY_UNSUPPORTED, E_CLAIMS_KEY_PRIVATE, E_JSON_… */
export function resolveDidJwk({ did, id }: DidUrl): Controller {
  const bytes = plain(Buffer.from(id, 'base64url'));
  if (toBase64Url(bytes) !== id) throw fail('E_CLAIMS_DID', 'a did:jwk is a JWK in base64url');
  const key = readJwk(parseStrictObject(bytes, LIMITS));
  return { id: did, methods: [{ id: `${did}#0`, controller: did, key, purposes: EVERY_PURPOSE, until: undefined }] };
}

/** @throws E_CLAIMS_KEY_UNSUPPORTED, E_PKI_KEY_UNSUPPORTED */
export function didJwkOf(publicKey: KeyObject): string {
  return `did:jwk:${toBase64Url(utf8(canonicalize(writeJwk(publicKey))))}`;
}
