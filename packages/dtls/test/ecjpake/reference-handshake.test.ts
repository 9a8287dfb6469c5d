/**
 * Mbed TLS's reference handshake fixes the private keys and all messages, but not the nonces of the proofs. Who knows the
 * private key x can tell the nonce from r = v - x·h; fed with these nonces, this side must write every byte as it stands.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { p256 } from '@noble/curves/nist.js';
import { fromHex, type Random, Secret, toHex } from '@sallyport/core';
import { EcJpake } from '../../src/ecjpake/index.ts';
import { scripted } from './support/parties.ts';
import { REFERENCE } from './support/reference.ts';

const { Point } = p256;
const { client, server, password, premaster } = REFERENCE;
const number = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`) % Point.Fn.ORDER;
const scalar = (value: bigint): Uint8Array => fromHex(Point.Fn.create(value).toString(16).padStart(64, '0'));
const lengthAndBytes = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);

/** ECJPAKEKeyKP at an offset; every r of the reference handshake has 32 bytes. */
function keyProofAt(bytes: Uint8Array, at: number): { key: Uint8Array; commitment: Uint8Array; response: Uint8Array } {
  return {
    key: bytes.subarray(at + 1, at + 66),
    commitment: bytes.subarray(at + 67, at + 132),
    response: bytes.subarray(at + 133, at + 165),
  };
}

/** v = r + x·h mod n. */
function nonce(bytes: Uint8Array, at: number, generator: Uint8Array, privateKey: bigint, identity: string): Uint8Array {
  const { key, commitment, response } = keyProofAt(bytes, at);
  const hash = createHash('sha256');
  for (const part of [generator, commitment, key, Buffer.from(identity)]) hash.update(lengthAndBytes(part));
  return scalar(number(response) + privateKey * number(hash.digest()));
}

const G = Point.BASE.toBytes(false);
const [x1, x2, x3, x4, s] = [client.first, client.second, server.first, server.second, password.expose()].map(number);
assert.ok(x1 && x2 && x3 && x4 && s);

const clientRandom = (): Random =>
  scripted(
    client.first,
    nonce(client.one, 0, G, x1, 'client'),
    client.second,
    nonce(client.one, 165, G, x2, 'client'),
    nonce(client.two, 0, Point.BASE.multiply(Point.Fn.create(x1 + x3 + x4)).toBytes(false), x2 * s, 'client'),
  );
const serverRandom = (): Random =>
  scripted(
    server.first,
    nonce(server.one, 0, G, x3, 'server'),
    server.second,
    nonce(server.one, 165, G, x4, 'server'),
    nonce(server.two, 3, Point.BASE.multiply(Point.Fn.create(x1 + x2 + x3)).toBytes(false), x4 * s, 'server'),
  );

describe('the reference handshake of Mbed TLS', () => {
  it('is what a client writes, byte for byte, and its secret', () => {
    const side = new EcJpake({ role: 'client', password, random: clientRandom() });
    assert.equal(toHex(side.writeRoundOne()), toHex(client.one));
    side.readRoundOne(server.one);
    side.readRoundTwo(server.two);
    assert.equal(toHex(side.writeRoundTwo()), toHex(client.two));
    assert.equal(toHex(side.premasterSecret().expose()), toHex(premaster));
  });

  it('is what a server writes, byte for byte, and its secret', () => {
    const side = new EcJpake({ role: 'server', password, random: serverRandom() });
    side.readRoundOne(client.one);
    assert.equal(toHex(side.writeRoundOne()), toHex(server.one));
    assert.equal(toHex(side.writeRoundTwo()), toHex(server.two));
    side.readRoundTwo(client.two);
    assert.equal(toHex(side.premasterSecret().expose()), toHex(premaster));
  });

  it('ends in another secret when the password is another', () => {
    const side = new EcJpake({ role: 'client', password: Secret.of('threadjpaketesu'), random: clientRandom() });
    side.writeRoundOne();
    side.readRoundOne(server.one);
    side.readRoundTwo(server.two);
    side.writeRoundTwo();
    assert.notEqual(toHex(side.premasterSecret().expose()), toHex(premaster));
  });
});
