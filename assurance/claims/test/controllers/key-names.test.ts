import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { didJwkOf, didKeyOf, keyUri, keyUriOf } from '@sallyport/assurance-claims';
import { toBase64Url, utf8 } from '@sallyport/core';
import { writeJwk } from '../../src/keys/jwk.ts';
import { PEOPLE } from '../support/people.ts';

describe('the one name of a key', () => {
  for (const { type, signer } of PEOPLE) {
    const { publicKey } = signer.signer;

    it(`is the same for every spelling of a ${type} key`, () => {
      const name = keyUri(publicKey);
      const jwk = { kid: 'another member', ...writeJwk(publicKey) };
      const otherJwk = `did:jwk:${toBase64Url(utf8(JSON.stringify(jwk)))}`;
      for (const spelling of [didKeyOf(publicKey), didJwkOf(publicKey), otherJwk, name]) {
        assert.equal(keyUriOf(spelling), name);
      }
    });
  }

  it('is none for what is no key, or cannot be read as one', () => {
    for (const uri of [
      'mailto:person@email.com',
      'did:web:maker.example',
      'did:key:z6Mk',
      'did:jwk:e30',
      'ni:///x',
      '',
    ]) {
      assert.equal(keyUriOf(uri), undefined);
    }
  });
});
