import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { fromHex, HOUR, Secret, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import {
  DEFAULT_SECURITY_POLICY,
  kekOf,
  keyIndexOf,
  keyRotationOf,
  networkKeysOf,
  sequenceFor,
  trelKeyOf,
} from '@sallyport/thread';
import fc from 'fast-check';

const NETWORK_KEY = Secret.of(fromHex('00112233445566778899aabbccddeeff'));

describe('the keys of a network', () => {
  // Thread 1.1.0 §7.1.4.1 to §7.1.4.3, as OpenThread's tests/scripts/thread-cert/test_crypto.py has them (BSD-3-Clause).
  const vectors = [
    [0, '5445f4158fd75912175809f8b57a66a4', 'de89c53af382b421e0fde5a9bae3bef0'],
    [1, '8f4cd1a27d95c07d12db8974bd615c13', '9be0d1af7bd87350deabcdd07febb9d5'],
    [2, '016e2ab8ec88879687a72e0a357ecf2a', '564109e9d2aad7f723ec3b96110eefa3'],
  ] as const;
  for (const [sequence, mle, mac] of vectors) {
    it(`at counter ${sequence} are those of the specification`, () => {
      const { mleKey, macKey, keyIndex } = networkKeysOf(NETWORK_KEY, sequence);
      assert.equal(toHex(mleKey.expose()), mle);
      assert.equal(toHex(macKey.expose()), mac);
      assert.equal(keyIndex, sequence + 1);
    });
  }

  it('differ at every counter, to the last', () => {
    const keys = [0, 1, 128, 0xffff_ffff].map((sequence) =>
      toHex(networkKeysOf(NETWORK_KEY, sequence).macKey.expose()),
    );
    assert.equal(new Set(keys).size, keys.length);
  });

  it('need a network key of 16 bytes and a counter of 32 bits', () => {
    assert.throws(() => networkKeysOf(Secret.of(new Uint8Array(15)), 0), withCode('E_THREAD_KEY_LENGTH'));
    assert.throws(() => trelKeyOf(Secret.of(new Uint8Array(17)), 0), withCode('E_THREAD_KEY_LENGTH'));
    for (const sequence of [-1, 0.5, 2 ** 32]) {
      assert.throws(() => networkKeysOf(NETWORK_KEY, sequence), withCode('E_THREAD_ARGUMENT'));
      assert.throws(() => trelKeyOf(NETWORK_KEY, sequence), withCode('E_THREAD_ARGUMENT'));
      assert.throws(() => keyIndexOf(sequence), withCode('E_THREAD_ARGUMENT'));
    }
  });

  it('are named 1 to 128, over and over', () => {
    assert.deepEqual([0, 1, 127, 128, 255, 256].map(keyIndexOf), [1, 2, 128, 1, 128, 1]);
  });

  it('named in a frame are those of this counter, the next or the last', () => {
    const sequence = fc.integer({ min: 1, max: 0xffff_fffe });
    fc.assert(
      fc.property(sequence, fc.integer({ min: -1, max: 1 }), (own, step) => {
        assert.equal(sequenceFor(keyIndexOf(own + step), own), own + step);
        assert.equal(sequenceFor(keyIndexOf((own + 64) % 2 ** 32), own), undefined);
      }),
    );
    assert.equal(sequenceFor(128, 0), undefined);
    assert.equal(sequenceFor(1, 0xffff_ffff), 0);
    for (const index of [0, 129, 255]) assert.equal(sequenceFor(index, 5), undefined);
  });
});

describe('the key of TREL', () => {
  it('is another one, and changes with the counter', () => {
    const keys = [trelKeyOf(NETWORK_KEY, 0), trelKeyOf(NETWORK_KEY, 1), networkKeysOf(NETWORK_KEY, 0).macKey];
    assert.equal(new Set(keys.map((key) => toHex(key.expose()))).size, 3);
    assert.equal(keys[0]?.length, 16);
  });
});

describe('a KEK', () => {
  it('is half the hash of the key block', () => {
    const block = Uint8Array.from({ length: 40 }, (_, i) => i);
    const expected = createHash('sha256').update(block).digest('hex').slice(0, 32);
    assert.equal(toHex(kekOf(Secret.of(block)).expose()), expected);
  });

  // mtilchen/ot-commissioner-rs, docs/VECTORS.md (Apache-2.0 or MIT): key block and KEK of a session, made with OpenSSL's TLS1-PRF and SHA-256.
  it('of a session is what OpenSSL makes of its key block', () => {
    const block = fromHex(
      '710b83fb8d70267ead91effdd7eb79fe' + 'bec55f8c6af131a377e62e471ca5a38c' + 'da24a9d2' + '95369b74',
    );
    assert.equal(toHex(kekOf(Secret.of(block)).expose()), 'adf385fd8aa5cdbd6fe31939ce81d773');
  });

  it('is made of 40 bytes, and of no other number', () => {
    for (const length of [0, 16, 39, 41, 104]) {
      assert.throws(() => kekOf(Secret.of(new Uint8Array(length))), withCode('E_THREAD_KEY_LENGTH'));
    }
  });
});

describe('key rotation', () => {
  it('is after 28 days, guarded for 26, unless the policy says otherwise', () => {
    // 672 and 624 hours: OpenThread's defaults (src/core/thread/key_manager.hpp).
    assert.deepEqual(keyRotationOf(DEFAULT_SECURITY_POLICY), { rotateAfter: 672 * HOUR, guardTime: 624 * HOUR });
    assert.deepEqual(keyRotationOf({ ...DEFAULT_SECURITY_POLICY, rotationHours: 100 }), {
      rotateAfter: 100 * HOUR,
      guardTime: 93 * HOUR,
    });
  });

  it('is after two hours at the soonest', () => {
    assert.equal(keyRotationOf({ ...DEFAULT_SECURITY_POLICY, rotationHours: 0 }).rotateAfter, 2 * HOUR);
  });
});
