/** Public keys as JSON Web Keys (RFC 7517, RFC 7518 §6.2, RFC 8037 §2). */

import type { KeyObject } from 'node:crypto';
import { concat, type JsonObject, plain, toBase64Url } from '@sallyport/core';
import { spkiOf } from '@sallyport/pki';
import { fail } from '../errors.ts';
import { CLAIM_KEY_TYPES, type ClaimKey, claimKeyOf, keyRow } from './key-types.ts';
import { importRaw } from './multikey.ts';

/** Members that only a private or symmetric key has (RFC 7518 §6.2.2, §6.3.2, §6.4). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];
const UNCOMPRESSED = Uint8Array.of(4);

/** @throws E_CLAIMS_KEY, E_CLAIMS_KEY_UNSUPPORTED, E_CLAIMS_KEY_PRIVATE */
export function readJwk(jwk: JsonObject): ClaimKey {
  if (PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name))) {
    throw fail('E_CLAIMS_KEY_PRIVATE', 'the JWK holds a private key');
  }
  const type = CLAIM_KEY_TYPES.find((candidate) => {
    const { kty, crv } = keyRow(candidate).jwk;
    return jwk['kty'] === kty && jwk['crv'] === crv;
  });
  if (type === undefined) throw fail('E_CLAIMS_KEY_UNSUPPORTED', 'the JWK is of another kind of key');
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') throw fail('E_CLAIMS_KEY', 'the JWK is not for signatures');
  const row = keyRow(type);
  const length = row.signatureLength / 2;
  const x = coordinate(jwk, 'x', length);
  const point = row.jwk.kty === 'OKP' ? x : concat(UNCOMPRESSED, x, coordinate(jwk, 'y', length));
  return { type, publicKey: importRaw(row.spkiPrefix, point) };
}

/** The members that name the key, and no others. @throws E_CLAIMS_KEY_UNSUPPORTED, E_PKI_KEY_UNSUPPORTED */
export function writeJwk(publicKey: KeyObject): JsonObject {
  const row = keyRow(claimKeyOf(publicKey).type);
  const point = spkiOf(publicKey).subarray(row.spkiPrefix.length);
  if (row.jwk.kty === 'OKP') return { ...row.jwk, x: toBase64Url(point) };
  const length = (point.length - 1) / 2;
  return { ...row.jwk, x: toBase64Url(point.subarray(1, 1 + length)), y: toBase64Url(point.subarray(1 + length)) };
}

function coordinate(jwk: JsonObject, name: 'x' | 'y', length: number): Uint8Array {
  const text = jwk[name];
  if (typeof text !== 'string') throw fail('E_CLAIMS_KEY', `the JWK has no ${name}`);
  const bytes = plain(Buffer.from(text, 'base64url'));
  if (bytes.length !== length || toBase64Url(bytes) !== text) {
    throw fail('E_CLAIMS_KEY', `${name} of the JWK is not base64url of ${length} octets`);
  }
  return bytes;
}
