import assert from 'node:assert/strict';
import { it } from 'node:test';
import { seededRandom, utf8 } from '@sallyport/core';
import { aesCmac, openCcm, P256Point, pbkdf2AesCmacPrf128, randomScalar, sealCcm } from '@sallyport/crypto';

it('the example of the README works', () => {
  const random = seededRandom('README');
  const [key, nonce, aad] = [random.bytes(16), random.bytes(13), random.bytes(5)];
  const plaintext = utf8('plaintext');

  const tag = aesCmac(key, plaintext);
  const pskc = pbkdf2AesCmacPrf128(utf8('passphrase'), utf8('salt'), 16384, 16);
  const sealed = sealCcm(key, nonce, aad, plaintext, 8);
  const opened = openCcm(key, nonce, aad, sealed, 8);
  assert.deepEqual([tag.length, pskc.length], [16, 16]);
  assert.deepEqual(opened, plaintext);

  const peer = randomScalar(random);
  const encoded = P256Point.baseMultiple(peer).toBytes();
  const scalar = randomScalar(random);
  const mine = P256Point.baseMultiple(scalar);
  const theirs = P256Point.fromBytes(encoded);
  const shared = theirs.multiply(scalar);
  assert.equal(shared.equals(mine.multiply(peer)), true);
  assert.deepEqual(theirs.multiplyX(scalar), shared.toBytes().subarray(1, 33));
});
