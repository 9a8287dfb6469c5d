import assert from 'node:assert/strict';
import { constants, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { utf8 } from '@sallyport/core';
import { der } from '@sallyport/der';
import {
  buildCertificateRevocationList,
  extendedKeyUsage,
  KEY_TYPES,
  keyUsage,
  OID,
  type Signer,
} from '@sallyport/pki';
import { SignedData, signCms, verifyCms, verifyCmsSignature } from '@sallyport/pki/cms';
import {
  algorithm,
  attribute,
  CONTENT,
  contentType,
  type Forged,
  type ForgedSigner,
  forge,
  forgeSigner,
  issuerAndSerial,
  messageDigest,
  SHA256,
} from './forge.ts';
import { authority, identity, NOW } from './support.ts';

const root = await authority('Root');
const masa = await identity('MASA', { issuer: root });
const rsa = await identity('RSA', { issuer: root, keyType: 'RSA-2048' });
const ed = await identity('Ed', { issuer: root, keyType: 'Ed25519' });
const p384 = await identity('P-384', { issuer: root, keyType: 'P-384' });

const VOUCHER = OID.animaJsonVoucher;
const SHA384 = algorithm(OID.sha384);
const SHA512 = algorithm(OID.sha512);
const NULL = der.nullValue();
const AT = { anchors: [root.certificate], at: NOW };

function refuses(name: string, code: string, forged: Forged, by = masa): void {
  it(`refuses ${name}`, async () => {
    const bytes = await forge(by, forged);
    assert.throws(() => verifyCmsSignature(bytes), { code });
  });
}

function accepts(name: string, forged: Forged, by = masa): void {
  it(`accepts ${name}`, async () => {
    const verified = verifyCmsSignature(await forge(by, forged));
    assert.equal(verified.signers[0].certificate.equals(by.certificate), true);
  });
}

const signer = (forged: ForgedSigner): Forged => ({ signer: forged });

describe('the forge of these tests', () => {
  accepts('what it makes when nothing is changed', {});
});

describe('the message digest (RFC 5652 §5.4)', () => {
  refuses(
    'other content',
    'E_CMS_MESSAGE_DIGEST',
    signer({ attributes: [contentType(), messageDigest(utf8('other'))] }),
  );
  refuses('a digest of another length', 'E_CMS_MESSAGE_DIGEST', {
    signer: { attributes: [contentType(), attribute(OID.messageDigest, der.octetString(new Uint8Array(31)))] },
  });
  refuses('an empty digest', 'E_CMS_MESSAGE_DIGEST', {
    signer: { attributes: [attribute(OID.messageDigest, der.octetString(new Uint8Array(0))), contentType()] },
  });
  refuses('a digest that is no OCTET STRING', 'E_CMS_ATTRIBUTE_VALUE', {
    signer: { attributes: [attribute(OID.messageDigest, der.integer(1)), contentType()] },
  });
});

describe('signed attributes (RFC 5652 §5.3, §11)', () => {
  refuses('their absence when the content is not id-data', 'E_CMS_ATTRIBUTES_REQUIRED', {
    contentType: VOUCHER,
    version: 3,
    signer: { attributes: undefined },
  });
  accepts('their absence for id-data', signer({ attributes: undefined }));
  refuses('an empty set of them', 'E_CMS_ATTRIBUTE_MISSING', signer({ attributes: [] }));
  refuses('a missing message-digest', 'E_CMS_ATTRIBUTE_MISSING', signer({ attributes: [contentType()] }));
  refuses('a missing content-type', 'E_CMS_ATTRIBUTE_MISSING', signer({ attributes: [messageDigest()] }));
  refuses('a content-type of another type', 'E_CMS_CONTENT_TYPE', {
    signer: { attributes: [contentType(VOUCHER), messageDigest()] },
  });
  refuses('another type of content than was signed', 'E_CMS_CONTENT_TYPE', { contentType: VOUCHER, version: 3 });
  refuses('a content-type twice', 'E_CMS_ATTRIBUTE_DUPLICATE', {
    signer: { attributes: [contentType(), contentType(), messageDigest()] },
  });
  refuses('a message-digest twice, one of them right', 'E_CMS_ATTRIBUTE_DUPLICATE', {
    signer: { attributes: [contentType(), messageDigest(), messageDigest(utf8('other'))] },
  });
  refuses('two values of message-digest', 'E_CMS_ATTRIBUTE_VALUE', {
    signer: {
      attributes: [
        contentType(),
        attribute(OID.messageDigest, der.octetString(new Uint8Array(32)), der.octetString(new Uint8Array(33))),
      ],
    },
  });
  refuses('an attribute without a value', 'E_CMS_ATTRIBUTE_VALUE', {
    signer: { attributes: [attribute('1.2.3'), contentType(), messageDigest()] },
  });
  refuses('a content-type that is no OBJECT IDENTIFIER', 'E_CMS_ATTRIBUTE_VALUE', {
    signer: { attributes: [attribute(OID.contentType, der.integer(1)), messageDigest()] },
  });
  refuses('a signing-time that is no time', 'E_CMS_ATTRIBUTE_VALUE', {
    signer: { attributes: [attribute(OID.signingTime, der.integer(1)), contentType(), messageDigest()] },
  });
  refuses('an order that is not DER', 'E_CMS_ATTRIBUTES_ORDER', {
    signer: { attributes: [messageDigest(), contentType()] },
  });
  refuses('more of them than anybody needs', 'E_CMS_TOO_MANY', {
    signer: { attributes: Array.from({ length: 33 }, (_, i) => attribute(`1.2.3.${i}`, NULL)) },
  });
  refuses('more values of one than anybody needs', 'E_CMS_TOO_MANY', {
    signer: { attributes: [attribute('1.2.3', ...Array.from({ length: 17 }, () => NULL))] },
  });
  accepts('unknown ones', signer({ attributes: [attribute('1.2.3', NULL), contentType(), messageDigest()] }));

  it('gives them to the caller, signing time decoded', async () => {
    const time = attribute(OID.signingTime, der.utcTime(NOW));
    const bytes = await forge(
      masa,
      signer({ attributes: [attribute('1.2.3', NULL), contentType(), time, messageDigest()] }),
    );
    const [verified] = verifyCmsSignature(bytes).signers;
    assert.equal(verified.signingTime?.getTime(), NOW.getTime());
    assert.deepEqual(verified.signedAttributes.get('1.2.3'), [NULL]);
  });

  it('says that there is no signing time when there is none', async () => {
    assert.equal(verifyCmsSignature(await forge(masa)).signers[0].signingTime, undefined);
  });
});

describe('unsigned attributes (RFC 5652 §5.3, §11)', () => {
  const parts = { 'content-type': contentType(), 'message-digest': messageDigest() };
  for (const [name, value] of Object.entries(parts)) {
    refuses(`${name} among them`, 'E_CMS_ATTRIBUTE_UNSIGNED', signer({ unsigned: [value] }));
  }
  refuses('signing-time among them', 'E_CMS_ATTRIBUTE_UNSIGNED', {
    signer: { unsigned: [attribute(OID.signingTime, der.utcTime(NOW))] },
  });
  refuses('one of them twice', 'E_CMS_ATTRIBUTE_DUPLICATE', {
    signer: { unsigned: [attribute('1.2.3', NULL), attribute('1.2.3', NULL)] },
  });
  accepts('others, unread', signer({ unsigned: [attribute('1.2.9', NULL), attribute('1.2.3', NULL)] }));
});

describe('a signature without signed attributes', () => {
  it('is refused when its content is the signed attributes of another signature', async () => {
    const original = SignedData.parse(await forge(masa));
    const [info] = original.signerInfos;
    assert.ok(info?.signedAttributes !== undefined);
    // The signature is genuine: it covers exactly these bytes. Only their meaning was changed.
    const bytes = await forge(masa, {
      content: info.signedAttributes.signedBytes,
      signer: { attributes: undefined, signature: info.signature },
    });
    assert.throws(() => verifyCmsSignature(bytes), { code: 'E_CMS_CONTENT_AMBIGUOUS' });
  });

  accepts('when its content merely begins like a SET', {
    content: Uint8Array.of(0x31, 0x03, 0x02, 0x01, 0x07),
    signer: { attributes: undefined },
  });
});

describe('digest algorithms (RFC 5754 §2)', () => {
  const unsupported = { 'SHA-1': '1.3.14.3.2.26', MD5: '1.2.840.113549.2.5', 'SHA-224': '2.16.840.1.101.3.4.2.4' };
  for (const [name, oid] of Object.entries(unsupported)) {
    refuses(name, 'E_CMS_DIGEST_UNSUPPORTED', {
      digestAlgorithms: [algorithm(oid)],
      signer: { digestAlgorithm: algorithm(oid) },
    });
  }
  refuses('parameters that are not NULL', 'E_CMS_DIGEST_UNSUPPORTED', {
    signer: { digestAlgorithm: algorithm(OID.sha256, der.integer(1)) },
  });
  accepts('NULL parameters', { signer: { digestAlgorithm: algorithm(OID.sha256, NULL) } });
  refuses('one that is not listed for the whole', 'E_CMS_DIGEST_NOT_LISTED', { digestAlgorithms: [SHA384] });
  refuses('one when none is listed', 'E_CMS_DIGEST_NOT_LISTED', { digestAlgorithms: [] });
  accepts('one among several, in any order', { digestAlgorithms: [SHA512, SHA256] });
});

describe('signature algorithms', () => {
  refuses('one that is unknown', 'E_CMS_ALGORITHM_UNSUPPORTED', signer({ signatureAlgorithm: algorithm('1.2.3') }));
  refuses('ECDSA with SHA-1', 'E_CMS_ALGORITHM_UNSUPPORTED', {
    signer: { signatureAlgorithm: algorithm('1.2.840.10045.4.1') },
  });
  refuses('a hash other than the digest (RFC 8933 §3.1)', 'E_CMS_ALGORITHM_MISMATCH', {
    digestAlgorithms: [SHA384],
    signer: { digestAlgorithm: SHA384, attributes: [contentType(), messageDigest(CONTENT, 'sha384')] },
  });
  refuses('an RSA signature under an ECDSA key', 'E_CMS_SIGNATURE', {
    signer: { signatureAlgorithm: algorithm(OID.rsaEncryption, NULL) },
  });
  refuses('ECDSA with parameters', 'E_PKI_ALGORITHM_UNSUPPORTED', {
    signer: { signatureAlgorithm: algorithm(OID.ecdsaWithSha256, NULL) },
  });
  accepts(
    'rsaEncryption, whose hash is the digest (RFC 3370 §3.2)',
    {
      signer: { signatureAlgorithm: algorithm(OID.rsaEncryption, NULL) },
    },
    rsa,
  );
  accepts('sha256WithRSAEncryption', {}, rsa);
  accepts('RSA without parameters', { signer: { signatureAlgorithm: algorithm(OID.sha256WithRsaEncryption) } }, rsa);
  accepts(
    'Ed25519 with SHA-512 (RFC 8419 §2.3)',
    {
      digestAlgorithms: [SHA512],
      signer: { digestAlgorithm: SHA512, attributes: [contentType(), messageDigest(CONTENT, 'sha512')] },
    },
    ed,
  );
  refuses('Ed25519 with another digest over signed attributes', 'E_CMS_ALGORITHM_MISMATCH', {}, ed);
  accepts(
    'Ed25519 with SHA-512 without signed attributes (RFC 8419 §3.2)',
    { digestAlgorithms: [SHA512], signer: { digestAlgorithm: SHA512, attributes: undefined } },
    ed,
  );
  refuses(
    'Ed25519 with another digest without them',
    'E_CMS_ALGORITHM_MISMATCH',
    signer({ attributes: undefined }),
    ed,
  );
  accepts(
    'SHA-384 under P-384',
    {
      digestAlgorithms: [SHA384],
      signer: { digestAlgorithm: SHA384, attributes: [contentType(), messageDigest(CONTENT, 'sha384')] },
    },
    p384,
  );
});

describe('RSASSA-PSS (RFC 4056 §3)', () => {
  /** Signs by PSS over the hash named, whatever the SignerInfo says. */
  const pss = (hash: string, saltLength: number): Signer => ({
    publicKey: rsa.signer.publicKey,
    sign: (data) => sign(hash, data, { key: rsa.keyPem, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
  });
  const parameters = (oid: string, saltLength: number): Uint8Array =>
    der.sequence(
      der.context(0, algorithm(oid)),
      der.context(1, algorithm(OID.mgf1, algorithm(oid))),
      der.context(2, der.integer(saltLength)),
    );
  const identifier = (oid: string, saltLength: number): Uint8Array =>
    algorithm(OID.rsassaPss, parameters(oid, saltLength));

  for (const saltLength of [0, 32, 222]) {
    const by = { ...rsa, signer: pss('sha256', saltLength) };
    accepts(`a salt of ${saltLength}`, signer({ signatureAlgorithm: identifier(OID.sha256, saltLength) }), by);
  }
  const sha512 = { ...rsa, signer: pss('sha512', 32) };
  refuses(
    'a hash other than the digest',
    'E_CMS_ALGORITHM_MISMATCH',
    signer({ signatureAlgorithm: identifier(OID.sha512, 32) }),
    sha512,
  );
  refuses('another salt than it says', 'E_CMS_SIGNATURE', signer({ signatureAlgorithm: identifier(OID.sha256, 20) }), {
    ...rsa,
    signer: pss('sha256', 32),
  });
  refuses('the SHA-1 of absent parameters', 'E_PKI_ALGORITHM_UNSUPPORTED', {
    signer: { signatureAlgorithm: algorithm(OID.rsassaPss) },
  });
});

describe('the signature (RFC 5652 §5.6)', () => {
  refuses('of nothing', 'E_CMS_SIGNATURE', signer({ signature: new Uint8Array(0) }));
  refuses('of noise', 'E_CMS_SIGNATURE', signer({ signature: new Uint8Array(70).fill(0x30) }));
  it('of another key is refused', async () => {
    const other = await identity('other', { issuer: root });
    const info = await forgeSigner(other, { sid: issuerAndSerial(masa.certificate) });
    const bytes = await forge(masa, { signerInfos: [info] });
    assert.throws(() => verifyCmsSignature(bytes), { code: 'E_CMS_SIGNATURE' });
  });
});

describe('the signer (RFC 5652 §5.3)', () => {
  refuses('nobody', 'E_CMS_NO_SIGNER', { signerInfos: [] });
  refuses('a certificate that is not inside', 'E_CMS_SIGNER_UNKNOWN', { certificates: [] });
  refuses('a certificate that is not among those inside', 'E_CMS_SIGNER_UNKNOWN', {
    certificates: [root.certificate.der],
  });
  refuses('a certificate inside that cannot be parsed', 'E_DER_TAG', { certificates: [der.sequence(NULL)] });

  it('is not a certificate of the same serial number and another issuer', async () => {
    const serialNumber = Uint8Array.of(9);
    const own = await identity('own', { issuer: root, serialNumber });
    const foreign = await identity('foreign', { issuer: await authority('Elsewhere'), serialNumber });
    const bytes = await forge(own, { certificates: [foreign.certificate.der] });
    assert.throws(() => verifyCmsSignature(bytes, [foreign.certificate]), { code: 'E_CMS_SIGNER_UNKNOWN' });
  });

  it('is found among extra certificates', async () => {
    const bytes = await forge(masa, { certificates: [] });
    const verified = verifyCmsSignature(bytes, [root.certificate, masa.certificate]);
    assert.equal(verified.signers[0].certificate, masa.certificate);
    assert.deepEqual(verified.certificates, []);
  });

  it('is the extra certificate itself when it is inside too, so that its key is not made again', async () => {
    const verified = verifyCmsSignature(await forge(masa), [masa.certificate]);
    assert.equal(verified.signers[0].certificate, masa.certificate);
  });

  it('is found when its issuer is written with another string type', async () => {
    const issuer = der.sequence(der.set(der.sequence(der.objectIdentifier(OID.commonName), der.string(0x13, 'root'))));
    assert.notDeepEqual(issuer, masa.certificate.issuer.der);
    const serial = issuerAndSerial(masa.certificate).subarray(2 + masa.certificate.issuer.der.length);
    const verified = verifyCmsSignature(await forge(masa, signer({ sid: der.sequence(issuer, serial) })));
    assert.equal(verified.signers[0].certificate.equals(masa.certificate), true);
  });

  it('is found by subject key identifier', async () => {
    const keyIdentifier = masa.certificate.subjectKeyIdentifier;
    assert.ok(keyIdentifier !== undefined);
    const sid = der.contextValue(0, keyIdentifier);
    const bytes = await forge(masa, {
      version: 3,
      certificates: [root.certificate.der, masa.certificate.der],
      signer: { version: 3, sid },
    });
    assert.equal(verifyCmsSignature(bytes).signers[0].certificate.equals(masa.certificate), true);
    const unknown = await forge(masa, {
      version: 3,
      signer: { version: 3, sid: der.contextValue(0, Uint8Array.of(1)) },
    });
    assert.throws(() => verifyCmsSignature(unknown), { code: 'E_CMS_SIGNER_UNKNOWN' });
  });

  it('is told apart from another certificate of the same issuer and serial number by the signature', async () => {
    const serialNumber = Uint8Array.of(7);
    const [first, second] = [
      await identity('first', { issuer: root, serialNumber }),
      await identity('second', { issuer: root, serialNumber }),
    ];
    const bytes = await forge(second, { certificates: [first.certificate.der, second.certificate.der] });
    assert.equal(verifyCmsSignature(bytes).signers[0].certificate.equals(second.certificate), true);
  });

  it('is searched for among four certificates of one name at most', async () => {
    const serialNumber = Uint8Array.of(7);
    const bag: Uint8Array[] = [];
    for (let i = 0; i < 4; i++) bag.push((await identity(`twin ${i}`, { issuer: root, serialNumber })).certificate.der);
    const last = await identity('last', { issuer: root, serialNumber });
    const bytes = await forge(last, { certificates: [...bag, last.certificate.der] });
    assert.throws(() => verifyCmsSignature(bytes), { code: 'E_CMS_SIGNATURE' });
  });
});

describe('several signers', () => {
  it('must all verify', async () => {
    const good = await forgeSigner(masa);
    const bad = await forgeSigner(rsa, { signature: new Uint8Array(256) });
    const certificates = [masa.certificate.der, rsa.certificate.der];
    const mixed = await forge(masa, { certificates, signerInfos: [good, bad] });
    assert.throws(() => verifyCmsSignature(mixed), { code: 'E_CMS_SIGNATURE' });
    const both = await forge(masa, { certificates, signerInfos: [good, await forgeSigner(rsa)] });
    assert.equal(verifyCmsSignature(both).signers.length, 2);
  });

  it('must all lead to an anchor', async () => {
    const stranger = await identity('stranger');
    const bytes = await signCms({ content: CONTENT, signers: [masa, stranger] });
    assert.equal(verifyCmsSignature(bytes).signers.length, 2);
    assert.throws(() => verifyCms(bytes, AT), { code: 'E_PKI_PATH_NO_ISSUER' });
    assert.equal(verifyCms(bytes, { ...AT, anchors: [root.certificate, stranger.certificate] }).signers.length, 2);
  });
});

describe('detached content (RFC 5652 §5.2)', () => {
  it('must be given, and only then', async () => {
    const detached = await signCms({ content: CONTENT, signers: [masa], detached: true });
    assert.throws(() => verifyCmsSignature(detached), { code: 'E_CMS_CONTENT_MISSING' });
    assert.deepEqual(verifyCmsSignature(detached, [], { detachedContent: CONTENT }).content, CONTENT);
    assert.equal(verifyCms(detached, { ...AT, detachedContent: CONTENT }).signers.length, 1);
    assert.throws(() => verifyCmsSignature(detached, [], { detachedContent: utf8('x') }), {
      code: 'E_CMS_MESSAGE_DIGEST',
    });
    const attached = await signCms({ content: CONTENT, signers: [masa] });
    assert.throws(() => verifyCmsSignature(attached, [], { detachedContent: CONTENT }), {
      code: 'E_CMS_CONTENT_TWICE',
      fault: 'caller',
    });
  });
});

describe('verifyCms', () => {
  for (const keyType of KEY_TYPES.filter((type) => !type.startsWith('RSA-3') && !type.startsWith('RSA-4'))) {
    it(`verifies a ${keyType} signature up to a ${keyType} anchor`, async () => {
      const ca = await authority('CA', keyType);
      const holder = await identity('holder', { issuer: ca, keyType });
      const verified = verifyCms(await signCms({ content: CONTENT, signers: [holder] }), {
        anchors: [ca.certificate],
        at: NOW,
      });
      assert.deepEqual(verified.content, CONTENT);
      assert.equal(verified.signers[0].path.anchor, ca.certificate);
    });
  }

  it('builds the chain from certificates inside and from extra ones', async () => {
    const middle = await identity('middle', {
      issuer: root,
      extensions: (await authority('x')).certificate.extensions,
    });
    const leaf = await identity('leaf', { issuer: middle });
    const inside = await signCms({ content: CONTENT, signers: [leaf], certificates: [middle.certificate] });
    const outside = await signCms({ content: CONTENT, signers: [leaf] });
    assert.equal(verifyCms(inside, AT).signers[0].path.chain.length, 3);
    assert.throws(() => verifyCms(outside, AT), { code: 'E_PKI_PATH_NO_ISSUER' });
    const extraCertificates = [middle.certificate];
    assert.equal(verifyCms(outside, { ...AT, extraCertificates }).signers[0].path.chain.length, 3);
    assert.throws(() => verifyCms(inside, { ...AT, maxDepth: 2 }));
  });

  it('judges by the time given and not by the signing time', async () => {
    const later = new Date(NOW.getTime() + 100 * 24 * 3600 * 1000);
    const bytes = await signCms({ content: CONTENT, signers: [masa], signingTime: NOW });
    assert.throws(() => verifyCms(bytes, { ...AT, at: later }), { code: 'E_PKI_PATH_EXPIRED' });
    assert.doesNotThrow(() => verifyCms(bytes, { ...AT, at: 'ignore-validity' }));
  });

  it('refuses a certificate whose keyUsage does not allow signatures, and verifyCmsSignature leaves that alone', async () => {
    const agreement = await identity('agreement', { issuer: root, extensions: [keyUsage('keyAgreement')] });
    const bytes = await signCms({ content: CONTENT, signers: [agreement] });
    assert.throws(() => verifyCms(bytes, AT), { code: 'E_CMS_KEY_USAGE' });
    assert.doesNotThrow(() => verifyCmsSignature(bytes));
    const commitment = await identity('commitment', { issuer: root, extensions: [keyUsage('nonRepudiation')] });
    const committed = await signCms({ content: CONTENT, signers: [commitment] });
    assert.doesNotThrow(() => verifyCms(committed, AT));
  });

  it('asks for a purpose only when told to', async () => {
    const registrar = await identity('registrar', { issuer: root, extensions: [extendedKeyUsage([OID.cmcRa])] });
    const bytes = await signCms({ content: CONTENT, signers: [registrar] });
    assert.doesNotThrow(() => verifyCms(bytes, AT));
    assert.doesNotThrow(() => verifyCms(bytes, { ...AT, extendedKeyUsage: OID.cmcRa }));
    assert.throws(() => verifyCms(bytes, { ...AT, extendedKeyUsage: OID.codeSigning }), {
      code: 'E_PKI_PATH_EXTENDED_KEY_USAGE',
    });
  });

  it('heeds revocation lists from inside and from outside', async () => {
    const crl = await buildCertificateRevocationList({
      issuer: root.certificate,
      signer: root.signer,
      thisUpdate: new Date(NOW.getTime() - 1000),
      nextUpdate: new Date(NOW.getTime() + 1000),
      crlNumber: 1,
      entries: [{ serialNumber: masa.certificate.serialNumber, revocationDate: NOW }],
    });
    const bare = await signCms({ content: CONTENT, signers: [masa] });
    const withList = await signCms({ content: CONTENT, signers: [masa], crls: [crl] });
    assert.doesNotThrow(() => verifyCms(bare, AT));
    assert.throws(() => verifyCms(bare, { ...AT, crls: [crl] }), { code: 'E_PKI_PATH_REVOKED' });
    assert.throws(() => verifyCms(withList, AT), { code: 'E_PKI_PATH_REVOKED' });
    assert.equal(verifyCmsSignature(withList).crls[0]?.crlNumber, 1n);
    assert.throws(() => verifyCms(bare, { ...AT, revocation: 'required' }), { code: 'E_PKI_PATH_REVOCATION_UNKNOWN' });
  });

  it('takes a parsed SignedData as well as bytes', async () => {
    const bytes = await signCms({ content: CONTENT, signers: [masa] });
    assert.deepEqual(verifyCms(SignedData.parse(bytes), AT).content, verifyCms(bytes, AT).content);
  });

  it('finds a signer whose certificate has no key identifier when it is named by issuer and serial number', async () => {
    const plain = await identity('plain', { issuer: root, extensions: [] });
    assert.equal(plain.certificate.subjectKeyIdentifier, undefined);
    const bytes = await signCms({ content: CONTENT, signers: [plain] });
    assert.equal(verifyCms(bytes, AT).signers[0].certificate.equals(plain.certificate), true);
  });
});
