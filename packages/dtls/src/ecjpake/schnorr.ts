/**
 * Schnorr's non-interactive proof of knowledge of a private key (RFC 8235 §3), with the hash of
 * draft-cragie-tls-ecjpake-01 §8.2: generator, commitment, public key and identity, each after its length in four bytes.
 */

import { hash } from 'node:crypto';
import { concat, plain, type Random, utf8 } from '@sallyport/core';
import {
  isZero,
  multiplyScalars,
  type P256Point,
  randomScalar,
  reduceScalar,
  subtractScalars,
} from '@sallyport/crypto';
import { fail } from './errors.ts';
import type { KeyProof } from './structures.ts';

/** The identities that go into the hash (draft-cragie-tls-ecjpake-01 §8.1). */
export type Identity = 'client' | 'server';

const IDENTITIES = { client: lengthAndBytes(utf8('client')), server: lengthAndBytes(utf8('server')) } as const;

/** Makes the public key of `privateKey` over `generator`, and proves that `identity` knows it (RFC 8235 §3.2). */
export function proveKey(generator: P256Point, privateKey: Uint8Array, identity: Identity, random: Random): KeyProof {
  const publicKey = generator.multiply(privateKey);
  for (;;) {
    const nonce = randomScalar(random);
    const commitment = generator.multiply(nonce);
    const challenge = challengeOf(generator, commitment, publicKey, identity);
    const response = subtractScalars(nonce, multiplyScalars(privateKey, challenge));
    nonce.fill(0);
    // Once in 2^256 r is 0, which no reader has to take.
    if (!isZero(response)) return { publicKey, commitment, response };
  }
}

/**
 * Checks V = r·G + h·X (RFC 8235 §3.2).
 * @returns X, whose private key `identity` is now known to know
 * @throws E_DTLS_ECJPAKE_PROOF
 */
export function verifyKey(
  generator: P256Point,
  { publicKey, commitment, response }: KeyProof,
  identity: Identity,
): P256Point {
  const challenge = challengeOf(generator, commitment, publicKey, identity);
  // X·h must not be the point at infinity (RFC 8235 §3.2), which it is for h = 0 alone.
  if (isZero(challenge) || !commitment.isCombination(response, generator, challenge, publicKey)) {
    throw fail('E_DTLS_ECJPAKE_PROOF', `the proof of the ${identity} does not hold`);
  }
  return publicKey;
}

/** h, modulo n. */
function challengeOf(
  generator: P256Point,
  commitment: P256Point,
  publicKey: P256Point,
  identity: Identity,
): Uint8Array {
  const input = concat(
    lengthAndBytes(generator.toBytes()),
    lengthAndBytes(commitment.toBytes()),
    lengthAndBytes(publicKey.toBytes()),
    IDENTITIES[identity],
  );
  return reduceScalar(plain(hash('sha256', input, 'buffer')));
}

function lengthAndBytes(bytes: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(0, 0, 0, bytes.length), bytes);
}
