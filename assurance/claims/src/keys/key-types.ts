/** The one table of keys that can sign claims; nothing else enumerates them. */

import type { KeyObject } from 'node:crypto';
import { fromHex } from '@sallyport/core';
import { type HashName, keyTypeOf } from '@sallyport/pki';
import { fail } from '../errors.ts';

interface KeyRow {
  /** Multicodec code of the public key as varint (the multicodec table: ed25519-pub, p256-pub, p384-pub). */
  readonly multicodec: Uint8Array;
  /** Octets of the public key in a Multikey: raw, or a compressed point. */
  readonly length: number;
  readonly jwk: { readonly kty: 'OKP' | 'EC'; readonly crv: string };
  /** The curve as OpenSSL names it, where keys are points to be decompressed. */
  readonly curve: string | undefined;
  /** What stands before the key in a SubjectPublicKeyInfo. */
  readonly spkiPrefix: Uint8Array;
  /** What is hashed before signing; undefined where the algorithm hashes by itself. */
  readonly hash: HashName | undefined;
  /** Octets of a signature: r and s side by side for ECDSA (RFC 7518 §3.4), R and S for Ed25519 (RFC 8032 §5.1.6). */
  readonly signatureLength: number;
}

const ROWS = {
  Ed25519: {
    multicodec: fromHex('ed01'),
    length: 32,
    jwk: { kty: 'OKP', crv: 'Ed25519' },
    curve: undefined,
    spkiPrefix: fromHex('302a300506032b6570032100'),
    hash: undefined,
    signatureLength: 64,
  },
  'P-256': {
    multicodec: fromHex('8024'),
    length: 33,
    jwk: { kty: 'EC', crv: 'P-256' },
    curve: 'prime256v1',
    spkiPrefix: fromHex('3059301306072a8648ce3d020106082a8648ce3d030107034200'),
    hash: 'sha256',
    signatureLength: 64,
  },
  'P-384': {
    multicodec: fromHex('8124'),
    length: 49,
    jwk: { kty: 'EC', crv: 'P-384' },
    curve: 'secp384r1',
    spkiPrefix: fromHex('3076301006072a8648ce3d020106052b81040022036200'),
    hash: 'sha384',
    signatureLength: 96,
  },
} as const satisfies Readonly<Record<string, KeyRow>>;

export type ClaimKeyType = keyof typeof ROWS;

export const CLAIM_KEY_TYPES: readonly ClaimKeyType[] = ['Ed25519', 'P-256', 'P-384'];

/** A public key together with its type, found once. */
export interface ClaimKey {
  readonly type: ClaimKeyType;
  readonly publicKey: KeyObject;
}

export function keyRow(type: ClaimKeyType): KeyRow {
  return ROWS[type];
}

function isClaimKeyType(text: string): text is ClaimKeyType {
  return Object.hasOwn(ROWS, text);
}

/** @throws E_CLAIMS_KEY_UNSUPPORTED, E_PKI_KEY_UNSUPPORTED */
export function claimKeyOf(publicKey: KeyObject): ClaimKey {
  const type = keyTypeOf(publicKey);
  if (!isClaimKeyType(type)) throw fail('E_CLAIMS_KEY_UNSUPPORTED', `a key of type ${type} does not sign claims`);
  return { type, publicKey };
}
