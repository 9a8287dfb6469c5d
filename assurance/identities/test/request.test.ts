import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { didJwkSigner, keyUriOf, makeClaim, signJose, signTypedToken } from '@sallyport/assurance-claims';
import { fingerprintOf, REQUEST_TYP, readIdentityRequest, signIdentityRequest } from '@sallyport/assurance-identities';
import { type JsonObject, MINUTE, utf8 } from '@sallyport/core';
import { fuzzRuns, refuses } from '@sallyport/testing';
import fc from 'fast-check';
import { keyOwner, URL_OF_SERVER } from './support/house.ts';

const AT = new Date('2026-11-30T12:00:00Z');
const IAT = AT.getTime() / 1000;
const signer = keyOwner();

async function token(payload: JsonObject, typ: string = REQUEST_TYP): Promise<Uint8Array> {
  return utf8(
    await signTypedToken({ aud: URL_OF_SERVER, email: 'a@b.example', iat: IAT, ...payload }, { typ, signer }),
  );
}

describe('a request for a binding', () => {
  it('names the key that signed it, and the mailbox', async () => {
    const made = utf8(await signIdentityRequest('Person@email.com', { audience: URL_OF_SERVER, signer, at: AT }));
    assert.deepEqual(await readIdentityRequest(made, URL_OF_SERVER, AT), {
      key: signer.issuer,
      keyName: keyUriOf(signer.issuer),
      mailbox: { address: 'person@email.com', uri: 'mailto:person@email.com' },
    });
  });

  it('of one key under two names is of one key', async () => {
    const jwk = didJwkSigner(signer.signer);
    const made = utf8(await signIdentityRequest('a@b.example', { audience: URL_OF_SERVER, signer: jwk, at: AT }));
    const { key, keyName } = await readIdentityRequest(made, URL_OF_SERVER, AT);
    assert.equal(key, jwk.issuer);
    assert.equal(keyName, keyUriOf(signer.issuer));
  });

  it('is refused when it does not prove that the asker has the key', async () => {
    const good = Buffer.from(await token({})).toString();
    const [header = '', , signature = ''] = good.split('.');
    const other = Buffer.from(
      JSON.stringify({ aud: URL_OF_SERVER, email: 'x@b.example', iat: IAT, iss: signer.issuer }),
    );
    const claim = makeClaim({
      type: 'IdentityBinding',
      issuer: signer.issuer,
      validFrom: AT,
      subject: { id: signer.issuer, email: 'mailto:a@b.example', confirmed: AT.toISOString() },
    });
    for (const bytes of [
      utf8(`${header}.${other.toString('base64url')}.${signature}`),
      await token({}, 'vc+jwt'),
      utf8(await signJose(claim, { signer })),
      utf8('{}'),
      Uint8Array.of(0xff),
      new Uint8Array(0),
      await token({ padding: 'x'.repeat(9000) }),
    ]) {
      await refuses(() => readIdentityRequest(bytes, URL_OF_SERVER, AT), 'E_IDENTITIES_PROOF');
    }
  });

  it('is refused at any other server, and at any other time', async () => {
    await refuses(
      async () => readIdentityRequest(await token({ aud: 'https://other.example' }), URL_OF_SERVER, AT),
      'E_IDENTITIES_AUDIENCE',
    );
    await refuses(
      async () => readIdentityRequest(await token({ aud: [URL_OF_SERVER] }), URL_OF_SERVER, AT),
      'E_IDENTITIES_AUDIENCE',
    );
    for (const iat of [IAT - 301, IAT + 301, 1e300, String(IAT), null]) {
      await refuses(async () => readIdentityRequest(await token({ iat }), URL_OF_SERVER, AT), 'E_IDENTITIES_STALE');
    }
    for (const span of [-5 * MINUTE, 5 * MINUTE]) {
      const { key } = await readIdentityRequest(await token({}), URL_OF_SERVER, new Date(AT.getTime() + span));
      assert.equal(key, signer.issuer);
    }
  });

  it('is refused without a mailbox', async () => {
    for (const email of [null, 1, 'nobody', ['a@b.example']]) {
      await refuses(async () => readIdentityRequest(await token({ email }), URL_OF_SERVER, AT), 'E_IDENTITIES_MAILBOX');
    }
  });

  it('is refused with a typed error whatever is sent', async () => {
    const good = await token({});
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bytes = Uint8Array.from(good);
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        await refuses(() => readIdentityRequest(bytes, URL_OF_SERVER, AT), 'E_IDENTITIES_PROOF');
      }),
      { numRuns: fuzzRuns(300) },
    );
  });
});

describe('the letters of a key', () => {
  it('are always the same for one key, and others for another', () => {
    const name = keyUriOf(signer.issuer) ?? '';
    const letters = fingerprintOf(name);
    assert.match(letters, /^[A-Z2-9]{4}(-[A-Z2-9]{4}){3}$/);
    assert.equal(fingerprintOf(name), letters);
    assert.notEqual(fingerprintOf(keyUriOf(keyOwner().issuer) ?? ''), letters);
    assert.equal(fingerprintOf('ni:///sha-256;abc'), 'LJ8C-KZ3V-4P3M-QK55');
  });
});
