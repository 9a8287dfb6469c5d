/** The structures of an EC-JPAKE exchange as TLS carries them (draft-cragie-tls-ecjpake-01 §7). */

import { concat } from '@sallyport/core';
import { isScalar, isZero, P256Point, POINT_LENGTH, SCALAR_LENGTH } from '@sallyport/crypto';
import { fail } from './errors.ts';

/** ECJPAKEKeyKP: a public key and a proof that its sender knows the private key. Not yet verified. */
export interface KeyProof {
  readonly publicKey: P256Point;
  /** V of the ECSchnorrZKP. */
  readonly commitment: P256Point;
  /** r of the ECSchnorrZKP: 32 bytes for a number from 1 to n-1. */
  readonly response: Uint8Array;
}

/** ECParameters for secp256r1: curve type named_curve (3), NamedCurve 23 (RFC 8422 §5.4). */
export const CURVE_PARAMETERS: Uint8Array = Uint8Array.of(3, 0, 23);

const UNCOMPRESSED = 0x04;

/** ECJPAKEKeyKPPairList: two key pairs of one sender. @throws E_DTLS_ECJPAKE_… */
export function readKeyProofPair(bytes: Uint8Array): readonly [KeyProof, KeyProof] {
  const reader = new Reader(bytes);
  const first = reader.keyProof();
  const second = reader.keyProof();
  reader.end();
  return [first, second];
}

/** ClientECJPAKEParams; with the curve before it, ServerECJPAKEParams. @throws E_DTLS_ECJPAKE_… */
export function readParams(bytes: Uint8Array, sender: 'client' | 'server'): KeyProof {
  const reader = new Reader(bytes);
  if (sender === 'server') reader.curve();
  const keyProof = reader.keyProof();
  reader.end();
  return keyProof;
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  curve(): void {
    const named = this.#take(CURVE_PARAMETERS.length);
    if (!named.every((byte, i) => byte === CURVE_PARAMETERS[i])) {
      throw fail('E_DTLS_ECJPAKE_CURVE', 'the curve is not secp256r1');
    }
  }

  keyProof(): KeyProof {
    return { publicKey: this.#point(), commitment: this.#point(), response: this.#response() };
  }

  end(): void {
    const rest = this.#bytes.length - this.#at;
    if (rest > 0) throw fail('E_DTLS_ECJPAKE_TRAILING', `${rest} bytes too many`);
  }

  /** ECPoint: opaque point<1..2^8-1>. */
  #point(): P256Point {
    const length = this.#length();
    const bytes = this.#take(length);
    if (length === 1 && bytes[0] === 0) throw fail('E_DTLS_ECJPAKE_IDENTITY', 'a point is the point at infinity');
    if (length !== POINT_LENGTH) throw fail('E_DTLS_ECJPAKE_POINT_LENGTH', `a point of ${length} bytes`);
    if (bytes[0] !== UNCOMPRESSED) throw fail('E_DTLS_ECJPAKE_POINT_FORM', `a point of form ${bytes[0]}`);
    try {
      return P256Point.fromBytes(bytes);
    } catch (cause) {
      throw fail('E_DTLS_ECJPAKE_OFF_CURVE', 'a point is not on the curve', { cause });
    }
  }

  /** opaque r<1..2^8-1>: big-endian, as short as its sender likes, so that zeros may be missing or too many. */
  #response(): Uint8Array {
    const length = this.#length();
    if (length === 0) throw fail('E_DTLS_ECJPAKE_SCALAR_LENGTH', 'r has no bytes');
    const bytes = this.#take(length);
    if (isZero(bytes)) throw fail('E_DTLS_ECJPAKE_SCALAR_ZERO', 'r is 0');
    const surplus = Math.max(0, length - SCALAR_LENGTH);
    const response = new Uint8Array(SCALAR_LENGTH);
    response.set(bytes.subarray(surplus), SCALAR_LENGTH - (length - surplus));
    if (!isZero(bytes.subarray(0, surplus)) || !isScalar(response)) {
      throw fail('E_DTLS_ECJPAKE_SCALAR_RANGE', 'r is not below the order of P-256');
    }
    return response;
  }

  #length(): number {
    return this.#take(1)[0] ?? 0;
  }

  #take(length: number): Uint8Array {
    const rest = this.#bytes.length - this.#at;
    if (rest < length) {
      throw fail('E_DTLS_ECJPAKE_TRUNCATED', `${length} bytes wanted at offset ${this.#at}, ${rest} there`);
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

/** Writes an ECJPAKEKeyKP: each point and r after its length in one byte, r without leading zeros. */
export function writeKeyProof({ publicKey, commitment, response }: KeyProof): Uint8Array {
  const zeros = response.findIndex((byte) => byte !== 0);
  return concat(...[publicKey.toBytes(), commitment.toBytes(), response.subarray(zeros)].map(withLength));
}

function withLength(bytes: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(bytes.length), bytes);
}
