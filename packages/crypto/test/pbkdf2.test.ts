import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concat, fromHex, toHex, utf8 } from '@sallyport/core';
import { cmacPrf128, pbkdf2AesCmacPrf128 } from '@sallyport/crypto';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';

describe('PBKDF2 with AES-CMAC-PRF-128', () => {
  it('gives the PSKc that the Thread specification and OpenThread print (OpenThread test_pskc, BSD-3-Clause)', () => {
    const salt = concat(utf8('Thread'), fromHex('0001020304050607'), utf8('Test Network'));
    const key = pbkdf2AesCmacPrf128(utf8('12SECRETPASSWORD34'), salt, 16384, 16);
    assert.equal(toHex(key), 'c3f59368445a1b6106be420a706d4cc9');
  });

  it('is the plain formula of RFC 8018 §5.2, block after block, cut to length', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.uint8Array({ maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 50 }),
        (password, salt, iterations, length) => {
          const prf = cmacPrf128(password);
          const blocks = [1, 2, 3, 4].map((index) => {
            let u = prf.tag(concat(salt, Uint8Array.of(0, 0, 0, index)));
            let total = BigInt(`0x${toHex(u)}`);
            for (let i = 1; i < iterations; i++) {
              u = prf.tag(u);
              total ^= BigInt(`0x${toHex(u)}`);
            }
            return total.toString(16).padStart(32, '0');
          });
          const wanted = blocks.join('').slice(0, 2 * length);
          assert.equal(toHex(pbkdf2AesCmacPrf128(password, salt, iterations, length)), wanted);
        },
      ),
    );
  });

  for (const [iterations, length] of [
    [0, 16],
    [1.5, 16],
    [1, 0],
    [1, 1025],
    [1, 2.5],
  ] as const) {
    it(`refuses ${iterations} iterations for ${length} bytes`, () => {
      const derive = () => pbkdf2AesCmacPrf128(new Uint8Array(4), new Uint8Array(4), iterations, length);
      assert.throws(derive, withCode('E_CRYPTO_LENGTH'));
    });
  }
});
