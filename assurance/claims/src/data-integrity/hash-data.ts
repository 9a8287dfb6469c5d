/** What a JCS suite signs: the hash of the proof's options, then that of the document (VC DI EdDSA §3.3.4, ECDSA §3.3.4). */

import { hash } from 'node:crypto';
import { concat, type JsonObject } from '@sallyport/core';
import { canonicalize } from '../json/canonicalize.ts';
import { type ClaimKeyType, keyRow } from '../keys/key-types.ts';

export function hashData(document: JsonObject, proofOptions: JsonObject, type: ClaimKeyType): Uint8Array {
  // SHA-256 goes with Ed25519 and P-256, SHA-384 with P-384.
  const algorithm = keyRow(type).hash ?? 'sha256';
  const digest = (value: JsonObject) => hash(algorithm, canonicalize(value), 'buffer');
  return concat(digest(proofOptions), digest(document));
}
