/** The ciphers of the records (RFC 6655, RFC 7251, RFC 5288), one row each. */

import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { plain } from '@sallyport/core';
import { openCcm, sealCcm } from '@sallyport/crypto';

export type AeadName = 'AES_128_CCM_8' | 'AES_128_GCM';

export interface Aead {
  readonly keyLength: number;
  /** The part of the nonce that is agreed in the handshake (RFC 5288 §3 “salt”, RFC 6655 §3 “client_write_IV”). */
  readonly fixedIvLength: number;
  /** The part of the nonce that each record carries. */
  readonly explicitNonceLength: number;
  readonly tagLength: number;
  /** Records that one key may protect (RFC 9147 §4.5.3, appendix B). */
  readonly recordLimit: number;
  /** ciphertext || tag */
  seal(key: KeyObject, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** Undefined when the tag is wrong. */
  open(key: KeyObject, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
}

const NONCE = { keyLength: 16, fixedIvLength: 4, explicitNonceLength: 8 } as const;
const CCM_8_TAG = 8;
const GCM_TAG = 16;

export const AEADS: Readonly<Record<AeadName, Aead>> = {
  AES_128_CCM_8: {
    ...NONCE,
    tagLength: CCM_8_TAG,
    recordLimit: 2 ** 23,
    seal: (key, nonce, aad, plaintext) => sealCcm(key, nonce, aad, plaintext, CCM_8_TAG),
    open: (key, nonce, aad, sealed) => openCcm(key, nonce, aad, sealed, CCM_8_TAG),
  },
  AES_128_GCM: {
    ...NONCE,
    tagLength: GCM_TAG,
    recordLimit: 2 ** 24,
    seal: sealGcm,
    open: openGcm,
  },
};

function sealGcm(key: KeyObject, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-gcm', key, nonce, { authTagLength: GCM_TAG });
  cipher.setAAD(aad);
  const out = new Uint8Array(plaintext.length + GCM_TAG);
  out.set(cipher.update(plaintext));
  cipher.final();
  out.set(cipher.getAuthTag(), plaintext.length);
  return out;
}

function openGcm(key: KeyObject, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  const length = sealed.length - GCM_TAG;
  const decipher = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: GCM_TAG });
  decipher.setAuthTag(sealed.subarray(length));
  decipher.setAAD(aad);
  const plaintext = plain(decipher.update(sealed.subarray(0, length)));
  try {
    // OpenSSL compares tags in constant time. It throws a plain Error for a wrong one, and for nothing else that can
    // happen here.
    decipher.final();
    return plaintext;
  } catch {
    return undefined;
  }
}
