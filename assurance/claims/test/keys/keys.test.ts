import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import {
  CLAIM_KEY_TYPES,
  type ClaimKeyType,
  didJwkOf,
  didKeyOf,
  issuerResolver,
  keyUri,
} from '@sallyport/assurance-claims';
import { concat, fromHex, type JsonObject, toHex, utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner, spkiOf } from '@sallyport/pki';
import { refuses } from '@sallyport/testing';
import fc from 'fast-check';
import { decodeBase58, encodeBase58 } from '../../src/keys/base58.ts';
import { readJwk, writeJwk } from '../../src/keys/jwk.ts';
import { claimKeyOf, keyRow } from '../../src/keys/key-types.ts';
import { readMultikey, writeMultikey } from '../../src/keys/multikey.ts';
import { signRaw, verifyRaw } from '../../src/keys/signatures.ts';
import { OWNER, person } from '../support/people.ts';
import { DATA_INTEGRITY } from '../support/vectors.ts';

describe('base58', () => {
  it('gives back what it was given, leading zeros too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 130 }), (bytes) => {
        assert.equal(toHex(decodeBase58(encodeBase58(bytes))), toHex(bytes));
      }),
    );
  });

  it('knows the vectors of its draft', () => {
    assert.equal(encodeBase58(utf8('Hello World!')), '2NEpo7TZRRrLZSi2U');
    assert.equal(encodeBase58(fromHex('0000287fb4cd')), '11233QC4');
  });

  it('refuses letters outside the alphabet, nothing at all, and more than a key or signature needs', async () => {
    await refuses(() => decodeBase58('0OIl'), 'E_CLAIMS_KEY');
    await refuses(() => decodeBase58(''), 'E_CLAIMS_KEY');
    await refuses(() => decodeBase58('1'.repeat(257)), 'E_CLAIMS_KEY');
  });
});

describe('keys', () => {
  it('knows the keys of the W3C vectors by their prefixes', () => {
    for (const type of CLAIM_KEY_TYPES) {
      const text = DATA_INTEGRITY.keys[type].publicKeyMultibase;
      const key = readMultikey(text);
      assert.equal(key.type, type);
      assert.equal(writeMultikey(key.publicKey), text);
    }
  });

  it('gives the coordinates that did:key’s vectors give for P-256', () => {
    const vectors: readonly (readonly [string, string, string])[] = [
      [
        'zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169',
        'fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI',
        'hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU',
      ],
      [
        'zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv',
        'igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns',
        'efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM',
      ],
    ];
    for (const [text, x, y] of vectors) {
      assert.deepEqual(writeJwk(readMultikey(text).publicKey), { kty: 'EC', crv: 'P-256', x, y });
    }
  });

  it('are the same key in each form', () => {
    for (const type of CLAIM_KEY_TYPES) {
      const { key } = person(type);
      const spki = spkiOf(claimKeyOf(generateKeyPair(type).publicKey).publicKey);
      const { publicKey } = readMultikey(writeMultikey(publicOf(key)));
      assert.equal(toHex(spkiOf(readJwk(writeJwk(publicKey)).publicKey)), toHex(spkiOf(publicKey)));
      assert.equal(keyUri(publicKey), keyUri(publicOf(key)));
      assert.notEqual(keyUri(spki), keyUri(publicKey));
    }
  });

  it('refuses points that are not on the curve, uncompressed ones, and wrong lengths', async () => {
    const p256 = keyRow('P-256').multicodec;
    const encoded = (point: Uint8Array) => `z${encodeBase58(concat(p256, point))}`;
    await refuses(() => readMultikey(encoded(concat(Uint8Array.of(2), new Uint8Array(32).fill(255)))), 'E_CLAIMS_KEY');
    await refuses(() => readMultikey(encoded(concat(Uint8Array.of(4), new Uint8Array(32)))), 'E_CLAIMS_KEY');
    await refuses(() => readMultikey(encoded(new Uint8Array(32).fill(2))), 'E_CLAIMS_KEY');
    await refuses(() => readMultikey('uAQ'), 'E_CLAIMS_KEY');
  });

  it('refuses keys of other kinds: secp256k1, X25519, RSA', async () => {
    await refuses(() => readMultikey('zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme'), 'E_CLAIMS_KEY_UNSUPPORTED');
    await refuses(() => readMultikey('z6LSj72tK8brWgZja8NLRwPigth2T9QRiG1uH9oKZuKjdh9p'), 'E_CLAIMS_KEY_UNSUPPORTED');
    await refuses(() => didKeyOf(generateKeyPair('RSA-2048').publicKey), 'E_CLAIMS_KEY_UNSUPPORTED');
  });

  it('refuses private keys as JWK', async () => {
    const jwk: JsonObject = { ...JSON.parse(JSON.stringify(OWNER.key.export({ format: 'jwk' }))) };
    await refuses(() => readJwk(jwk), 'E_CLAIMS_KEY_PRIVATE');
  });

  it('refuses JWKs for encryption, without coordinates, or with coordinates of two spellings', async () => {
    const jwk = writeJwk(publicOf(OWNER.key));
    await refuses(() => readJwk({ ...jwk, use: 'enc' }), 'E_CLAIMS_KEY');
    await refuses(() => readJwk({ kty: 'OKP', crv: 'Ed25519' }), 'E_CLAIMS_KEY');
    await refuses(() => readJwk({ ...jwk, x: `${String(jwk['x'])}=` }), 'E_CLAIMS_KEY');
    await refuses(() => readJwk({ kty: 'oct', k: 'AAAA' }), 'E_CLAIMS_KEY_PRIVATE');
    await refuses(() => readJwk({ kty: 'OKP', crv: 'X25519', x: 'AA' }), 'E_CLAIMS_KEY_UNSUPPORTED');
  });
});

describe('raw signatures', () => {
  for (const type of CLAIM_KEY_TYPES) {
    it(`of ${type} verify, and not when anything is changed`, async () => {
      const { key } = person(type);
      const claimKey = claimKeyOf(publicOf(key));
      const data = utf8('what is signed');
      // ECDSA integers of DER are shorter now and then: many signatures meet them all.
      for (let round = 0; round < 20; round++) {
        const signature = await signRaw(softwareSigner(key), data);
        assert.equal(signature.length, keyRow(type).signatureLength);
        assert.ok(verifyRaw(claimKey, data, signature));
        const flipped = Uint8Array.from(signature, (byte, index) => (index === round ? byte ^ 1 : byte));
        assert.ok(!verifyRaw(claimKey, data, flipped));
        assert.ok(!verifyRaw(claimKey, data, signature.subarray(1)));
        assert.ok(!verifyRaw(claimKey, utf8('what was not'), signature));
      }
    });
  }

  it('verify RFC 7515 A.3 (ES256)', () => {
    const key = readJwk({
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    });
    const token =
      'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ' +
      '.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q';
    assert.ok(verifyToken(key, token));
  });

  it('verify RFC 8037 A.4 (EdDSA)', () => {
    const key = readJwk({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' });
    const token =
      'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc' +
      '.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
    assert.ok(verifyToken(key, token));
  });

  it('are not made by points of small order, with which one signature would fit every message', () => {
    // The encodings of the points whose order divides eight, canonical or not (RFC 8032 §5.1.3 decodes them).
    const points = [
      '0100000000000000000000000000000000000000000000000000000000000000',
      'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      '0000000000000000000000000000000000000000000000000000000000000000',
      '0000000000000000000000000000000000000000000000000000000000000080',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
    ];
    for (const point of points) {
      for (const r of points) {
        const signature = concat(fromHex(r), new Uint8Array(32));
        for (let message = 0; message < 16; message++) {
          assert.ok(!forged(point, utf8(`${message}`), signature), `${point} with ${r}`);
        }
      }
    }
  });
});

function forged(point: string, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verifyRaw(readMultikey(`z${encodeBase58(concat(fromHex('ed01'), fromHex(point)))}`), message, signature);
  } catch {
    return false;
  }
}

function verifyToken(key: ReturnType<typeof readJwk>, token: string): boolean {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return verifyRaw(key, utf8(`${header}.${payload}`), Buffer.from(signature, 'base64url'));
}

function publicOf(key: Parameters<typeof softwareSigner>[0]) {
  return softwareSigner(key).publicKey;
}

describe('signers', () => {
  it('do not show the private key in any text', async () => {
    const secret = String(OWNER.key.export({ format: 'jwk' }).d);
    for (const text of [inspect(OWNER.signer, { depth: 9 }), JSON.stringify(OWNER.signer), String(OWNER.signer)]) {
      assert.ok(!text.includes(secret));
    }
  });

  it('of did:key and did:jwk resolve to their own key', async () => {
    for (const type of CLAIM_KEY_TYPES satisfies readonly ClaimKeyType[]) {
      const { publicKey } = softwareSigner(person(type).key);
      for (const did of [didKeyOf(publicKey), didJwkOf(publicKey)]) {
        const [method] = (await issuerResolver()(did)).methods;
        assert.ok(method);
        assert.equal(keyUri(method.key.publicKey), keyUri(publicKey));
      }
    }
  });
});
