import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHex } from '@sallyport/core';
import { AesCmac, aesCmac, cmacPrf128 } from '@sallyport/crypto';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { bytes, text, vectors } from './support/vectors.ts';

describe('AES-CMAC', () => {
  it('gives the tags of RFC 4493', () => {
    for (const vector of vectors('rfc4493')) {
      assert.equal(toHex(aesCmac(bytes(vector, 'key'), bytes(vector, 'message'))), text(vector, 'tag'));
    }
  });

  it('agrees with Wycheproof on every tag, right and wrong, and refuses its odd keys', () => {
    for (const vector of vectors('wycheproof-aes-cmac')) {
      const key = bytes(vector, 'key');
      if (![16, 24, 32].includes(key.length)) {
        assert.equal(text(vector, 'valid'), 'false');
        assert.throws(() => aesCmac(key, bytes(vector, 'message')), withCode('E_CRYPTO_KEY'));
        continue;
      }
      const matches = toHex(aesCmac(key, bytes(vector, 'message'))) === text(vector, 'tag');
      assert.equal(String(matches), text(vector, 'valid'), text(vector, 'comment'));
    }
  });

  it('gives the same tags with a cipher that is used again', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.array(fc.uint8Array({ maxLength: 70 }), { minLength: 1, maxLength: 8 }),
        (key, messages) => {
          const mac = new AesCmac(key);
          for (const message of messages) assert.deepEqual(mac.tag(message), aesCmac(key, message));
        },
      ),
    );
  });

  it('leaves the message and earlier tags alone', () => {
    const mac = new AesCmac(new Uint8Array(16));
    const message = new Uint8Array(40).fill(7);
    const first = mac.tag(message);
    const copy = Uint8Array.from(first);
    mac.tag(first);
    assert.deepEqual(first, copy);
    assert.deepEqual(message, new Uint8Array(40).fill(7));
  });
});

describe('AES-CMAC-PRF-128', () => {
  it('gives the outputs of RFC 4615, for keys longer and shorter than a block', () => {
    for (const vector of vectors('rfc4615')) {
      assert.equal(toHex(cmacPrf128(bytes(vector, 'key')).tag(bytes(vector, 'message'))), text(vector, 'tag'));
    }
  });
});
