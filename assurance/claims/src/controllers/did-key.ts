/** did:key: the identifier is the key (W3C CCG, The did:key Method). */

import type { KeyObject } from 'node:crypto';
import { fail } from '../errors.ts';
import { readMultikey, writeMultikey } from '../keys/multikey.ts';
import { type Controller, PROOF_PURPOSES } from './controller.ts';
import type { DidUrl } from './did.ts';

/** A key that is all there is of its controller serves every purpose of signing. */
export const EVERY_PURPOSE = new Set(PROOF_PURPOSES);

/** @throws E_CLAIMS_DID, E_CLAIMS_KEY, E_CLAIMS_KEY_UNSUPPORTED */
export function resolveDidKey({ did, id }: DidUrl): Controller {
  if (id.includes(':')) throw fail('E_CLAIMS_DID', 'a did:key of another version');
  const key = readMultikey(id);
  return {
    id: did,
    methods: [{ id: `${did}#${id}`, controller: did, key, purposes: EVERY_PURPOSE, until: undefined }],
  };
}

/** @throws E_CLAIMS_KEY_UNSUPPORTED, E_PKI_KEY_UNSUPPORTED */
export function didKeyOf(publicKey: KeyObject): string {
  return `did:key:${writeMultikey(publicKey)}`;
}
