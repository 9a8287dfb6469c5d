/**
 * Names for keys that have certificates and for claims: `ni` URIs (RFC 6920) of a SHA-256. The name of a key is the hash
 * of its SubjectPublicKeyInfo, so that a claim about `device+` and a TLS certificate can be seen to speak of one key,
 * of whatever algorithm.
 */

import { hash, type KeyObject } from 'node:crypto';
import { type JsonObject, toBase64Url } from '@sallyport/core';
import { spkiOf } from '@sallyport/pki';
import { canonicalize } from '../json/canonicalize.ts';

const PREFIX = 'ni:///sha-256;';
const PATTERN = /^ni:\/\/\/sha-256;[A-Za-z0-9_-]{43}$/;

/** The name of a public key, or of the one in this SubjectPublicKeyInfo. */
export function keyUri(key: KeyObject | Uint8Array): string {
  return hashUri(spkiOf(key));
}

/**
 * The name of what a claim states: the hash of its canonical form without proofs. Signing again, or by another form of
 * proof, does not change it; signatures are malleable and name nothing.
 */
export function claimUri(document: JsonObject): string {
  return hashUri(Buffer.from(canonicalize(document)));
}

export function isHashUri(text: string): boolean {
  return PATTERN.test(text);
}

function hashUri(data: Uint8Array): string {
  return PREFIX + toBase64Url(hash('sha256', data, 'buffer'));
}
