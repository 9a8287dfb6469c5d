import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret, seededRandom } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { parseChallenges } from '../src/challenges.ts';
import { Authenticator } from '../src/credentials.ts';
import { authorizationWith, readDigestChallenge } from '../src/digest.ts';

/** The challenges of RFC 7616 §3.9.1. */
const RFC_FIELD = [
  'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
  'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
].join(', ');
const RFC_CNONCE = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
const RFC_REQUEST = {
  method: 'GET',
  uri: '/dir/index.html',
  username: 'Mufasa',
  password: Secret.of('Circle of Life'),
  count: 1,
  random: seededRandom('digest'),
};
/** The responses of RFC 7616 §3.9.1. */
const RFC_RESPONSES = [
  '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
  '8ca523f5e9506fed4657c9700eebdbec',
];

describe('Digest', () => {
  it('gives the responses of the RFC for SHA-256 and MD5', () => {
    const responses = parseChallenges(RFC_FIELD).map((challenge) => {
      const digest = readDigestChallenge(challenge);
      assert.ok(digest !== undefined);
      return /response="([0-9a-f]+)"/.exec(authorizationWith(digest, RFC_REQUEST, RFC_CNONCE))?.[1];
    });
    assert.deepEqual(responses, RFC_RESPONSES);
  });

  it('hashes the user name when asked to (RFC 7616 §3.9.2)', () => {
    const [challenge] = parseChallenges(
      'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true',
    );
    assert.ok(challenge !== undefined);
    const digest = readDigestChallenge(challenge);
    assert.ok(digest !== undefined);
    const field = authorizationWith(digest, { ...RFC_REQUEST, username: 'Jason' }, 'x');
    assert.match(field, /userhash=true/);
    assert.doesNotMatch(field, /Jason/);
  });

  for (const [why, field] of [
    ['no qop', 'Digest realm="r", nonce="n"'],
    ['qop=auth-int alone', 'Digest realm="r", nonce="n", qop="auth-int"'],
    ['an unknown hash', 'Digest realm="r", nonce="n", qop="auth", algorithm=MD4'],
    ['no nonce', 'Digest realm="r", qop="auth"'],
  ] as const) {
    it(`does not answer ${why}`, () => {
      const authenticator = authenticate('digest');
      assert.throws(() => authenticator.challenged(field, false), withCode('E_HTTP_CREDENTIALS_UNSUPPORTED'));
    });
  }
});

function authenticate(scheme: 'basic' | 'digest', username = 'registrar') {
  const credentials = { scheme, username, password: Secret.of('open sesame'), origin: 'https://masa.example' };
  return new Authenticator(credentials, seededRandom('authenticate'));
}

describe('Authenticator', () => {
  it('sends Basic unasked and never answers a challenge with it again', () => {
    const authenticator = authenticate('basic');
    assert.equal(authenticator.authorization('GET', '/'), `Basic ${btoa('registrar:open sesame')}`);
    assert.equal(authenticator.challenged('Basic realm="r"', true), false);
  });

  it('sends no Digest before a challenge and counts its uses after', () => {
    const authenticator = authenticate('digest');
    assert.equal(authenticator.authorization('GET', '/'), undefined);
    assert.equal(authenticator.challenged('Digest realm="r", nonce="n", qop="auth"', false), true);
    assert.match(authenticator.authorization('GET', '/') ?? '', /nc=00000001/);
    assert.match(authenticator.authorization('GET', '/') ?? '', /nc=00000002/);
  });

  it('gives up when its answer was refused, and tries again when only the nonce was stale', () => {
    const authenticator = authenticate('digest');
    assert.equal(authenticator.challenged('Digest realm="r", nonce="n", qop="auth"', true), false);
    assert.equal(authenticator.challenged('Digest realm="r", nonce="m", qop="auth", stale=TRUE', true), true);
    assert.match(authenticator.authorization('GET', '/') ?? '', /nonce="m".*nc=00000001/);
  });

  it('does not hand a Digest password to a server that asks for Basic', () => {
    const authenticator = authenticate('digest');
    assert.equal(authenticator.challenged('Basic realm="r"', false), false);
    assert.equal(authenticator.authorization('GET', '/'), undefined);
  });

  for (const username of ['', 'a:b', 'a\r\nb', 'Größe']) {
    it(`refuses the user name ${JSON.stringify(username)}`, () => {
      assert.throws(() => authenticate('basic', username), withCode('E_HTTP_ARGUMENT'));
    });
  }
});

describe('parseChallenges', () => {
  it('tells the commas between challenges from those inside them', () => {
    const parsed = parseChallenges(
      'Basic realm="a, b", Digest nonce="x\\"y" , realm=r,, Negotiate, Bearer abc==, Last a=1',
    );
    assert.deepEqual(
      parsed.map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]),
      [
        ['basic', { realm: 'a, b' }],
        ['digest', { nonce: 'x"y', realm: 'r' }],
        ['negotiate', {}],
        ['bearer', {}],
        ['last', { a: '1' }],
      ],
    );
  });

  it('takes any text, bounded in time and number', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (field) => parseChallenges(field).length <= 16),
    );
    assert.equal(parseChallenges('a b=1, '.repeat(1000)).length, 16);
    assert.equal(parseChallenges('a b=1, '.repeat(5000)).length, 0);
    const started = performance.now();
    parseChallenges(`Digest ${'a="'.repeat(2500)}`);
    parseChallenges(`Digest ${'a '.repeat(4000)}`);
    assert.ok(performance.now() - started < 1000);
  });
});
