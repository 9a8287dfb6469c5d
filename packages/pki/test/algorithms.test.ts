import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { utf8 } from '@sallyport/core';
import { der } from '@sallyport/der';
import {
  findSignatureAlgorithm,
  generateKeyPair,
  hashByOid,
  hashOid,
  importPublicKey,
  isKeyType,
  KEY_TYPES,
  keyTypeOf,
  OID,
  signatureAlgorithmByOid,
  signatureAlgorithmOf,
  softwareSigner,
  spkiOf,
  verifySignature,
} from '@sallyport/pki';

const message = utf8('message');
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });

function plainAlgorithm(oid: string, parameters?: Uint8Array) {
  return { oid, parameters };
}

describe('the table of algorithms', () => {
  for (const type of KEY_TYPES.filter((each) => each !== 'RSA-4096')) {
    it(`makes, recognises, signs and verifies with ${type}`, async () => {
      const { publicKey, privateKey } = generateKeyPair(type);
      const signer = softwareSigner(privateKey);
      const algorithm = signatureAlgorithmOf(publicKey);
      assert.equal(keyTypeOf(privateKey), type);
      assert.equal(keyTypeOf(publicKey), type);
      assert.equal(keyTypeOf(importPublicKey(spkiOf(publicKey))), type);
      assert.ok(signer.publicKey.equals(publicKey));
      const signature = await signer.sign(message);
      assert.ok(verifySignature(plainAlgorithm(algorithm.oid), publicKey, message, signature));
      assert.ok(!verifySignature(plainAlgorithm(algorithm.oid), publicKey, utf8('other'), signature));
      const bent = Uint8Array.from(signature);
      bent[bent.length - 1] = (bent.at(-1) ?? 0) ^ 1;
      assert.ok(!verifySignature(plainAlgorithm(algorithm.oid), publicKey, message, bent));
      for (const length of [0, 1, signature.length - 1]) {
        assert.ok(!verifySignature(plainAlgorithm(algorithm.oid), publicKey, message, signature.subarray(0, length)));
      }
    });
  }

  it('has KEY_TYPES for its keys', () => {
    assert.ok(KEY_TYPES.every(isKeyType));
    assert.ok(!isKeyType('P-224') && !isKeyType('toString'));
  });

  it('lets the signature say its hash, whatever the key prefers', () => {
    const { publicKey, privateKey } = generateKeyPair('P-384');
    for (const [oid, hash] of [
      [OID.ecdsaWithSha256, 'sha256'],
      [OID.ecdsaWithSha384, 'sha384'],
      [OID.ecdsaWithSha512, 'sha512'],
    ] as const) {
      assert.ok(verifySignature(plainAlgorithm(oid), publicKey, message, sign(hash, message, privateKey)));
    }
    assert.ok(
      !verifySignature(plainAlgorithm(OID.ecdsaWithSha256), publicKey, message, sign('sha384', message, privateKey)),
    );
  });

  it('finds rows by OID and by key and hash, and hashes both ways', () => {
    assert.equal(signatureAlgorithmByOid(OID.ecdsaWithSha384)?.hash, 'sha384');
    assert.equal(findSignatureAlgorithm('rsa', 'sha512')?.oid, OID.sha512WithRsaEncryption);
    assert.equal(findSignatureAlgorithm('ed25519', 'sha256'), undefined);
    for (const hash of ['sha256', 'sha384', 'sha512'] as const) assert.equal(hashByOid(hashOid(hash)), hash);
    assert.equal(hashByOid('1.3.14.3.2.26'), undefined);
  });
});

describe('verifySignature', () => {
  it('gives false for a key of another kind', () => {
    const signature = sign('sha256', message, RSA.privateKey);
    const { publicKey } = generateKeyPair('P-256');
    assert.equal(verifySignature(plainAlgorithm(OID.sha256WithRsaEncryption), publicKey, message, signature), false);
    assert.equal(verifySignature(plainAlgorithm(OID.ed25519), publicKey, message, signature), false);
  });

  it('accepts RSA with NULL parameters and without', () => {
    const signature = sign('sha256', message, RSA.privateKey);
    for (const parameters of [undefined, der.nullValue()]) {
      const algorithm = plainAlgorithm(OID.sha256WithRsaEncryption, parameters);
      assert.ok(verifySignature(algorithm, RSA.publicKey, message, signature));
    }
  });

  it('refuses other parameters', () => {
    const { publicKey } = generateKeyPair('P-256');
    for (const [oid, parameters] of [
      [OID.ecdsaWithSha256, der.nullValue()],
      [OID.ed25519, der.nullValue()],
      [OID.sha256WithRsaEncryption, der.sequence()],
    ] as const) {
      assert.throws(() => verifySignature(plainAlgorithm(oid, parameters), publicKey, message, message), {
        code: 'E_PKI_ALGORITHM_UNSUPPORTED',
      });
    }
  });

  it('refuses SHA-1, MD5 and what it has never heard of', () => {
    for (const oid of ['1.2.840.113549.1.1.5', '1.2.840.113549.1.1.4', '1.2.840.10045.4.1', '1.2.3']) {
      assert.throws(() => verifySignature(plainAlgorithm(oid), RSA.publicKey, message, message), {
        code: 'E_PKI_ALGORITHM_UNSUPPORTED',
      });
    }
  });

  it('refuses RSA keys that are forgeable', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const signature = sign('sha256', message, weak.privateKey);
    assert.throws(
      () => verifySignature(plainAlgorithm(OID.sha256WithRsaEncryption), weak.publicKey, message, signature),
      { code: 'E_PKI_KEY_UNSUPPORTED' },
    );
    assert.throws(() => keyTypeOf(weak.publicKey), { code: 'E_PKI_KEY_UNSUPPORTED' });
  });

  it('refuses an RSA key with which everybody can sign', () => {
    const { n } = RSA.publicKey.export({ format: 'jwk' });
    const modulus = der.integer(Uint8Array.from(Buffer.from(n ?? '', 'base64url')));
    const algorithm = der.sequence(der.objectIdentifier(OID.rsaEncryption), der.nullValue());
    const spki = der.sequence(algorithm, der.bitString(der.sequence(modulus, der.integer(1))));
    assert.throws(
      () => verifySignature(plainAlgorithm(OID.sha256WithRsaEncryption), importPublicKey(spki), message, message),
      (error: { code: string }) => ['E_PKI_KEY_UNSUPPORTED', 'E_PKI_KEY'].includes(error.code),
    );
  });

  it('refuses curves outside the table', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const signature = sign('sha256', message, privateKey);
    assert.throws(() => verifySignature(plainAlgorithm(OID.ecdsaWithSha256), publicKey, message, signature), {
      code: 'E_PKI_KEY_UNSUPPORTED',
    });
    const read = importPublicKey(spkiOf(publicKey));
    assert.throws(() => keyTypeOf(read), { code: 'E_PKI_KEY_UNSUPPORTED' });
  });
});

interface PssChoices {
  readonly hash?: string;
  readonly maskHash?: string;
  readonly salt?: number;
  readonly trailer?: number;
  readonly mask?: string;
}

function pssParameters({
  hash = OID.sha256,
  maskHash = hash,
  salt = 32,
  trailer = 1,
  mask = OID.mgf1,
}: PssChoices = {}) {
  const algorithm = (oid: string, parameters?: Uint8Array) =>
    der.sequence(der.objectIdentifier(oid), ...(parameters === undefined ? [] : [parameters]));
  return der.sequence(
    der.context(0, algorithm(hash, der.nullValue())),
    der.context(1, algorithm(mask, algorithm(maskHash, der.nullValue()))),
    der.context(2, der.integer(salt)),
    ...(trailer === 1 ? [] : [der.context(3, der.integer(trailer))]),
  );
}

describe('RSASSA-PSS', () => {
  const signature = sign('sha256', message, {
    key: RSA.privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32,
  });
  const verifies = (key: KeyObject, choices?: PssChoices) =>
    verifySignature(plainAlgorithm(OID.rsassaPss, pssParameters(choices)), key, message, signature);

  it('is verified with its hash and salt length', () => {
    assert.equal(verifies(RSA.publicKey), true);
    assert.equal(verifies(RSA.publicKey, { salt: 20 }), false);
    assert.equal(verifies(RSA.publicKey, { hash: OID.sha384 }), false);
    assert.equal(verifies(generateKeyPair('P-256').publicKey), false);
  });

  it('is refused with SHA-1, mixed hashes, another mask function, an absurd salt or a trailer', () => {
    for (const choices of [
      { hash: '1.3.14.3.2.26' },
      { maskHash: OID.sha384 },
      { mask: '1.2.3' },
      { salt: 1025 },
      { trailer: 2 },
    ]) {
      assert.throws(() => verifies(RSA.publicKey, choices), { code: 'E_PKI_ALGORITHM_UNSUPPORTED' });
    }
    assert.throws(() => verifySignature(plainAlgorithm(OID.rsassaPss), RSA.publicKey, message, signature), {
      code: 'E_PKI_ALGORITHM_UNSUPPORTED',
    });
  });
});

describe('importPublicKey', () => {
  it('refuses what is no key, and points that are on no curve', () => {
    const spki = Buffer.from(spkiOf(generateKeyPair('P-256').publicKey));
    spki[spki.length - 1] = (spki.at(-1) ?? 0) ^ 1;
    for (const bytes of [new Uint8Array(), Uint8Array.of(0x30, 0), spki]) {
      assert.throws(() => importPublicKey(bytes), { code: 'E_PKI_KEY' });
    }
  });
});
