/** What signs: a private key in memory, or later an HSM or TPM behind the same face. */

import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { plain } from '@sallyport/core';
import { signatureAlgorithmOf } from './algorithms.ts';

export interface Signer {
  readonly publicKey: KeyObject;
  /**
   * Signs with the algorithm that the table gives for the key's type, hashing first where it says so.
   * Gives ECDSA in DER, RSA by PKCS #1 v1.5, Ed25519 raw. May be asynchronous: a remote HSM fits.
   */
  sign(data: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** A signer over a private key in memory; it signs synchronously. @throws E_PKI_KEY_UNSUPPORTED */
export function softwareSigner(privateKey: KeyObject): Signer {
  const hash = signatureAlgorithmOf(privateKey).hash ?? null;
  return {
    publicKey: createPublicKey(privateKey),
    sign: (data) => plain(sign(hash, data, privateKey)),
  };
}
