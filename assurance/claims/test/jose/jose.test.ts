import assert from 'node:assert/strict';
import { createHmac, createPublicKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { CLAIM_LIMITS, envelop, signJose, verifyClaim, verifyCredential } from '@sallyport/assurance-claims';
import { isSallyportError, type JsonObject, toBase64Url, utf8 } from '@sallyport/core';
import { softwareSigner } from '@sallyport/pki';
import { refuses } from '@sallyport/testing';
import * as jose from 'jose';
import { algorithmFor } from '../../src/jose/algorithms.ts';
import { signRaw } from '../../src/keys/signatures.ts';
import { AT, bytesOf, joseOf, MAKER, OPTIONS, OWNER, PEOPLE, type Person, person, trust } from '../support/people.ts';
import { VC_JOSE } from '../support/vectors.ts';

const KID = OWNER.signer.verificationMethod;
const HEADER: JsonObject = { alg: 'EdDSA', typ: 'vc+jwt', cty: 'vc', kid: KID };

/** A token of any header and payload, really signed by `who`. */
async function token(
  header: JsonObject,
  payload: JsonObject | string = trust(),
  who: Person = OWNER,
): Promise<Uint8Array> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const input = `${toBase64Url(utf8(JSON.stringify(header)))}.${toBase64Url(utf8(text))}`;
  return utf8(`${input}.${toBase64Url(await signRaw(softwareSigner(who.key), utf8(input)))}`);
}

/** As a verifier of the Data Model 1.1 gets it. */
function legacy(changes: JsonObject = {}, vc: JsonObject = {}): JsonObject {
  return {
    iss: OWNER.signer.issuer,
    nbf: 1_767_225_600,
    exp: 1_798_761_600,
    jti: 'urn:uuid:1',
    sub: 'did:example:1',
    vc: {
      '@context': ['https://www.w3.org/2018/credentials/v1'],
      type: ['VerifiableCredential'],
      credentialSubject: { degree: 'none' },
      ...vc,
    },
    ...changes,
  };
}
const LEGACY_HEADER: JsonObject = { alg: 'EdDSA', typ: 'JWT', kid: KID };

describe('claims secured by JOSE', () => {
  for (const { type, signer, key } of PEOPLE) {
    it(`of ${type} verify here and with jose`, async () => {
      const received = await joseOf(trust(signer.issuer), signer);
      const claim = await verifyClaim(received, OPTIONS);
      assert.equal(claim.issuer, signer.issuer);
      assert.equal(claim.verified.form, 'jose');
      const { payload, protectedHeader } = await jose.jwtVerify(received, createPublicKey(key), {
        typ: 'vc+jwt',
        currentDate: AT,
      });
      assert.deepEqual({ ...payload }, trust(signer.issuer));
      assert.deepEqual(protectedHeader, {
        alg: algorithmFor(type),
        cty: 'vc',
        kid: signer.verificationMethod,
        typ: 'vc+jwt',
      });
    });

    it(`of ${type} by jose verify here`, async () => {
      const signed = await new jose.CompactSign(bytesOf(trust(signer.issuer)))
        .setProtectedHeader({ alg: algorithmFor(type), typ: 'application/vc+jwt', kid: signer.verificationMethod })
        .sign(key);
      assert.equal((await verifyClaim(utf8(signed), OPTIONS)).claim.type, 'Trust');
    });
  }

  it('are found by the only key of their issuer when they name none, and by a name within the issuer', async () => {
    const { kid: _, ...anonymous } = HEADER;
    await verifyClaim(await token(anonymous), OPTIONS);
    await verifyClaim(await token({ ...HEADER, kid: KID.slice(KID.indexOf('#')) }), OPTIONS);
    await verifyClaim(await token({ ...HEADER, kid: KID.slice(KID.indexOf('#') + 1) }), OPTIONS);
  });

  it('may name their algorithm Ed25519, unless the verifier does not allow it', async () => {
    const received = await token({ ...HEADER, alg: 'Ed25519' });
    await verifyClaim(received, OPTIONS);
    await refuses(() => verifyClaim(received, { ...OPTIONS, algorithms: ['ES256'] }), 'E_CLAIMS_ALGORITHM');
  });

  it('may be enveloped', async () => {
    const envelope = envelop(Buffer.from(await joseOf()).toString('latin1'));
    assert.equal((await verifyClaim(bytesOf(envelope), OPTIONS)).issuer, OWNER.signer.issuer);
    await refuses(() => verifyClaim(bytesOf({ ...envelope, id: 'data:text/plain,a.b.c' }), OPTIONS), 'E_CLAIMS_FORM');
    await refuses(
      () => verifyClaim(bytesOf({ ...envelope, id: 'data:application/vc+jwt,a b' }), OPTIONS),
      'E_CLAIMS_FORM',
    );
  });

  const headers: readonly (readonly [what: string, changes: JsonObject, code: string])[] = [
    ['alg none', { alg: 'none' }, 'E_CLAIMS_ALGORITHM'],
    ['alg None', { alg: 'None' }, 'E_CLAIMS_ALGORITHM'],
    ['an HMAC', { alg: 'HS256' }, 'E_CLAIMS_ALGORITHM'],
    ['RSA', { alg: 'RS256' }, 'E_CLAIMS_ALGORITHM'],
    ['no algorithm', { alg: null }, 'E_CLAIMS_ALGORITHM'],
    ['the name of an object’s method as algorithm', { alg: 'toString' }, 'E_CLAIMS_ALGORITHM'],
    ['the algorithm of another key', { alg: 'ES256' }, 'E_CLAIMS_ALGORITHM_KEY'],
    ['the typ of any JWT', { typ: 'JWT' }, 'E_CLAIMS_CREDENTIAL'],
    ['the typ of a presentation', { typ: 'vp+jwt' }, 'E_CLAIMS_TYP'],
    ['the typ of an access token', { typ: 'at+jwt' }, 'E_CLAIMS_TYP'],
    ['a typ that is no text', { typ: 1 }, 'E_CLAIMS_TYP'],
    ['the cty of a presentation', { cty: 'vp' }, 'E_CLAIMS_TYP'],
    ['a key it brings itself', { jwk: { kty: 'OKP' } }, 'E_CLAIMS_HEADER'],
    ['an address of keys', { jku: 'https://attacker.example/keys' }, 'E_CLAIMS_HEADER'],
    ['an address of certificates', { x5u: 'https://attacker.example/' }, 'E_CLAIMS_HEADER'],
    ['critical extensions', { crit: ['b64'], b64: false }, 'E_CLAIMS_HEADER'],
    ['an unencoded payload', { b64: false }, 'E_CLAIMS_HEADER'],
    ['certificates that are none', { x5c: ['AAAA'] }, 'E_CLAIMS_HEADER'],
    ['an empty chain', { x5c: [] }, 'E_CLAIMS_HEADER'],
    ['a kid that is no text', { kid: 7 }, 'E_CLAIMS_HEADER'],
    ['the key of another', { kid: person().signer.verificationMethod }, 'E_CLAIMS_ISSUER_MISMATCH'],
    ['a key that the issuer has not', { kid: '#other' }, 'E_CLAIMS_METHOD_UNKNOWN'],
    ['another issuer in the header', { iss: MAKER }, 'E_CLAIMS_ISSUER_MISMATCH'],
  ];
  for (const [what, changes, code] of headers) {
    it(`are refused with ${what}`, async () => {
      await refuses(async () => verifyClaim(await token({ ...HEADER, ...changes }), OPTIONS), code);
    });
  }

  it('are refused without typ, as the example of W3C’s specification is', async () => {
    const { typ: _, ...untyped } = HEADER;
    await refuses(async () => verifyClaim(await token(untyped), OPTIONS), 'E_CLAIMS_TYP');
    await refuses(() => verifyCredential(utf8(VC_JOSE.token), OPTIONS), 'E_CLAIMS_TYP');
  });

  it('are refused when a MAC was made with the public key', async () => {
    const input = `${toBase64Url(utf8(JSON.stringify({ ...HEADER, alg: 'HS256' })))}.${toBase64Url(bytesOf(trust()))}`;
    const pem = createPublicKey(OWNER.key).export({ format: 'pem', type: 'spki' });
    const mac = createHmac('sha256', pem).update(input).digest('base64url');
    await refuses(() => verifyClaim(utf8(`${input}.${mac}`), OPTIONS), 'E_CLAIMS_ALGORITHM');
  });

  it('are refused without a signature', async () => {
    const [header, payload] = Buffer.from(await joseOf())
      .toString()
      .split('.');
    await refuses(() => verifyClaim(utf8(`${header}.${payload}.`), OPTIONS), 'E_CLAIMS_SIGNATURE');
    await refuses(() => verifyClaim(utf8(`${header}.${payload}`), OPTIONS), 'E_CLAIMS_JOSE');
  });

  it('are refused when another key signed', async () => {
    await refuses(async () => verifyClaim(await token(HEADER, trust(), person()), OPTIONS), 'E_CLAIMS_SIGNATURE');
  });

  it('are refused with the signature of another claim of the same issuer', async () => {
    const [one, two] = await Promise.all([joseOf(), joseOf(trust(OWNER.signer.issuer, { id: 'urn:uuid:2' }))]);
    const [header, payload] = Buffer.from(one).toString().split('.');
    const signature = Buffer.from(two).toString().split('.')[2];
    await refuses(() => verifyClaim(utf8(`${header}.${payload}.${signature}`), OPTIONS), 'E_CLAIMS_SIGNATURE');
  });

  it('are refused when a letter of any part is another', async () => {
    const text = Buffer.from(await joseOf()).toString();
    for (let at = 0; at < text.length; at += 7) {
      const letter = text[at] === 'A' ? 'B' : 'A';
      if (text[at] === '.') continue;
      await assert.rejects(
        verifyClaim(utf8(text.slice(0, at) + letter + text.slice(at + 1)), OPTIONS),
        (error) => isSallyportError(error),
        `letter ${at}`,
      );
    }
  });

  it('have one spelling only', async () => {
    const text = Buffer.from(await joseOf()).toString();
    for (const other of [`${text}=`, `${text}.`, ` ${text}`, `${text}\n`, text.replace('.', '..'), `${text}.x`]) {
      await refuses(() => verifyClaim(utf8(other), OPTIONS), 'E_CLAIMS_JOSE');
    }
  });

  it('are refused when a name stands twice in the header or in the payload', async () => {
    const header = toBase64Url(utf8(`{"alg":"EdDSA","typ":"vc+jwt","typ":"vc+jwt","kid":${JSON.stringify(KID)}}`));
    await refuses(() => verifyClaim(utf8(`${header}.e30.AA`), OPTIONS), 'E_CLAIMS_DUPLICATE_NAME');
    const payload = JSON.stringify(trust()).replace('{', `{"issuer":${JSON.stringify(MAKER)},`);
    await refuses(async () => verifyClaim(await token(HEADER, payload), OPTIONS), 'E_CLAIMS_DUPLICATE_NAME');
  });

  it('are bounded in size and nesting', async () => {
    await refuses(
      () => verifyClaim(new Uint8Array(CLAIM_LIMITS.maxBytes + 1).fill(0x41), OPTIONS),
      'E_CLAIMS_TOO_LARGE',
    );
    const deep = `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`;
    await refuses(async () => verifyClaim(await token(HEADER, deep), OPTIONS), 'E_JSON_TOO_DEEP');
  });

  const payloads: readonly (readonly [what: string, changes: JsonObject, code: string])[] = [
    ['with a vc claim', { vc: {} }, 'E_CLAIMS_CREDENTIAL'],
    ['with another iss', { iss: MAKER }, 'E_CLAIMS_ISSUER_MISMATCH'],
    ['with another jti', { jti: 'urn:uuid:3' }, 'E_CLAIMS_ISSUER_MISMATCH'],
    ['with another sub', { sub: 'did:example:2' }, 'E_CLAIMS_ISSUER_MISMATCH'],
    ['whose token has expired', { exp: AT.getTime() / 1000 }, 'E_CLAIMS_EXPIRED'],
    ['whose token is not yet valid', { nbf: AT.getTime() / 1000 + 1 }, 'E_CLAIMS_NOT_YET_VALID'],
    ['whose token is of the future', { iat: AT.getTime() / 1000 + 301 }, 'E_CLAIMS_NOT_YET_VALID'],
    ['whose token’s times are none', { exp: 'tomorrow' }, 'E_CLAIMS_TIME'],
    ['with a proof inside', { proof: {} }, 'E_CLAIMS_CREDENTIAL'],
    ['that has expired', { validUntil: '2026-11-30T11:59:59Z' }, 'E_CLAIMS_EXPIRED'],
    ['that is not yet valid', { validFrom: '2026-11-30T12:00:01Z' }, 'E_CLAIMS_NOT_YET_VALID'],
  ];
  for (const [what, changes, code] of payloads) {
    it(`are refused ${what}`, async () => {
      await refuses(async () => verifyClaim(await token(HEADER, { ...trust(), ...changes }), OPTIONS), code);
    });
  }

  it('are authentic at any time when only that is asked', async () => {
    const received = await token(HEADER, { ...trust(), validUntil: '2026-01-02T00:00:00Z', exp: 1 });
    const claim = await verifyClaim(received, { ...OPTIONS, at: 'ignore-validity' });
    assert.equal(claim.validityAt(AT), 'expired');
    assert.equal(claim.validityAt(new Date('2026-01-02T00:00:00Z')), 'valid');
    assert.equal(claim.validityAt(new Date('2025-12-31T23:59:59Z')), 'not-yet-valid');
  });

  it('cannot be bound to a domain or challenge, and say so', async () => {
    const received = await joseOf();
    await refuses(() => verifyClaim(received, { ...OPTIONS, domain: 'node' }), 'E_CLAIMS_DOMAIN');
    await refuses(() => verifyClaim(received, { ...OPTIONS, challenge: 'x' }), 'E_CLAIMS_CHALLENGE');
  });

  it('are not made for another issuer, or of what is no credential', async () => {
    await refuses(() => signJose(trust(MAKER), { signer: OWNER.signer }), 'E_CLAIMS_ISSUER_MISMATCH');
    await refuses(() => signJose({ a: 1 }, { signer: OWNER.signer }), 'E_CLAIMS_CREDENTIAL');
  });
});

describe('credentials of the Data Model 1.1 in a JWT', () => {
  it('have members for registered claims', async () => {
    const { credential } = await verifyCredential(await token(LEGACY_HEADER, legacy()), OPTIONS);
    assert.equal(credential.dataModel, '1.1');
    assert.equal(credential.issuer, OWNER.signer.issuer);
    assert.equal(credential.id, 'urn:uuid:1');
    assert.equal(credential.subjects[0]?.['id'], 'did:example:1');
    assert.equal(credential.validFrom?.toISOString(), '2026-01-01T00:00:00.000Z');
    assert.equal(credential.validUntil?.toISOString(), '2027-01-01T00:00:00.000Z');
  });

  const refusals: readonly (readonly [what: string, payload: JsonObject, code: string])[] = [
    ['that has expired', legacy({ exp: 1_790_000_000 }), 'E_CLAIMS_EXPIRED'],
    ['that is not yet valid', legacy({ nbf: 1_796_100_000 }), 'E_CLAIMS_NOT_YET_VALID'],
    ['without a time of issue', { ...legacy(), nbf: 'x' }, 'E_CLAIMS_TIME'],
    ['without vc', { iss: OWNER.signer.issuer }, 'E_CLAIMS_CREDENTIAL'],
    ['whose vc names another issuer', legacy({}, { issuer: MAKER }), 'E_CLAIMS_ISSUER_MISMATCH'],
    [
      'of the Data Model 2.0',
      legacy({}, { '@context': ['https://www.w3.org/ns/credentials/v2'], issuanceDate: '2026-01-01T00:00:00Z' }),
      'E_CLAIMS_CREDENTIAL',
    ],
  ];
  for (const [what, payload, code] of refusals) {
    it(`are refused ${what}`, async () => {
      await refuses(async () => verifyCredential(await token(LEGACY_HEADER, payload), OPTIONS), code);
    });
  }
});
