/** pkijs and asn1js as a second opinion on what is signed here, and as a signer of another make. */

import assert from 'node:assert/strict';
import { createPrivateKey, verify, webcrypto } from 'node:crypto';
import { describe, it } from 'node:test';
import { bytesEqual } from '@sallyport/core';
import { OID } from '@sallyport/pki';
import { SignedData, signCms, verifyCms } from '@sallyport/pki/cms';
import { fromBER, Integer, ObjectIdentifier, OctetString, UTCTime } from 'asn1js';
import * as pkijs from 'pkijs';
import { CONTENT } from './forge.ts';
import { authority, type Identity, identity, NOW } from './support.ts';

const root = await authority('Root');
const TRUST = { anchors: [root.certificate], at: NOW };
const people = {
  'P-256': await identity('P-256', { issuer: root }),
  'P-384': await identity('P-384', { issuer: root, keyType: 'P-384' }),
  'P-521': await identity('P-521', { issuer: root, keyType: 'P-521' }),
  'RSA-2048': await identity('RSA-2048', { issuer: root, keyType: 'RSA-2048' }),
};

function buffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

function theirs(bytes: Uint8Array): pkijs.SignedData {
  const contentInfo = pkijs.ContentInfo.fromBER(buffer(bytes));
  return new pkijs.SignedData({ schema: contentInfo.content });
}

describe('pkijs, given what is signed here', () => {
  for (const [name, person] of Object.entries(people)) {
    it(`verifies ${name} up to the anchor`, async () => {
      const bytes = await signCms({ content: CONTENT, signers: [person], signingTime: NOW });
      const signed = theirs(bytes);
      const trustedCerts = [pkijs.Certificate.fromBER(buffer(root.certificate.der))];
      assert.equal(await signed.verify({ signer: 0, trustedCerts, checkChain: true, checkDate: NOW }), true);
      assert.ok(bytesEqual(new Uint8Array(signed.encapContentInfo.eContent?.getValue() ?? []), CONTENT));
    });
  }

  it('sees the same fields', async () => {
    const signers = [people['P-256'], { ...people['P-384'], namedBy: 'subject-key-identifier' as const }];
    const bytes = await signCms({ content: CONTENT, contentType: OID.animaJsonVoucher, signers });
    const ours = SignedData.parse(bytes);
    const other = theirs(bytes);
    assert.equal(other.version, ours.version);
    assert.equal(other.encapContentInfo.eContentType, ours.contentType);
    assert.equal(other.certificates?.length, ours.certificates.length);
    assert.deepEqual(
      other.signerInfos.map((info) => [
        info.version,
        info.digestAlgorithm.algorithmId,
        info.signatureAlgorithm.algorithmId,
      ]),
      ours.signerInfos.map((info) => [info.version, info.digestAlgorithm.oid, info.signatureAlgorithm.oid]),
    );
  });
});

describe('asn1js and node:crypto by hand, given an Ed25519 signature', () => {
  it('find it over the attributes with SHA-512 (RFC 8419 §2.3, §3.1)', async () => {
    const person = await identity('Ed25519', { issuer: root, keyType: 'Ed25519' });
    const [info] = theirs(await signCms({ content: CONTENT, signers: [person] })).signerInfos;
    assert.ok(info?.signedAttrs !== undefined);
    assert.equal(info.digestAlgorithm.algorithmId, OID.sha512);
    assert.equal(info.signatureAlgorithm.algorithmId, OID.ed25519);
    const attributes = new Uint8Array(info.signedAttrs.encodedValue);
    attributes[0] = 0x31;
    const signature = info.signature.valueBlock.valueHexView;
    assert.equal(verify(null, attributes, person.certificate.publicKey, signature), true);
    const digests = info.signedAttrs.attributes.filter(({ type }) => type === OID.messageDigest);
    const digest: unknown = digests[0]?.values[0];
    assert.ok(digest instanceof OctetString);
    const expected = new Uint8Array(await webcrypto.subtle.digest('SHA-512', buffer(CONTENT)));
    assert.ok(bytesEqual(digest.valueBlock.valueHexView, expected));
  });
});

describe('what pkijs signs', () => {
  function encapsulated(inPieces: boolean): pkijs.EncapsulatedContentInfo {
    const eContent = new OctetString({ valueHex: buffer(CONTENT) });
    // Its constructor cuts content into a constructed OCTET STRING; setting the member leaves it whole.
    if (inPieces) return new pkijs.EncapsulatedContentInfo({ eContentType: OID.data, eContent });
    const whole = new pkijs.EncapsulatedContentInfo({ eContentType: OID.data });
    whole.eContent = eContent;
    return whole;
  }

  async function signedByPkijs(
    person: Identity,
    algorithm: webcrypto.EcKeyImportParams,
    hash: string,
    inPieces = false,
  ): Promise<Uint8Array> {
    const pkcs8 = createPrivateKey(person.keyPem).export({ format: 'der', type: 'pkcs8' });
    const key = await webcrypto.subtle.importKey('pkcs8', buffer(pkcs8), algorithm, true, ['sign']);
    const certificate = pkijs.Certificate.fromBER(buffer(person.certificate.der));
    const digest = await webcrypto.subtle.digest(hash, buffer(CONTENT));
    const signed = new pkijs.SignedData({
      version: 1,
      encapContentInfo: encapsulated(inPieces),
      signerInfos: [
        new pkijs.SignerInfo({
          version: 1,
          sid: new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
          signedAttrs: new pkijs.SignedAndUnsignedAttributes({
            type: 0,
            attributes: [
              new pkijs.Attribute({ type: OID.contentType, values: [new ObjectIdentifier({ value: OID.data })] }),
              new pkijs.Attribute({ type: OID.signingTime, values: [new UTCTime({ valueDate: NOW })] }),
              new pkijs.Attribute({ type: OID.messageDigest, values: [new OctetString({ valueHex: digest })] }),
            ],
          }),
        }),
      ],
      certificates: [certificate],
    });
    await signed.sign(key, 0, hash);
    const schema = signed.toSchema(true);
    return new Uint8Array(
      new pkijs.ContentInfo({ contentType: OID.signedData, content: schema }).toSchema().toBER(false),
    );
  }

  it('verifies, with the signing time it claims', async () => {
    const bytes = await signedByPkijs(people['P-256'], { name: 'ECDSA', namedCurve: 'P-256' }, 'SHA-256');
    const verified = verifyCms(bytes, TRUST);
    assert.deepEqual(verified.content, CONTENT);
    assert.equal(verified.signers[0].signingTime?.getTime(), NOW.getTime());
  });

  it('with its constructor, content in pieces, is refused as BER', async () => {
    const bytes = await signedByPkijs(people['P-256'], { name: 'ECDSA', namedCurve: 'P-256' }, 'SHA-256', true);
    assert.throws(() => verifyCms(bytes, TRUST), { code: 'E_CMS_BER' });
  });

  it('verifies by P-384 over SHA-384', async () => {
    const bytes = await signedByPkijs(people['P-384'], { name: 'ECDSA', namedCurve: 'P-384' }, 'SHA-384');
    assert.equal(verifyCms(bytes, TRUST).signers.length, 1);
  });
});

describe('asn1js', () => {
  it('reads what is signed here to its last byte', async () => {
    const bytes = await signCms({ content: CONTENT, signers: Object.values(people), certificates: [root.certificate] });
    const { offset, result } = fromBER(buffer(bytes));
    assert.equal(offset, bytes.length);
    assert.equal(result.error, '');
    assert.ok(!(result instanceof Integer));
  });
});
