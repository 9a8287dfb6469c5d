/** ECDHE on secp256r1, signed by the server with ECDSA (RFC 8422 §5.4, §5.7, §5.10). */

import { createECDH, type ECDH, type KeyObject } from 'node:crypto';
import { concat, plain, type Random, Secret } from '@sallyport/core';
import { ByteReader, uint, vector } from '../bytes.ts';
import { fail } from '../errors.ts';
import { encodeDigitallySigned, readDigitallySigned } from '../messages/certificate.ts';
import { EC_CURVE_TYPE_NAMED, NAMED_GROUP } from '../registries.ts';
import { signWith, verifyWith } from '../signatures.ts';
import type { ClientKeyExchange, ServerKeyExchange } from './key-exchange.ts';

const POINT_LENGTH = 65;
const UNCOMPRESSED = 4;
const SCALAR_LENGTH = 32;
/** The chance that one draw is no scalar is 2^-32. */
const MAX_DRAWS = 8;

export class EcdheClient implements ClientKeyExchange {
  readonly #ecdh: ECDH;
  readonly #serverKey: KeyObject;
  readonly #randoms: Uint8Array;
  #serverPoint: Uint8Array | undefined;

  /** @param options.randoms - client random || server random, which the server signs as well */
  constructor(options: { readonly random: Random; readonly serverKey: KeyObject; readonly randoms: Uint8Array }) {
    this.#ecdh = newKey(options.random);
    this.#serverKey = options.serverKey;
    this.#randoms = options.randoms;
  }

  /** @throws E_DTLS_MALFORMED, E_DTLS_GROUP, E_DTLS_POINT, E_DTLS_SIGNATURE_SCHEME, E_DTLS_SIGNATURE */
  readServer(body: Uint8Array): void {
    const reader = new ByteReader(body, 'ServerKeyExchange');
    if (reader.uint8() !== EC_CURVE_TYPE_NAMED || reader.uint16() !== NAMED_GROUP.secp256r1) {
      throw fail('E_DTLS_GROUP', 'the server uses a curve that was not offered');
    }
    const point = readPoint(reader);
    const params = body.subarray(0, body.length - reader.remaining);
    verifyWith(this.#serverKey, concat(this.#randoms, params), readDigitallySigned(reader));
    this.#serverPoint = point;
  }

  write(): Uint8Array {
    return vector(1, plain(this.#ecdh.getPublicKey()));
  }

  premaster(): Secret {
    if (this.#serverPoint === undefined) throw fail('E_DTLS_INTERNAL', 'no ServerKeyExchange was read');
    return sharedSecret(this.#ecdh, this.#serverPoint);
  }
}

export class EcdheServer implements ServerKeyExchange {
  readonly #ecdh: ECDH;
  readonly #privateKey: KeyObject;
  readonly #scheme: number;
  readonly #randoms: Uint8Array;

  constructor(options: {
    readonly random: Random;
    readonly privateKey: KeyObject;
    readonly scheme: number;
    readonly randoms: Uint8Array;
  }) {
    this.#ecdh = newKey(options.random);
    this.#privateKey = options.privateKey;
    this.#scheme = options.scheme;
    this.#randoms = options.randoms;
  }

  write(): Uint8Array {
    const params = concat(
      Uint8Array.of(EC_CURVE_TYPE_NAMED),
      uint(2, NAMED_GROUP.secp256r1),
      vector(1, plain(this.#ecdh.getPublicKey())),
    );
    const signed = signWith(this.#privateKey, this.#scheme, concat(this.#randoms, params));
    return concat(params, encodeDigitallySigned(signed));
  }

  /** @throws E_DTLS_MALFORMED, E_DTLS_POINT */
  readClient(body: Uint8Array): Secret {
    const reader = new ByteReader(body, 'ClientKeyExchange');
    const point = readPoint(reader);
    reader.finish();
    return sharedSecret(this.#ecdh, point);
  }
}

/** From the `Random` of the caller rather than from OpenSSL’s own, so that a run can be repeated. */
function newKey(random: Random): ECDH {
  const ecdh = createECDH('prime256v1');
  for (let draw = 1; ; draw++) {
    try {
      ecdh.setPrivateKey(random.bytes(SCALAR_LENGTH));
      return ecdh;
    } catch (cause) {
      // Zero, or not below the order of the group.
      if (draw === MAX_DRAWS) throw fail('E_DTLS_INTERNAL', 'the source of randomness gives no scalar', { cause });
    }
  }
}

function readPoint(reader: ByteReader): Uint8Array {
  const point = reader.vector(1, 1);
  if (point.length !== POINT_LENGTH || point[0] !== UNCOMPRESSED)
    throw fail('E_DTLS_POINT', 'not an uncompressed point');
  return point;
}

/** The x coordinate (RFC 8422 §5.10). OpenSSL refuses a point that is not on the curve. */
function sharedSecret(ecdh: ECDH, point: Uint8Array): Secret {
  try {
    return Secret.of(ecdh.computeSecret(point));
  } catch (cause) {
    throw fail('E_DTLS_POINT', 'the point is not on the curve', { cause });
  }
}
