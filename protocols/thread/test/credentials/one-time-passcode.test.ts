import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Secret, seededRandom } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { checkDigitOf, createOneTimePasscode, requireOneTimePasscode } from '@sallyport/thread';

function textOf(secret: Secret): string {
  return Buffer.from(secret.expose()).toString('latin1');
}

describe('a one-time passcode', () => {
  // OpenThread's command line, `verhoeff calculate` and `ba ephemeralkey generate-tap` (src/cli/README.md, BSD-3-Clause); the first
  // is the common example of Verhoeff's algorithm.
  it('ends with the check digit of Verhoeff', () => {
    assert.equal(checkDigitOf('236'), '3');
    assert.equal(checkDigitOf('30731842'), '1');
    assert.equal(checkDigitOf('98971012'), '8');
  });

  it('is taken as typed, in groups or not', () => {
    for (const typed of ['989710128', '989 710 128', ' 989-710-128\n']) {
      assert.equal(textOf(requireOneTimePasscode(typed)), '989710128');
    }
  });

  it('with any digit mistyped, or two neighbours swapped, is refused', () => {
    const right = '989710128';
    for (let i = 0; i < right.length; i++) {
      for (let digit = 0; digit < 10; digit++) {
        const wrong = right.slice(0, i) + digit + right.slice(i + 1);
        if (wrong !== right) assert.throws(() => requireOneTimePasscode(wrong), withCode('E_THREAD_ONE_TIME_PASSCODE'));
      }
      const swapped =
        right.slice(0, i) +
        right
          .slice(i, i + 2)
          .split('')
          .reverse()
          .join('') +
        right.slice(i + 2);
      if (swapped !== right)
        assert.throws(() => requireOneTimePasscode(swapped), withCode('E_THREAD_ONE_TIME_PASSCODE'));
    }
  });

  for (const typed of ['', '98971012', '9897101288', '98971012a', '９８９７１０１２８', '9'.repeat(100)]) {
    it(`is not ${JSON.stringify(typed.slice(0, 20))}`, () => {
      assert.throws(() => requireOneTimePasscode(typed), withCode('E_THREAD_ONE_TIME_PASSCODE'));
    });
  }

  it('that is new is one', () => {
    const random = seededRandom('passcodes');
    const passcodes = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const passcode = createOneTimePasscode(random);
      assert.ok(requireOneTimePasscode(textOf(passcode)).equals(passcode));
      passcodes.add(textOf(passcode));
    }
    assert.equal(passcodes.size, 200);
    const firsts = [...passcodes].map((each) => each[0]);
    assert.equal(new Set(firsts).size, 10);
  });

  it('has no check digit for what is not digits', () => {
    for (const digits of ['', '12x', '1'.repeat(65)]) {
      assert.throws(() => checkDigitOf(digits), withCode('E_THREAD_ONE_TIME_PASSCODE'));
    }
  });
});
