import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesEqual, concat, toHex } from '@sallyport/core';
import { DerReader, der } from '@sallyport/der';
import { OID } from '@sallyport/pki';
import { CMS_ERRORS, DEFAULT_CMS_LIMITS, SignedData, signCms } from '@sallyport/pki/cms';
import { algorithm, CONTENT, type Forged, forge, forgeSigner, issuerAndSerial, SHA256 } from './forge.ts';
import { authority, codeOf, identity } from './support.ts';

const root = await authority('Root');
const masa = await identity('MASA', { issuer: root });
const NULL = der.nullValue();
const DATA = der.objectIdentifier(OID.data);

function refuses(name: string, code: string, forged: Forged): void {
  it(`refuses ${name}`, async () => {
    const bytes = await forge(masa, forged);
    assert.throws(() => SignedData.parse(bytes), { code });
  });
}

describe('what is parsed', () => {
  it('shows content, certificates, signers and algorithms as they came', async () => {
    const signedData = SignedData.parse(
      await forge(masa, { certificates: [root.certificate.der, masa.certificate.der] }),
    );
    assert.equal(signedData.version, 1);
    assert.equal(signedData.contentType, OID.data);
    assert.deepEqual(signedData.content, CONTENT);
    assert.equal(signedData.isDetached, false);
    assert.deepEqual([...signedData.digestAlgorithms], [OID.sha256]);
    assert.deepEqual(
      signedData.certificates.map((each) => each.subject.toString()),
      ['CN=Root', 'CN=MASA'],
    );
    assert.deepEqual(signedData.crls, []);
    const [info, ...others] = signedData.signerInfos;
    assert.equal(others.length, 0);
    assert.ok(info?.identifier.kind === 'issuer-and-serial');
    assert.deepEqual(info.identifier.issuer, masa.certificate.issuer.der);
    assert.equal(info.digestAlgorithm.oid, OID.sha256);
    assert.equal(info.signatureAlgorithm.oid, OID.ecdsaWithSha256);
    assert.equal(info.unsignedAttributes.size, 0);
  });

  it('keeps the bytes of a certificate, which is parsed once', async () => {
    const signedData = SignedData.parse(await forge(masa));
    assert.ok(signedData.certificates[0]?.equals(masa.certificate));
    assert.equal(signedData.certificates[0], signedData.certificates[0]);
  });

  it('views the input and does not copy it', async () => {
    const bytes = await forge(masa);
    const { content } = SignedData.parse(bytes);
    assert.equal(content.buffer, bytes.buffer);
  });

  it('is equal to what has the same bytes', async () => {
    const bytes = await forge(masa);
    assert.equal(SignedData.parse(bytes).equals(SignedData.parse(Uint8Array.from(bytes))), true);
    assert.equal(SignedData.parse(bytes).equals(SignedData.parse(await forge(masa))), false);
  });
});

describe('the encoding (RFC 8366 §5.4: DER)', () => {
  it('refuses an indefinite length by name', async () => {
    const bytes = await forge(masa);
    const inside = DerReader.whole(bytes, (reader) => reader.element(0x30).content);
    const streamed = concat(Uint8Array.of(0x30, 0x80), inside, Uint8Array.of(0, 0));
    assert.throws(() => SignedData.parse(streamed), { code: 'E_CMS_BER' });
  });

  refuses('content in pieces, by name', 'E_CMS_BER', {
    encapsulated: der.sequence(DATA, der.context(0, der.value(0x24, der.octetString(CONTENT)))),
  });

  it('refuses bytes after it', async () => {
    const bytes = concat(await forge(masa), Uint8Array.of(0));
    assert.throws(() => SignedData.parse(bytes), { code: 'E_DER_TRAILING' });
  });

  it('refuses fields after the SignedData, inside its tag and after it', async () => {
    const fields = DerReader.over(await forge(masa)).sequence();
    const type = fields.any().bytes;
    const signedData = fields.context(0).any().bytes;
    const inside = der.sequence(type, der.context(0, signedData, NULL));
    const after = der.sequence(type, der.context(0, signedData), NULL);
    assert.doesNotThrow(() => SignedData.parse(der.sequence(type, der.context(0, signedData))));
    assert.throws(() => SignedData.parse(inside), { code: 'E_DER_TRAILING' });
    assert.throws(() => SignedData.parse(after), { code: 'E_DER_TRAILING' });
  });

  it('refuses text', () => {
    assert.throws(() => SignedData.parse(CONTENT), { code: 'E_DER_TAG' });
    assert.throws(() => SignedData.parse(new Uint8Array(0)), { code: 'E_DER_TRUNCATED' });
  });

  it('refuses it cut at any byte', async () => {
    const bytes = await forge(masa);
    for (let length = 0; length < bytes.length; length++) {
      assert.match(codeOf(() => SignedData.parse(bytes.subarray(0, length))) ?? 'accepted', /^E_DER_/);
    }
  });
});

describe('ContentInfo and SignedData (RFC 5652 §3, §5.1)', () => {
  refuses('a ContentInfo of another type', 'E_CMS_TYPE', { outerType: '1.2.840.113549.1.7.3' });
  for (const version of [0, 2, 6]) refuses(`version ${version}`, 'E_CMS_VERSION', { version });
  refuses('content that is no OCTET STRING, as PKCS #7 allowed', 'E_DER_TAG', {
    encapsulated: der.sequence(DATA, der.context(0, der.sequence(NULL))),
  });
  refuses('two contents', 'E_DER_TRAILING', {
    encapsulated: der.sequence(DATA, der.context(0, der.octetString(CONTENT), der.octetString(CONTENT))),
  });
  refuses('something after the content', 'E_DER_TRAILING', {
    encapsulated: der.sequence(DATA, der.context(0, der.octetString(CONTENT)), NULL),
  });
  for (const tag of [1, 2]) {
    refuses(`attribute certificates of version ${tag}`, 'E_CMS_CERTIFICATE_FORMAT', {
      certificates: [der.context(tag, NULL)],
    });
  }
  refuses('certificates of another kind', 'E_CMS_CERTIFICATE_FORMAT', { certificates: [der.context(3, NULL)] });
  refuses('extended certificates of PKCS #6', 'E_CMS_CERTIFICATE_FORMAT', { certificates: [der.context(0, NULL)] });
  refuses('OCSP answers for revocation lists', 'E_CMS_REVOCATION_FORMAT', { crls: [der.context(1, NULL)] });
  refuses('revocation lists that are none', 'E_DER_TAG', { crls: [NULL] });
});

describe('signers (RFC 5652 §5.3)', () => {
  const cases = {
    'version 3 with issuer and serial number': { version: 3 },
    'version 2': { version: 2 },
    'version 1 with a subject key identifier': { version: 1, sid: der.contextValue(0, Uint8Array.of(1)) },
  };
  for (const [name, signer] of Object.entries(cases)) refuses(name, 'E_CMS_VERSION', { signer });
  refuses('a serial number that is not minimal', 'E_DER_VALUE', {
    signer: { sid: der.sequence(root.certificate.subject.der, der.value(0x02, Uint8Array.of(0, 1))) },
  });
  refuses('an identifier with a tail', 'E_DER_TRAILING', {
    signer: { sid: der.sequence(issuerAndSerial(masa.certificate).subarray(2), NULL) },
  });
  refuses('a digest algorithm with a tail', 'E_DER_TRAILING', {
    signer: { digestAlgorithm: algorithm(OID.sha256, NULL, NULL) },
  });
  refuses('a field after the unsigned attributes', 'E_DER_TRAILING', { signer: { unsigned: [], rest: [NULL] } });
});

describe('bounds', () => {
  const many = <T>(count: number, value: T): readonly T[] => new Array<T>(count).fill(value);

  refuses('33 certificates', 'E_CMS_TOO_MANY', { certificates: many(33, masa.certificate.der) });
  refuses('9 revocation lists', 'E_CMS_TOO_MANY', { crls: many(9, der.sequence()) });
  refuses('9 digest algorithms', 'E_CMS_TOO_MANY', { digestAlgorithms: many(9, SHA256) });

  it('refuses 9 signers', async () => {
    const signerInfos = many(9, await forgeSigner(masa));
    assert.throws(() => SignedData.parse(der.sequence()), { code: 'E_DER_TRUNCATED' });
    const bytes = await forge(masa, { signerInfos });
    assert.throws(() => SignedData.parse(bytes), { code: 'E_CMS_TOO_MANY' });
  });

  it('can be set', async () => {
    const bytes = await forge(masa);
    const limits = { ...DEFAULT_CMS_LIMITS, maxBytes: bytes.length };
    assert.doesNotThrow(() => SignedData.parse(bytes, limits));
    assert.throws(() => SignedData.parse(bytes, { ...limits, maxBytes: bytes.length - 1 }), {
      code: 'E_DER_TOO_LARGE',
    });
    assert.throws(() => SignedData.parse(bytes, { ...limits, maxCertificates: 0 }), { code: 'E_CMS_TOO_MANY' });
  });
});

describe('the order of SETs', () => {
  it('is free where no signature covers it', async () => {
    const certificates = [masa.certificate.der, root.certificate.der].sort((a, b) => Buffer.compare(b, a));
    const signedData = SignedData.parse(await forge(masa, { certificates }));
    assert.ok(signedData.certificates.every((each, index) => bytesEqual(each.der, certificates[index] ?? NULL)));
  });
});

describe('the error table', () => {
  it('has a reference or a plain reason for every code, and names its codes E_CMS_', () => {
    for (const [code, { hint }] of Object.entries(CMS_ERRORS)) {
      assert.match(code, /^E_CMS_[A-Z_]+$/);
      assert.match(hint, /^[A-Z].*\.$/);
    }
  });

  it('is what errors are made from', async () => {
    const bytes = await signCms({ content: CONTENT, signers: [masa], detached: true });
    assert.throws(() => SignedData.parse(bytes).content, {
      code: 'E_CMS_CONTENT_MISSING',
      fault: 'peer',
      reference: CMS_ERRORS.E_CMS_CONTENT_MISSING.reference,
    });
    assert.equal(toHex(SignedData.parse(bytes).der), toHex(bytes));
  });
});
