import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { plain, Secret } from '@sallyport/core';
import fc from 'fast-check';
import { messageAuthenticator, signedAuthenticator } from '../../src/packet/digests.ts';

const octets = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });

/** The packet as RFC 2865 §3 and RFC 3579 §3.2 have it digested. */
function digested(bytes: Uint8Array, authenticator: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy.set(authenticator, 4);
  return copy;
}

describe('digests of packets', () => {
  it('are those of OpenSSL’s HMAC-MD5 with secrets of any length (RFC 2104, RFC 3579 §3.2)', () => {
    fc.assert(
      fc.property(octets(60, 4096), octets(16, 16), octets(1, 200), (bytes, authenticator, key) => {
        const before = new Uint8Array(bytes);
        const expected = createHmac('md5', key)
          .update(digested(bytes, authenticator).fill(0, 22, 38))
          .digest();
        const secret = Secret.of(key);
        for (let time = 0; time < 2; time++) {
          assert.deepEqual(messageAuthenticator(bytes, 22, authenticator, secret), plain(expected));
        }
        assert.deepEqual(bytes, before);
      }),
    );
  });

  it('are those of OpenSSL’s MD5 with secrets of any length (RFC 2865 §3)', () => {
    fc.assert(
      fc.property(octets(20, 4096), octets(16, 16), octets(1, 9000), (bytes, authenticator, key) => {
        const expected = createHash('md5').update(digested(bytes, authenticator)).update(key).digest();
        assert.deepEqual(signedAuthenticator(bytes, authenticator, Secret.of(key)), plain(expected));
      }),
    );
  });
});
