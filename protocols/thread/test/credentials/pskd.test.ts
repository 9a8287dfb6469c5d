import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { PSKD_ALPHABET, requirePskd } from '@sallyport/thread';

describe('a PSKd', () => {
  it('is 6 to 32 digits and capital letters', () => {
    for (const code of ['J01NME', 'J01NU5', '000000', 'ABCDEF', PSKD_ALPHABET, 'Y'.repeat(32)]) {
      assert.ok(requirePskd(code).equals(Secret.of(code)), code);
    }
  });

  it('has 32 characters to choose from', () => {
    assert.equal(new Set(PSKD_ALPHABET).size, 32);
  });

  it('may be given as a secret already', () => {
    assert.ok(requirePskd(Secret.of('J01NME')).equals(Secret.of('J01NME')));
  });

  // The cases that both OpenThread (JoinerPskd::IsPskdValid) and ot-commissioner (ValidatePSKd) refuse.
  for (const code of [
    '',
    'J01NM',
    'A'.repeat(33),
    'J01NMI',
    'J01NMO',
    'J01NMQ',
    'J01NMZ',
    'j01nme',
    'J01 NME',
    'J01-ME',
    'J01NMÉ',
  ]) {
    it(`is not ${JSON.stringify(code)}`, () => {
      assert.throws(() => requirePskd(code), withCode('E_THREAD_PSKD'));
    });
  }

  it('is not told by the error that refuses it', () => {
    try {
      requirePskd('SECRETO7');
      assert.fail('refused');
    } catch (thrown) {
      assert.doesNotMatch(`${thrown} ${JSON.stringify(thrown)}`, /SECRETO7/);
    }
  });
});
