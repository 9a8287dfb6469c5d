import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { ManualClock, MINUTE, Secret } from '@sallyport/core';
import { anyAuthenticator, basicAuthenticator, digestAuthenticator } from '@sallyport/est';
import { buildRequest } from '@sallyport/http';
import type { DeviceIdentity } from '@sallyport/onboarding';
import fc from 'fast-check';
import { RUNS } from '../support/mutations.ts';

const DEVICE: DeviceIdentity = {
  serialNumber: 'SN-1',
  manufacturer: undefined,
  model: undefined,
  credential: undefined,
  assurance: 'claimed',
};
const PASSWORD = Secret.of('pässword:1');

function request(authorization: string | undefined, method = 'POST', target = '/.well-known/est/simpleenroll') {
  return buildRequest({ method, target, headers: authorization === undefined ? {} : { authorization } });
}

const basic = basicAuthenticator({
  realm: 'est',
  verify: async (username, password) => (username === 'joe' && password.equals(PASSWORD) ? DEVICE : undefined),
});

describe('HTTP Basic', () => {
  const field = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

  it('knows a user by name and password, and a password may have a colon', async () => {
    assert.equal(await basic.authenticate(request(field('joe:pässword:1'))), DEVICE);
    assert.equal(await basic.authenticate(request(field('joe:pässword:1').replace('Basic', 'BASIC'))), DEVICE);
  });

  it('knows nobody by anything else', async () => {
    const fields = [
      undefined,
      '',
      'Basic',
      'Basic !',
      field('joe'),
      field('joe:'),
      field('ann:pässword:1'),
      `Basic ${'A'.repeat(4000)}`,
      'Basic /w==',
    ];
    for (const each of fields) assert.equal(await basic.authenticate(request(each)), undefined, each);
  });
});

describe('HTTP Digest', () => {
  const clock = new ManualClock('2026-06-01T12:00:00Z');
  const digest = digestAuthenticator({
    realm: 'est',
    clock,
    nonceKey: Secret.of(new Uint8Array(32)),
    find: async (username) => (username === 'joe' ? { password: PASSWORD, device: DEVICE } : undefined),
  });

  function nonceFor(algorithm: string): string {
    const challenge = digest.challenges(request(undefined)).find((each) => each.includes(`algorithm=${algorithm}`));
    return /nonce="([^"]+)"/.exec(challenge ?? '')?.[1] ?? assert.fail();
  }

  function answer(nonce: string, changes: Record<string, string> = {}, password = 'pässword:1'): string {
    const all: Record<string, string> = {
      username: 'joe',
      realm: 'est',
      nonce,
      uri: '/.well-known/est/simpleenroll',
      algorithm: 'SHA-256',
      qop: 'auth',
      nc: '00000001',
      cnonce: 'c',
      ...changes,
    };
    const hash = (text: string) =>
      createHash(all['algorithm'] === 'MD5' ? 'md5' : 'sha256')
        .update(text)
        .digest('hex');
    const a1 = hash(`${all['username']}:${all['realm']}:${password}`);
    const a2 = hash(`POST:${all['uri']}`);
    const response = hash([a1, nonce, all['nc'], all['cnonce'], all['qop'], a2].join(':'));
    return `Digest ${Object.entries({ response, ...all })
      .map(([name, value]) => `${name}="${value}"`)
      .join(', ')}`;
  }

  it('knows a user who proves the password, by SHA-256 and by MD5', async () => {
    for (const algorithm of ['SHA-256', 'MD5']) {
      const field = answer(nonceFor(algorithm), { algorithm });
      assert.equal(await digest.authenticate(request(field)), DEVICE, algorithm);
    }
  });

  it('knows nobody by a wrong password, name, realm, place, method, count, quality or algorithm', async () => {
    const nonce = nonceFor('SHA-256');
    const wrong = [
      answer(nonce, {}, 'guess'),
      answer(nonce, { username: 'ann' }),
      answer(nonce, { realm: 'other' }),
      answer(nonce, { uri: '/elsewhere' }),
      answer(nonce, { nc: '1' }),
      answer(nonce, { qop: 'auth-int' }),
      answer(nonce, { algorithm: 'SHA-512' }),
      answer(nonce, { cnonce: '' }),
      answer(`${nonce.slice(0, -1)}${nonce.endsWith('0') ? '1' : '0'}`),
      answer('00'),
      `${answer(nonce)}, username="ann"`,
      'Digest',
      `Digest ${'x'.repeat(5000)}`,
    ];
    for (const field of wrong) assert.equal(await digest.authenticate(request(field)), undefined, field);
    assert.equal(await digest.authenticate(request(answer(nonce), 'GET')), undefined);
  });

  it('tells a client whose nonce has grown old that only the nonce is at fault', async () => {
    const field = answer(nonceFor('SHA-256'));
    clock.advance(6 * MINUTE);
    assert.equal(await digest.authenticate(request(field)), undefined);
    assert.match(digest.challenges(request(field))[0] ?? '', /stale=true/);
    assert.doesNotMatch(digest.challenges(request(undefined))[0] ?? '', /stale/);
  });

  it('answers any field without failing', async () => {
    const piece = fc.constantFrom(
      'Digest ',
      'username',
      '=',
      '"',
      ',',
      ' ',
      '\\',
      'nonce="1-2"',
      'realm=est',
      'é',
      '\t',
    );
    const field = fc.array(piece, { maxLength: 30 }).map((pieces) => `Digest ${pieces.join('')}`);
    await fc.assert(
      fc.asyncProperty(field, async (each) => {
        assert.equal(await digest.authenticate(request(each)), undefined);
        assert.equal(digest.challenges(request(each)).length, 2);
      }),
      RUNS,
    );
  });

  it('stands beside Basic', async () => {
    const both = anyAuthenticator(digest, basic);
    assert.deepEqual(
      both.challenges(request(undefined)).map((each) => each.split(' ', 1)[0]),
      ['Digest', 'Digest', 'Basic'],
    );
    assert.equal(await both.authenticate(request(answer(nonceFor('SHA-256')))), DEVICE);
    assert.equal(await both.authenticate(request('Basic Z3Vlc3M6Z3Vlc3M=')), undefined);
  });
});
