/**
 * Which algorithm a signer used: digestAlgorithm and signatureAlgorithm of a SignerInfo put together.
 *
 * RFC 5652 keeps the two apart and lets RSA be written without its hash; RFC 8933 §3.1 makes the digest of the content
 * and the hash in the signature the same. Anything else is refused, so no weaker hash slips in beside a strong one.
 */

import { bytesEqual } from '@sallyport/core';
import { der } from '@sallyport/der';
import type { AlgorithmIdentifier } from '../algorithm-identifier.ts';
import {
  findSignatureAlgorithm,
  type HashName,
  hashByOid,
  hashOid,
  type SignatureAlgorithm,
  signatureAlgorithmByOid,
} from '../algorithms.ts';
import { OID } from '../oids.ts';
import { readPssParameters } from '../rsassa-pss.ts';
import { fail } from './errors.ts';

/** RFC 8419 §2.3, §3.1, §3.2: Ed25519 goes with SHA-512, also without signed attributes, where no digest is taken. */
const EDDSA_DIGEST: HashName = 'sha512';

const NULL = der.nullValue();

/** @throws E_CMS_DIGEST_UNSUPPORTED, for SHA-1 and MD5 as well */
export function digestOf({ oid, parameters }: AlgorithmIdentifier): HashName {
  const hash = hashByOid(oid);
  // RFC 5754 §2: parameters are absent, or NULL from older signers.
  if (hash === undefined || (parameters !== undefined && !bytesEqual(parameters, NULL))) {
    throw fail('E_CMS_DIGEST_UNSUPPORTED', `digest algorithm ${oid}`);
  }
  return hash;
}

/**
 * The algorithm to verify with.
 * @throws E_CMS_ALGORITHM_UNSUPPORTED, E_CMS_ALGORITHM_MISMATCH, E_PKI_ALGORITHM_UNSUPPORTED for unusual RSASSA-PSS
 */
export function verificationAlgorithm(
  signatureAlgorithm: AlgorithmIdentifier,
  digest: HashName,
): Pick<AlgorithmIdentifier, 'oid' | 'parameters'> {
  const { oid, parameters } = signatureAlgorithm;
  if (oid === OID.rsassaPss) {
    // RFC 4056 §3
    requireSame(readPssParameters(parameters).hash, digest);
    return signatureAlgorithm;
  }
  // RFC 3370 §3.2: rsaEncryption says nothing of the hash, which is then the digest algorithm.
  const known = oid === OID.rsaEncryption ? findSignatureAlgorithm('rsa', digest) : signatureAlgorithmByOid(oid);
  if (known === undefined) throw fail('E_CMS_ALGORITHM_UNSUPPORTED', `signature algorithm ${oid}`);
  requireSame(digestFor(known), digest);
  return { oid: known.oid, parameters };
}

function requireSame(wanted: HashName, digest: HashName): void {
  if (wanted !== digest) {
    throw fail('E_CMS_ALGORITHM_MISMATCH', `the content is digested with ${digest} and the signature wants ${wanted}`);
  }
}

/** What to digest content with when signing by this algorithm. */
export function digestFor(algorithm: SignatureAlgorithm): HashName {
  return algorithm.hash ?? EDDSA_DIGEST;
}

/** The AlgorithmIdentifier of a digest, without parameters (RFC 5754 §2). */
export function digestIdentifier(hash: HashName): Uint8Array {
  return DIGEST_IDENTIFIERS[hash];
}

const DIGEST_IDENTIFIERS: Readonly<Record<HashName, Uint8Array>> = {
  sha256: der.sequence(der.objectIdentifier(hashOid('sha256'))),
  sha384: der.sequence(der.objectIdentifier(hashOid('sha384'))),
  sha512: der.sequence(der.objectIdentifier(hashOid('sha512'))),
};
