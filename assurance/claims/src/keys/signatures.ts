/** Raw signatures, as JOSE and Data Integrity both carry them. */

import { verify } from 'node:crypto';
import { concat } from '@sallyport/core';
import { DerReader } from '@sallyport/der';
import type { Signer } from '@sallyport/pki';
import { type ClaimKey, claimKeyOf, keyRow } from './key-types.ts';

/** True when the key made this signature over these bytes. */
export function verifyRaw(key: ClaimKey, data: Uint8Array, signature: Uint8Array): boolean {
  const row = keyRow(key.type);
  if (signature.length !== row.signatureLength) return false;
  if (row.hash === undefined) return verify(null, data, key.publicKey, signature);
  return verify(row.hash, data, { key: key.publicKey, dsaEncoding: 'ieee-p1363' }, signature);
}

/** @throws E_CLAIMS_KEY_UNSUPPORTED, E_PKI_KEY_UNSUPPORTED, and what the signer throws */
export async function signRaw(signer: Signer, data: Uint8Array): Promise<Uint8Array> {
  const row = keyRow(claimKeyOf(signer.publicKey).type);
  const signature = await signer.sign(data);
  return row.hash === undefined ? signature : rawOfDer(signature, row.signatureLength / 2);
}

/** From Ecdsa-Sig-Value (RFC 3279 §2.2.3) to r and s of fixed length side by side (RFC 7518 §3.4). */
function rawOfDer(signature: Uint8Array, length: number): Uint8Array {
  return DerReader.whole(signature, (whole) => {
    const fields = whole.sequence();
    const r = fixed(fields.integerBytes(), length);
    const s = fixed(fields.integerBytes(), length);
    fields.finish();
    return concat(r, s);
  });
}

function fixed(integer: Uint8Array, length: number): Uint8Array {
  const digits = integer.length > length ? integer.subarray(integer.length - length) : integer;
  return concat(new Uint8Array(length - digits.length), digits);
}
