import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as didMethodKey from '@digitalbazaar/did-method-key';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { ISSUER_PREFIXES, issuerResolver } from '@sallyport/assurance-claims';
import { toBase64Url, utf8 } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import { writeJwk } from '../../src/keys/jwk.ts';
import { PEOPLE } from '../support/people.ts';

const resolve = issuerResolver();
const P256 =
  'did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9';
const X25519 =
  'did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJYMjU1MTkiLCJ1c2UiOiJlbmMiLCJ4IjoiM3A3YmZYdDl3YlRUVzJIQzdPUTFOei1EUThoYmVHZE5yZngtRkctSUswOCJ9';

describe('did:key', () => {
  it('resolves to what Digital Bazaar’s resolver says', async () => {
    const driver = didMethodKey.driver();
    driver.use({ multibaseMultikeyHeader: 'z6Mk', fromMultibase: Ed25519Multikey.from });
    driver.use({ multibaseMultikeyHeader: 'zDna', fromMultibase: EcdsaMultikey.from });
    driver.use({ multibaseMultikeyHeader: 'z82L', fromMultibase: EcdsaMultikey.from });
    const vectors = [
      'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
      'did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv',
      'did:key:z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54',
      'did:key:z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9',
      ...PEOPLE.map(({ signer }) => signer.issuer),
    ];
    for (const did of vectors) {
      const theirs = await driver.get({ did });
      const [method, ...others] = (await resolve(did)).methods;
      assert.ok(method !== undefined && others.length === 0);
      assert.equal(method.id, theirs.verificationMethod[0]?.id);
      assert.deepEqual(theirs.assertionMethod, [method.id]);
      assert.equal(method.controller, did);
    }
  });

  it('refuses other versions and other keys', async () => {
    await refuses(() => resolve('did:key:1.1:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'), 'E_CLAIMS_DID');
    await refuses(
      () => resolve('did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme'),
      'E_CLAIMS_KEY_UNSUPPORTED',
    );
  });
});

describe('did:jwk', () => {
  it('resolves the example of its specification', async () => {
    const [method] = (await resolve(P256)).methods;
    assert.equal(method?.id, `${P256}#0`);
    assert.deepEqual(writeJwk(method.key.publicKey), {
      kty: 'EC',
      crv: 'P-256',
      x: 'acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0',
      y: '_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE',
    });
  });

  it('refuses keys for encryption, private keys, and what is no JWK', async () => {
    const did = (text: string) => `did:jwk:${toBase64Url(utf8(text))}`;
    await refuses(() => resolve(X25519), 'E_CLAIMS_KEY_UNSUPPORTED');
    await refuses(() => resolve(did('{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA"}')), 'E_CLAIMS_KEY_PRIVATE');
    await refuses(() => resolve(did('{"kty":"OKP","kty":"EC"}')), 'E_CLAIMS_DUPLICATE_NAME');
    await refuses(() => resolve(did('[]')), 'E_CLAIMS_FORM');
    await refuses(() => resolve('did:jwk:e'), 'E_CLAIMS_DID');
    await refuses(() => resolve(did(`{"x":"${'A'.repeat(3000)}"}`)), 'E_CLAIMS_DID');
  });
});

describe('issuers', () => {
  it('of other kinds are not resolved', async () => {
    assert.deepEqual(ISSUER_PREFIXES, ['did:key:', 'did:jwk:', 'did:web:', 'ni:']);
    for (const id of ['did:ion:abc', 'https://issuer.example', 'mailto:person@email.com', '']) {
      await refuses(() => resolve(id), 'E_CLAIMS_CONTROLLER_UNSUPPORTED');
    }
  });
});
