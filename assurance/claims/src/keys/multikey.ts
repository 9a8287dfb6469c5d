/** Public keys as Multikey texts (Controlled Identifiers §2.2.2): multibase base58btc of a multicodec code and the key. */

import { ECDH, type KeyObject } from 'node:crypto';
import { bytesEqual, concat, plain } from '@sallyport/core';
import { importPublicKey, spkiOf } from '@sallyport/pki';
import { fail } from '../errors.ts';
import { decodeBase58, encodeBase58 } from './base58.ts';
import { CLAIM_KEY_TYPES, type ClaimKey, claimKeyOf, keyRow } from './key-types.ts';

/** The keys read last, by text: the same issuers sign again and again, and a point takes a square root to decompress. */
const known = new Map<string, ClaimKey>();
const MAX_KNOWN = 512;

/** @throws E_CLAIMS_KEY, E_CLAIMS_KEY_UNSUPPORTED */
export function readMultikey(text: string): ClaimKey {
  const cached = known.get(text);
  if (cached !== undefined) return cached;
  if (!text.startsWith('z')) throw fail('E_CLAIMS_KEY', 'a Multikey is written in base58btc, beginning with z');
  const bytes = decodeBase58(text.slice(1));
  const type = CLAIM_KEY_TYPES.find((candidate) => startsWith(bytes, keyRow(candidate).multicodec));
  if (type === undefined) throw fail('E_CLAIMS_KEY_UNSUPPORTED', 'the Multikey is of another kind of key');
  const row = keyRow(type);
  const raw = bytes.subarray(row.multicodec.length);
  if (raw.length !== row.length) {
    throw fail('E_CLAIMS_KEY', `a ${type} key of ${raw.length} octets instead of ${row.length}`);
  }
  const point = row.curve === undefined ? raw : decompress(raw, row.curve);
  const key: ClaimKey = { type, publicKey: importRaw(row.spkiPrefix, point) };
  remember(text, key);
  return key;
}

/** @throws E_CLAIMS_KEY_UNSUPPORTED, E_PKI_KEY_UNSUPPORTED */
export function writeMultikey(publicKey: KeyObject): string {
  const row = keyRow(claimKeyOf(publicKey).type);
  const point = spkiOf(publicKey).subarray(row.spkiPrefix.length);
  const raw = row.curve === undefined ? point : compress(point);
  return `z${encodeBase58(concat(row.multicodec, raw))}`;
}

/** A key from the octets that end its SubjectPublicKeyInfo. @throws E_CLAIMS_KEY */
export function importRaw(spkiPrefix: Uint8Array, point: Uint8Array): KeyObject {
  try {
    return importPublicKey(concat(spkiPrefix, point));
  } catch (cause) {
    throw fail('E_CLAIMS_KEY', 'the octets are no public key', { cause });
  }
}

function remember(text: string, key: ClaimKey): void {
  const [oldest] = known.keys();
  if (known.size >= MAX_KNOWN && oldest !== undefined) known.delete(oldest);
  known.set(text, key);
}

/** SEC 1 §2.3.4. An uncompressed point would let one key have two names. */
function decompress(raw: Uint8Array, curve: string): Uint8Array {
  if (raw[0] !== 2 && raw[0] !== 3) throw fail('E_CLAIMS_KEY', 'the point is not compressed');
  try {
    const point = ECDH.convertKey(Buffer.from(raw), curve, undefined, undefined, 'uncompressed');
    if (typeof point === 'string') throw fail('E_CLAIMS_KEY', 'the point cannot be read');
    return plain(point);
  } catch (cause) {
    throw fail('E_CLAIMS_KEY', 'the point is not on the curve', { cause });
  }
}

/** SEC 1 §2.3.3, from 04 || x || y. */
function compress(point: Uint8Array): Uint8Array {
  const length = (point.length - 1) / 2;
  const isOdd = ((point.at(-1) ?? 0) & 1) === 1;
  return concat(Uint8Array.of(isOdd ? 3 : 2), point.subarray(1, 1 + length));
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return bytesEqual(bytes.subarray(0, prefix.length), prefix);
}
