import assert from 'node:assert/strict';
import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { toHex } from '@sallyport/core';
import { type CcmTagLength, openCcm, sealCcm } from '@sallyport/crypto';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { bytes, text, type Vector, vectors } from './support/vectors.ts';

const TAG_LENGTHS: readonly CcmTagLength[] = [4, 6, 8, 10, 12, 14, 16];

function tagLength(value: number): CcmTagLength {
  const found = TAG_LENGTHS.find((length) => length === value);
  assert.ok(found !== undefined);
  return found;
}

function checkBothWays(vector: Vector): void {
  const plaintext = bytes(vector, 'plaintext');
  const sealed = bytes(vector, 'sealed');
  const length = tagLength(sealed.length - plaintext.length);
  const [key, nonce, aad] = [bytes(vector, 'key'), bytes(vector, 'nonce'), bytes(vector, 'aad')];
  assert.equal(toHex(sealCcm(key, nonce, aad, plaintext, length)), toHex(sealed), text(vector, 'name'));
  assert.deepEqual(openCcm(key, nonce, aad, sealed, length), plaintext, text(vector, 'name'));
}

describe('AES-CCM', () => {
  it('seals and opens the packets of RFC 3610', () => {
    vectors('rfc3610').forEach(checkBothWays);
  });

  it('seals and opens NIST’s CAVP vectors, every key, nonce and tag length', () => {
    vectors('nist-ccm').forEach(checkBothWays);
  });

  it('seals and opens the frames of IEEE 802.15.4 annex C', () => {
    vectors('ieee802154-ccm-star').forEach(checkBothWays);
  });

  it('agrees with Wycheproof on what is valid, and refuses its odd tag and nonce lengths', () => {
    for (const vector of vectors('wycheproof-aes-ccm')) {
      const length = Number(text(vector, 'tagLength'));
      const nonce = bytes(vector, 'nonce');
      const sealed = bytes(vector, 'sealed');
      const open = (tag: CcmTagLength) => openCcm(bytes(vector, 'key'), nonce, bytes(vector, 'aad'), sealed, tag);
      const known = TAG_LENGTHS.find((candidate) => candidate === length);
      if (known === undefined) continue;
      if (nonce.length < 7 || nonce.length > 13) {
        assert.throws(() => open(known), withCode('E_CRYPTO_NONCE'));
        continue;
      }
      const plaintext = open(known);
      const wanted = text(vector, 'valid') === 'true' ? text(vector, 'plaintext') : undefined;
      assert.equal(plaintext === undefined ? undefined : toHex(plaintext), wanted, text(vector, 'comment'));
    }
  });

  it('opens what it sealed, and nothing that differs by one bit', () => {
    const input = fc.record({
      key: fc.constantFrom(16, 24, 32).chain((n) => fc.uint8Array({ minLength: n, maxLength: n })),
      nonce: fc.uint8Array({ minLength: 7, maxLength: 13 }),
      aad: fc.uint8Array({ maxLength: 40 }),
      plaintext: fc.uint8Array({ maxLength: 100 }),
      length: fc.constantFrom(...TAG_LENGTHS.filter((n) => n >= 8)),
      flip: fc.nat(10_000),
    });
    fc.assert(
      fc.property(input, ({ key, nonce, aad, plaintext, length, flip }) => {
        const sealed = sealCcm(key, nonce, aad, plaintext, length);
        assert.equal(sealed.length, plaintext.length + length);
        assert.deepEqual(openCcm(key, nonce, aad, sealed, length), Uint8Array.from(plaintext));
        const at = flip % sealed.length;
        sealed[at] = (sealed[at] ?? 0) ^ (1 << (flip % 8));
        assert.equal(openCcm(key, nonce, aad, sealed, length), undefined);
      }),
    );
  });

  it('takes a KeyObject as well as bytes', () => {
    const key = new Uint8Array(16).fill(3);
    const [nonce, aad, plaintext] = [new Uint8Array(13), Uint8Array.of(1), Uint8Array.of(2, 3)];
    const sealed = sealCcm(createSecretKey(key), nonce, aad, plaintext, 8);
    assert.deepEqual(sealed, sealCcm(key, nonce, aad, plaintext, 8));
    assert.deepEqual(openCcm(createSecretKey(key), nonce, aad, sealed, 8), plaintext);
  });

  it('opens nothing that is shorter than a tag', () => {
    assert.equal(openCcm(new Uint8Array(16), new Uint8Array(13), new Uint8Array(0), new Uint8Array(7), 8), undefined);
  });

  it('refuses keys of another length or kind', () => {
    const nothing = new Uint8Array(0);
    const seal = (key: Parameters<typeof sealCcm>[0]) => () => sealCcm(key, new Uint8Array(13), nothing, nothing, 8);
    assert.throws(seal(new Uint8Array(17)), withCode('E_CRYPTO_KEY'));
    assert.throws(seal(createSecretKey(new Uint8Array(15))), withCode('E_CRYPTO_KEY'));
    assert.throws(seal(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey), withCode('E_CRYPTO_KEY'));
  });

  it('refuses nonces of 6 and of 14 bytes', () => {
    const nothing = new Uint8Array(0);
    for (const length of [6, 14]) {
      const nonce = new Uint8Array(length);
      assert.throws(() => sealCcm(new Uint8Array(16), nonce, nothing, nothing, 8), withCode('E_CRYPTO_NONCE'));
      assert.throws(
        () => openCcm(new Uint8Array(16), nonce, nothing, new Uint8Array(8), 8),
        withCode('E_CRYPTO_NONCE'),
      );
    }
  });

  it('refuses a tag length that CCM does not have, whatever the types say', () => {
    const nothing = new Uint8Array(0);
    for (const length of [0, 2, 5, 18]) {
      const seal = () =>
        Reflect.apply(sealCcm, undefined, [new Uint8Array(16), new Uint8Array(13), nothing, nothing, length]);
      assert.throws(seal, withCode('E_CRYPTO_TAG_LENGTH'));
    }
  });

  it('refuses more plaintext than the nonce leaves room to count', () => {
    const plaintext = new Uint8Array(65536);
    const nothing = new Uint8Array(0);
    const seal = () => sealCcm(new Uint8Array(16), new Uint8Array(13), nothing, plaintext, 8);
    assert.throws(seal, withCode('E_CRYPTO_LENGTH'));
    assert.equal(sealCcm(new Uint8Array(16), new Uint8Array(12), nothing, plaintext, 8).length, 65544);
  });
});
