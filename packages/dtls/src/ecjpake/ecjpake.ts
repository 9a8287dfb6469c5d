/**
 * EC-JPAKE on P-256: two parties who share a password agree on a secret, and whoever listens or guesses wrong learns
 * nothing to guess on with (RFC 8236 §3, draft-cragie-tls-ecjpake-01 §8).
 *
 * Each side makes two key pairs in round one, x1 and x2 the client's, x3 and x4 the server's, and in round two one more
 * over a generator made of three of the four public keys:
 *
 *     client: over X1 + X3 + X4, private key x2·s        server: over X1 + X2 + X3, private key x4·s
 *
 * In the words of one side: own keys m1 and m2, the peer's p1 and p2.
 */

import { hash } from 'node:crypto';
import { concat, plain, type Random, Secret } from '@sallyport/core';
import { isZero, multiplyScalars, P256Point, randomScalar, reduceScalar } from '@sallyport/crypto';
import { fail } from './errors.ts';
import { type Identity, proveKey, verifyKey } from './schnorr.ts';
import { CURVE_PARAMETERS, type KeyProof, readKeyProofPair, readParams, writeKeyProof } from './structures.ts';

export interface EcJpakeOptions {
  readonly role: Identity;
  /** Not empty. Read as one big-endian number, which must not be a multiple of the order of P-256. */
  readonly password: Secret;
  readonly random: Random;
}

/** The private and public keys of our round one. */
interface OwnKeys {
  readonly secondPrivate: Uint8Array;
  readonly proofs: readonly [KeyProof, KeyProof];
}

/** The peer's keys of round one, each proved. */
type VerifiedPair = readonly [P256Point, P256Point];

/** The generators of round two. */
interface Generators {
  readonly own: P256Point;
  readonly peer: P256Point;
}

/**
 * One side of one exchange. Each step is taken once; after any failure the exchange is over and a new one has to be
 * made, so that a peer has one guess at the password a time.
 */
export class EcJpake {
  readonly #role: Identity;
  readonly #peer: Identity;
  readonly #random: Random;
  readonly #password: Uint8Array;
  #own: OwnKeys | undefined;
  #peerKeys: VerifiedPair | undefined;
  #generators: Generators | undefined;
  #ownTwo: KeyProof | undefined;
  #peerTwo: P256Point | undefined;
  #over = false;

  /** @throws E_DTLS_ECJPAKE_PASSWORD */
  constructor({ role, password, random }: EcJpakeOptions) {
    this.#role = role;
    this.#peer = role === 'client' ? 'server' : 'client';
    this.#random = random;
    this.#password = reduceScalar(password.expose());
    if (isZero(this.#password)) {
      throw fail('E_DTLS_ECJPAKE_PASSWORD', 'the password is empty or stands for 0');
    }
  }

  /**
   * ECJPAKEKeyKPPairList (draft-cragie-tls-ecjpake-01 §7): what the extension ecjpake_key_kp_pair holds.
   * @throws E_DTLS_ECJPAKE_ORDER when called twice
   */
  writeRoundOne(): Uint8Array {
    this.#expect(this.#own === undefined, 'round one is written once');
    return this.#step(() => {
      const first = randomScalar(this.#random);
      const firstProof = proveKey(P256Point.base, first, this.#role, this.#random);
      first.fill(0);
      const secondPrivate = randomScalar(this.#random);
      const secondProof = proveKey(P256Point.base, secondPrivate, this.#role, this.#random);
      this.#own = { secondPrivate, proofs: [firstProof, secondProof] };
      return concat(writeKeyProof(firstProof), writeKeyProof(secondProof));
    });
  }

  /**
   * Reads and verifies the peer's ECJPAKEKeyKPPairList.
   * @throws E_DTLS_ECJPAKE_… for what the peer did wrong; E_DTLS_ECJPAKE_ORDER when called twice
   */
  readRoundOne(bytes: Uint8Array): void {
    this.#expect(this.#peerKeys === undefined, 'round one is read once');
    this.#step(() => {
      const [first, second] = readKeyProofPair(bytes);
      if (first.publicKey.equals(second.publicKey)) {
        throw fail('E_DTLS_ECJPAKE_REPEATED', 'the peer’s two keys are the same');
      }
      const verified = (proof: KeyProof) => this.#verify(proof, P256Point.base, this.#own?.proofs ?? []);
      this.#peerKeys = [verified(first), verified(second)];
    });
  }

  /**
   * The server's ServerECJPAKEParams or the client's ClientECJPAKEParams (draft-cragie-tls-ecjpake-01 §7).
   * @throws E_DTLS_ECJPAKE_ORDER before round one is complete, or when called twice; E_DTLS_ECJPAKE_GENERATOR
   */
  writeRoundTwo(): Uint8Array {
    this.#expect(this.#ownTwo === undefined, 'round two is written once');
    const { own, peerKeys } = this.#roundOne();
    return this.#step(() => {
      const generator = this.#makeGenerators(own, peerKeys).own;
      const privateKey = multiplyScalars(own.secondPrivate, this.#password);
      const proof = proveKey(generator, privateKey, this.#role, this.#random);
      privateKey.fill(0);
      this.#ownTwo = proof;
      return this.#role === 'server' ? concat(CURVE_PARAMETERS, writeKeyProof(proof)) : writeKeyProof(proof);
    });
  }

  /**
   * Reads and verifies the peer's parameters of round two.
   * @throws E_DTLS_ECJPAKE_… for what the peer did wrong; E_DTLS_ECJPAKE_ORDER before round one is complete, or when
   * called twice
   */
  readRoundTwo(bytes: Uint8Array): void {
    this.#expect(this.#peerTwo === undefined, 'round two is read once');
    const { own, peerKeys } = this.#roundOne();
    this.#step(() => {
      const generator = this.#makeGenerators(own, peerKeys).peer;
      const proof = readParams(bytes, this.#peer);
      this.#peerTwo = this.#verify(proof, generator, this.#ownTwo === undefined ? [] : [this.#ownTwo]);
    });
  }

  /**
   * SHA-256 of the x coordinate of K = (Xp - p2·m2·s)·m2: 32 bytes (draft-cragie-tls-ecjpake-01 §8.7). Equal on both
   * sides if and only if the passwords are. Ends the exchange and wipes its private keys.
   * @throws E_DTLS_ECJPAKE_ORDER before both rounds are complete, or when called twice; E_DTLS_ECJPAKE_SECRET
   */
  premasterSecret(): Secret {
    this.#expect(this.#ownTwo !== undefined, 'the secret comes after both rounds');
    const { own, peerKeys } = this.#roundOne();
    const peerTwo = this.#peerTwo;
    if (peerTwo === undefined) throw fail('E_DTLS_ECJPAKE_ORDER', 'the secret comes after both rounds');
    return this.#step(() => {
      const factor = multiplyScalars(own.secondPrivate, this.#password);
      const difference = peerTwo.subtractMultiple(factor, peerKeys[1]);
      factor.fill(0);
      if (difference === undefined) throw fail('E_DTLS_ECJPAKE_SECRET', 'the secret is the point at infinity');
      const x = difference.multiplyX(own.secondPrivate);
      const secret = Secret.of(plain(hash('sha256', x, 'buffer')));
      x.fill(0);
      this.#end();
      return secret;
    });
  }

  #roundOne(): { own: OwnKeys; peerKeys: VerifiedPair } {
    const own = this.#own;
    const peerKeys = this.#peerKeys;
    if (own === undefined || peerKeys === undefined) {
      throw fail('E_DTLS_ECJPAKE_ORDER', 'round one has not been written and read');
    }
    return { own, peerKeys };
  }

  /** Neither may be the point at infinity, or round two would prove and agree on nothing. */
  #makeGenerators(own: OwnKeys, [p1, p2]: VerifiedPair): Generators {
    if (this.#generators === undefined) {
      const [m1, m2] = own.proofs;
      const ownGenerator = P256Point.sum(m1.publicKey, p1, p2);
      const peerGenerator = P256Point.sum(p1, m1.publicKey, m2.publicKey);
      if (ownGenerator === undefined || peerGenerator === undefined) {
        throw fail('E_DTLS_ECJPAKE_GENERATOR', 'a generator of round two is the point at infinity');
      }
      this.#generators = { own: ownGenerator, peer: peerGenerator };
    }
    return this.#generators;
  }

  /**
   * Verifies a proof of the peer's. One of our own that comes back would fail over the other identity as well; a code of
   * its own says what happened. The same key under another proof is no reflection: who made it knows the private key.
   */
  #verify(proof: KeyProof, generator: P256Point, own: readonly KeyProof[]): P256Point {
    for (const { publicKey, commitment } of own) {
      if (proof.publicKey.equals(publicKey) && proof.commitment.equals(commitment)) {
        throw fail('E_DTLS_ECJPAKE_REFLECTED', 'the peer sent one of our own proofs');
      }
    }
    return verifyKey(generator, proof, this.#peer);
  }

  #expect(condition: boolean, rule: string): void {
    if (this.#over) throw fail('E_DTLS_ECJPAKE_ORDER', 'the exchange is over');
    if (!condition) throw fail('E_DTLS_ECJPAKE_ORDER', rule);
  }

  #step<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  #end(): void {
    this.#over = true;
    this.#password.fill(0);
    this.#own?.secondPrivate.fill(0);
  }
}
