import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidArgumentError } from 'commander';
import { httpsOrigin, sha256 } from '../src/options.ts';

describe('the address of a domain elsewhere', () => {
  it('is an https origin', () => {
    assert.equal(httpsOrigin('https://house.example:8445'), 'https://house.example:8445');
    assert.equal(httpsOrigin('https://[2001:db8::1]:8445/'), 'https://[2001:db8::1]:8445');
  });

  for (const text of [
    'http://house.example',
    'house.example:8445',
    'https://house.example/api',
    'https://house.example/?x=1',
    'https://house.example/#token',
    'https://olga:secret@house.example',
    '',
  ]) {
    it(`is nothing else: ${text}`, () => {
      assert.throws(() => httpsOrigin(text), InvalidArgumentError);
    });
  }
});

describe('the fingerprint of a certificate', () => {
  it('is taken as browsers and as this command show it', () => {
    const hex = 'ab'.repeat(32);
    assert.equal(sha256(hex), hex);
    assert.equal(sha256('AB:'.repeat(31).concat('AB')), hex);
  });

  for (const text of ['', 'ab', 'g'.repeat(64), 'ab'.repeat(33)]) {
    it(`is a whole SHA-256, not ${text.slice(0, 8)}…`, () => {
      assert.throws(() => sha256(text), InvalidArgumentError);
    });
  }
});
