import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { der } from '@sallyport/der';
import { digest, OID } from '@sallyport/pki';
import { verifyCmsSignature } from '@sallyport/pki/cms';
import { algorithm, attribute, contentType, forge, messageDigest, SHA256 } from './forge.ts';
import { authority, identity } from './support.ts';

const root = await authority('Root');
const masa = await identity('MASA', { issuer: root });
const rsa = await identity('RSA', { issuer: root, keyType: 'RSA-2048' });
const NULL = der.nullValue();

const PROTECTION = '1.2.840.113549.1.9.52';
const ECDSA_TYPE = der.objectIdentifier(OID.ecdsaWithSha256);
const RSA_TYPE = der.objectIdentifier(OID.sha256WithRsaEncryption);

/** A message whose signed attributes have `extra` among them, in DER order. */
function withAttribute(extra: Uint8Array, by = masa): Promise<Uint8Array> {
  const attributes = [contentType(), messageDigest(), extra].sort(Buffer.compare);
  return forge(by, { signer: { attributes } });
}

describe('CMSAlgorithmProtection (RFC 6211)', () => {
  const protection = (...fields: readonly Uint8Array[]): Uint8Array => attribute(PROTECTION, der.sequence(...fields));

  it('passes when it names the algorithms used', async () => {
    assert.doesNotThrow(await checked(protection(SHA256, der.context(1, ECDSA_TYPE))));
  });

  it('takes absent parameters and NULL for the same (§3)', async () => {
    assert.doesNotThrow(await checked(protection(algorithm(OID.sha256, NULL), der.context(1, RSA_TYPE)), rsa));
    assert.doesNotThrow(await checked(protection(SHA256, der.context(1, RSA_TYPE, NULL)), rsa));
  });

  const refused: Record<string, Uint8Array> = {
    'another digest': protection(algorithm(OID.sha512), der.context(1, ECDSA_TYPE)),
    'another signature algorithm': protection(SHA256, der.context(1, RSA_TYPE)),
    'other parameters': protection(SHA256, der.context(1, ECDSA_TYPE, der.integer(1))),
    'a MAC algorithm instead': protection(SHA256, der.context(2, ECDSA_TYPE)),
    'no signature algorithm': protection(SHA256),
  };
  for (const [name, extra] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      assert.throws(await checked(extra), { code: 'E_CMS_ALGORITHM_PROTECTION' });
    });
  }

  it('refuses a value that is malformed, and two values', async () => {
    assert.throws(await checked(attribute(PROTECTION, NULL)), { code: 'E_CMS_ATTRIBUTE_VALUE' });
    assert.throws(await checked(attribute(PROTECTION, NULL, NULL)), { code: 'E_CMS_ATTRIBUTE_VALUE' });
  });
});

describe('SigningCertificateV2 (RFC 5035 §3)', () => {
  const named = (...fields: readonly Uint8Array[]): Uint8Array =>
    attribute(OID.signingCertificateV2, der.sequence(der.sequence(der.sequence(...fields))));
  const hash = der.octetString(digest('sha256', masa.certificate.der));

  it('passes when it names the certificate by its hash', async () => {
    assert.doesNotThrow(await checked(named(hash)));
    const sha512 = der.octetString(digest('sha512', masa.certificate.der));
    assert.doesNotThrow(await checked(named(algorithm(OID.sha512), sha512)));
  });

  it('refuses another certificate, though it holds the same key', async () => {
    assert.throws(await checked(named(der.octetString(digest('sha256', root.certificate.der)))), {
      code: 'E_CMS_SIGNING_CERTIFICATE',
    });
    assert.throws(await checked(named(algorithm(OID.sha512), hash)), { code: 'E_CMS_SIGNING_CERTIFICATE' });
  });

  it('refuses a hash by SHA-1', async () => {
    const sha1 = named(algorithm('1.3.14.3.2.26'), der.octetString(new Uint8Array(20)));
    assert.throws(await checked(sha1), { code: 'E_CMS_ATTRIBUTE_VALUE' });
  });
});

async function checked(extra: Uint8Array, by = masa): Promise<() => void> {
  const bytes = await withAttribute(extra, by);
  return () => void verifyCmsSignature(bytes);
}
