/** Digital Bazaar's libraries as the other side: what they issue is verified here, what is signed here is verified there. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {
  CLAIM_TYPE_NAMES,
  CLAIMS_CONTEXT,
  claimsContext,
  issuerResolver,
  verifyClaim,
  verifyCredential,
} from '@sallyport/assurance-claims';
import { isJsonObject, type JsonObject, type JsonValue, utf8 } from '@sallyport/core';
import { encodeBase58 } from '../../src/keys/base58.ts';
import { EXAMPLES } from '../support/examples.ts';
import { AT, bytesOf, OPTIONS, PEOPLE, type Person, proofOf, trust } from '../support/people.ts';

const MULTIKEYS = { Ed25519: Ed25519Multikey, 'P-256': EcdsaMultikey, 'P-384': EcdsaMultikey };
const SUITES = { Ed25519: eddsaJcs, 'P-256': ecdsaJcs, 'P-384': ecdsaJcs };
/** Multicodec codes of private keys: ed25519-priv, p256-priv, p384-priv. */
const PRIVATE_CODES = { Ed25519: '8026', 'P-256': '8626', 'P-384': '8726' };

/** Gives contexts and did:keys from memory; Digital Bazaar's loader has its own copies of W3C's contexts. */
async function documentLoader(url: string): Promise<object> {
  if (url === CLAIMS_CONTEXT) return { contextUrl: null, documentUrl: url, document: claimsContext() };
  if (!url.startsWith('did:key:')) return vc.defaultDocumentLoader(url);
  const [did = '', fragment] = url.split('#');
  const key = { id: `${did}#${did.slice(8)}`, type: 'Multikey', controller: did, publicKeyMultibase: did.slice(8) };
  const context = ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'];
  const document =
    fragment === undefined
      ? { '@context': context, id: did, verificationMethod: [key], assertionMethod: [key.id] }
      : { '@context': 'https://w3id.org/security/multikey/v1', ...key };
  return { contextUrl: null, documentUrl: url, document };
}

function privateMultibase({ type, key }: Person): string {
  const d = Buffer.from(String(key.export({ format: 'jwk' }).d), 'base64url');
  return `z${encodeBase58(Buffer.concat([Buffer.from(PRIVATE_CODES[type], 'hex'), d]))}`;
}

async function issueThere(person: Person, credential: JsonObject): Promise<JsonObject> {
  const { issuer, verificationMethod } = person.signer;
  const key = await MULTIKEYS[person.type].from({
    '@context': 'https://w3id.org/security/multikey/v1',
    id: verificationMethod,
    type: 'Multikey',
    controller: issuer,
    publicKeyMultibase: issuer.slice('did:key:'.length),
    secretKeyMultibase: privateMultibase(person),
  });
  const suite = new DataIntegrityProof({
    signer: key.signer(),
    date: AT,
    cryptosuite: SUITES[person.type].createSignCryptosuite(),
  });
  const issued = await vc.issue({ credential: structuredClone(credential), suite, documentLoader, now: AT });
  const document: JsonValue = JSON.parse(JSON.stringify(issued));
  assert.ok(isJsonObject(document));
  return document;
}

async function verifiesThere(person: Person, secured: JsonObject): Promise<boolean> {
  const suite = new DataIntegrityProof({ cryptosuite: SUITES[person.type].createVerifyCryptosuite() });
  const result = await vc.verifyCredential({ credential: structuredClone(secured), suite, documentLoader, now: AT });
  const [error] = result.error?.errors ?? [];
  if (error !== undefined && !/signature/i.test(error.message)) throw error;
  return result.verified;
}

describe('Digital Bazaar’s libraries', () => {
  for (const person of PEOPLE) {
    const { type, signer } = person;

    it(`issue claims with ${type} that verify here`, async () => {
      const issued = await issueThere(person, trust(signer.issuer));
      assert.equal((await verifyClaim(bytesOf(issued), OPTIONS)).claim.type, 'Trust');
    });

    it(`verify claims signed here with ${type}, and refuse altered ones`, async () => {
      const secured = await proofOf(trust(signer.issuer), signer);
      assert.ok(await verifiesThere(person, secured));
      assert.ok(!(await verifiesThere(person, { ...secured, id: 'urn:uuid:0' })));
    });
  }

  it('issue credentials of the Data Model 1.1 that verify here', async () => {
    for (const person of PEOPLE) {
      const issued = await issueThere(person, {
        '@context': ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/security/data-integrity/v2'],
        type: ['VerifiableCredential'],
        issuer: person.signer.issuer,
        issuanceDate: '2026-01-01T00:00:00Z',
        credentialSubject: { id: 'did:example:1' },
      });
      const { credential } = await verifyCredential(bytesOf(issued), OPTIONS);
      assert.equal(credential.dataModel, '1.1');
      await assert.rejects(verifyCredential(bytesOf({ ...issued, issuanceDate: '2026-01-02T00:00:00Z' }), OPTIONS), {
        code: 'E_CLAIMS_SIGNATURE',
      });
    }
  });

  for (const name of CLAIM_TYPE_NAMES) {
    it(`verify a claim of type ${name}, and issue one`, async () => {
      const [person] = PEOPLE;
      assert.ok(person);
      const credential = EXAMPLES[name](person.signer.issuer);
      assert.ok(await verifiesThere(person, await proofOf(credential, person.signer)));
      const issued = await issueThere(person, credential);
      const received = utf8(JSON.stringify(issued));
      assert.equal((await verifyClaim(received, { resolve: issuerResolver(), at: AT })).claim.type, name);
    });
  }
});
