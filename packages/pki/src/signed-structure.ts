/** SIGNED{…} (X.509 §6.1): what certificates, requests and CRLs have in common. */

import type { KeyObject } from 'node:crypto';
import { type DerLimits, DerReader, der } from '@sallyport/der';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from './algorithm-identifier.ts';
import { signatureAlgorithmOf, verifySignature } from './algorithms.ts';
import type { Signer } from './signer.ts';

export interface SignedStructure {
  readonly der: Uint8Array;
  /** The whole encoding of what is signed. */
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/** @throws E_DER_… */
export function parseSigned(encoding: Uint8Array, limits: DerLimits): SignedStructure {
  return DerReader.whole(
    encoding,
    (whole) => {
      const fields = whole.sequence();
      const tbs = fields.any().bytes;
      const signatureAlgorithm = readAlgorithmIdentifier(fields);
      const signature = fields.bitStringOctets();
      fields.finish();
      return { der: encoding, tbs, signatureAlgorithm, signature };
    },
    limits,
  );
}

/** @throws E_PKI_ALGORITHM_UNSUPPORTED, E_PKI_KEY_UNSUPPORTED */
export function verifySigned(signed: SignedStructure, key: KeyObject): boolean {
  return verifySignature(signed.signatureAlgorithm, key, signed.tbs, signed.signature);
}

/** Signs `tbs`; the algorithm in it must be the one of the signer's key. */
export async function sealSigned(tbs: Uint8Array, signer: Signer): Promise<Uint8Array> {
  const { identifier } = signatureAlgorithmOf(signer.publicKey);
  return der.sequence(tbs, identifier, der.bitString(await signer.sign(tbs)));
}
