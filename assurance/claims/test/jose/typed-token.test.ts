import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  didJwkSigner,
  issuerResolver,
  signTypedToken,
  type TypedTokenOptions,
  verifyClaim,
  verifyTypedToken,
} from '@sallyport/assurance-claims';
import { type JsonObject, toBase64Url, utf8 } from '@sallyport/core';
import { softwareSigner } from '@sallyport/pki';
import { refuses } from '@sallyport/testing';
import * as jose from 'jose';
import { signRaw } from '../../src/keys/signatures.ts';
import { AT, joseOf, OPTIONS, OWNER, PEOPLE, person } from '../support/people.ts';

const TYP = 'test+jwt';
const HOW: TypedTokenOptions = { typ: TYP, resolve: issuerResolver(), purpose: 'authentication', at: AT };
const { issuer, verificationMethod: kid } = OWNER.signer;

/** A token of any header and payload, really signed by the owner. */
async function token(header: JsonObject, payload: JsonObject = { iss: issuer }, key = OWNER.key): Promise<Uint8Array> {
  const part = (value: JsonObject) => toBase64Url(utf8(JSON.stringify(value)));
  const input = `${part({ alg: 'EdDSA', typ: TYP, ...header })}.${part(payload)}`;
  return utf8(`${input}.${toBase64Url(await signRaw(softwareSigner(key), utf8(input)))}`);
}

describe('a token of a type of its own', () => {
  for (const { type, signer, key } of PEOPLE) {
    it(`signed with ${type} verifies here and with jose`, async () => {
      const signed = await signTypedToken({ email: 'a@b.example' }, { typ: TYP, signer });
      const payload = { email: 'a@b.example', iss: signer.issuer };
      assert.deepEqual(await verifyTypedToken(utf8(signed), HOW), { issuer: signer.issuer, payload });
      const read = await jose.jwtVerify(signed, createPublicKey(key), { typ: TYP, issuer: signer.issuer });
      assert.deepEqual({ ...read.payload }, payload);
    });
  }

  it('made by jose verifies here', async () => {
    const { key, signer } = person('P-256');
    const signed = await new jose.SignJWT({ n: 1 })
      .setProtectedHeader({ alg: 'ES256', typ: `application/${TYP}` })
      .setIssuer(signer.issuer)
      .sign(key);
    assert.deepEqual((await verifyTypedToken(utf8(signed), HOW)).payload, { n: 1, iss: signer.issuer });
  });

  it('may be of a did:jwk', async () => {
    const signer = didJwkSigner(softwareSigner(OWNER.key));
    const signed = await signTypedToken({}, { typ: TYP, signer });
    assert.equal((await verifyTypedToken(utf8(signed), HOW)).issuer, signer.issuer);
  });

  it('is never taken for a credential, nor a credential for it', async () => {
    await refuses(async () => verifyClaim(await token({ kid }), OPTIONS), 'E_CLAIMS_TYP');
    await refuses(async () => verifyTypedToken(await joseOf(), HOW), 'E_CLAIMS_TYP');
    await refuses(async () => verifyTypedToken(await token({ typ: 'JWT' }), HOW), 'E_CLAIMS_TYP');
  });

  it('is refused when anything about it is not in order', async () => {
    const good = Buffer.from(await token({ kid })).toString();
    const other = person();
    for (const [bytes, code] of [
      [utf8(`${good.slice(0, -4)}AAAA`), 'E_CLAIMS_SIGNATURE'],
      [await token({ kid }, { iss: issuer }, other.key), 'E_CLAIMS_SIGNATURE'],
      [utf8(good.slice(1)), 'E_CLAIMS_JOSE'],
      [utf8('a.b'), 'E_CLAIMS_JOSE'],
      [new Uint8Array(300_000), 'E_CLAIMS_TOO_LARGE'],
      [await token({ kid, alg: 'none' }), 'E_CLAIMS_ALGORITHM'],
      [await token({ kid, alg: 'ES256' }), 'E_CLAIMS_ALGORITHM_KEY'],
      [await token({ kid, jwk: {} }), 'E_CLAIMS_HEADER'],
      [await token({ kid, x5c: [] }), 'E_CLAIMS_HEADER'],
      [await token({ kid, crit: ['exp'] }), 'E_CLAIMS_HEADER'],
      [await token({ kid: 7 }), 'E_CLAIMS_HEADER'],
      [await token({ kid }, {}), 'E_CLAIMS_ISSUER_MISMATCH'],
      [await token({ kid }, { iss: other.signer.issuer }), 'E_CLAIMS_ISSUER_MISMATCH'],
      [await token({ kid: '#other' }), 'E_CLAIMS_METHOD_UNKNOWN'],
      [await token({}, { iss: 'mailto:a@b.example' }), 'E_CLAIMS_CONTROLLER_UNSUPPORTED'],
    ] as const) {
      await refuses(() => verifyTypedToken(bytes, HOW), code);
    }
  });

  it('is refused from a key that may not be used for this', async () => {
    const { methods } = await issuerResolver()(issuer);
    const resolve = (id: string) => ({ id, methods: methods.map((one) => ({ ...one, purposes: new Set([]) })) });
    await refuses(async () => verifyTypedToken(await token({ kid }), { ...HOW, resolve }), 'E_CLAIMS_PROOF_PURPOSE');
  });
});
