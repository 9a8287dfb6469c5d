import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, Secret, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { derivePskc } from '@sallyport/thread';

function pskc(passphrase: string | Uint8Array, networkName: string, extendedPanId: string): string {
  return toHex(derivePskc(Secret.of(passphrase), { networkName, extendedPanId: fromHex(extendedPanId) }).expose());
}

describe('a PSKc', () => {
  // Thread 1.2 §8.4.1.2.2, as ot-commissioner (src/library/commissioner_impl_test.cpp) and OpenThread (tests/unit/test_pskc.cpp) have it;
  // the other two are OpenThread's own. BSD-3-Clause.
  it('of the specification’s example is the specification’s', () => {
    assert.equal(pskc('12SECRETPASSWORD34', 'Test Network', '0001020304050607'), 'c3f59368445a1b6106be420a706d4cc9');
  });

  it('of the shortest passphrase is OpenThread’s', () => {
    assert.equal(pskc('123456', 'OpenThread', '0102030405060708'), '44988e22cf652eeeccd1e4c01d0154f8');
  });

  it('of the longest passphrase is OpenThread’s', () => {
    const passphrase = `${'12345678'.repeat(31)}1234567`;
    assert.equal(passphrase.length, 255);
    assert.equal(pskc(passphrase, 'OpenThread', '0102030405060708'), '9e81bd35a253762f80ee04ff2fa285e9');
  });

  it('differs by passphrase, name and extended PAN ID', () => {
    const all = new Set([
      pskc('passphrase', 'a', '0000000000000000'),
      pskc('Passphrase', 'a', '0000000000000000'),
      pskc('passphrase', 'b', '0000000000000000'),
      pskc('passphrase', 'a', '0000000000000001'),
    ]);
    assert.equal(all.size, 4);
  });

  it('counts a passphrase in bytes of UTF-8, and does not trim it', () => {
    assert.ok(pskc('ééé', 'a', '0000000000000000'));
    assert.notEqual(pskc('secret ', 'a', '0000000000000000'), pskc('secret', 'a', '0000000000000000'));
  });

  const refused: readonly (readonly [what: string, passphrase: string | Uint8Array])[] = [
    ['of five bytes', '12345'],
    ['of none', ''],
    ['of 256 bytes', 'x'.repeat(256)],
    ['of five characters and 256 bytes', 'é'.repeat(128)],
    ['that is not UTF-8', fromHex('c3f59368445a')],
  ];
  for (const [what, passphrase] of refused) {
    it(`is not made of a passphrase ${what}`, () => {
      assert.throws(() => pskc(passphrase, 'Test Network', '0001020304050607'), withCode('E_THREAD_PASSPHRASE'));
    });
  }

  it('is not made for a name of 17 bytes or an extended PAN ID of seven', () => {
    assert.throws(
      () => pskc('12SECRETPASSWORD34', 'Too Long network name', '0001020304050607'),
      withCode('E_THREAD_NETWORK_NAME'),
    );
    assert.throws(() => pskc('12SECRETPASSWORD34', 'Test Network', '00010203040506'), withCode('E_THREAD_ARGUMENT'));
  });
});
