import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR } from '@sallyport/core';
import { cookieOf, NO_COOKIE, secretIn } from '../../src/accounts/cookie.ts';

describe('the cookie', () => {
  it('is for this host alone, for no script, for no other site, and for a time', () => {
    assert.equal(
      cookieOf('abc', HOUR),
      '__Host-sallyport=abc; Max-Age=3600; Path=/; Secure; HttpOnly; SameSite=Strict',
    );
    assert.match(NO_COOKIE, /^__Host-sallyport=; Max-Age=0; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
  });

  it('is found among others', () => {
    assert.equal(secretIn('a=b; __Host-sallyport=abc; c=d'), 'abc');
    assert.equal(secretIn('__Host-sallyport=abc'), 'abc');
  });

  it('counts for nothing where there are two: another service on this host may have set one', () => {
    assert.equal(secretIn('__Host-sallyport=abc; __Host-sallyport=def'), undefined);
  });

  it('is not taken from a name that looks like it', () => {
    for (const header of [undefined, '', 'sallyport=abc', 'x__Host-sallyport=abc', '__host-sallyport=abc']) {
      assert.equal(secretIn(header), undefined, header);
    }
  });
});
