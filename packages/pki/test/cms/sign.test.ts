import assert from 'node:assert/strict';
import { verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { toHex, utf8 } from '@sallyport/core';
import { compareOctets, DerReader, der } from '@sallyport/der';
import { OID, type Signer } from '@sallyport/pki';
import { type SignCmsOptions, SignedData, signCms, verifyCmsSignature } from '@sallyport/pki/cms';
import { CONTENT } from './forge.ts';
import { authority, identity, NOW } from './support.ts';

const root = await authority('Root');
const masa = await identity('MASA', { issuer: root });
const other = await identity('Other', { issuer: root, keyType: 'P-384' });
const ed = await identity('Ed', { issuer: root, keyType: 'Ed25519' });

async function sign(options: Partial<SignCmsOptions> = {}): Promise<SignedData> {
  return SignedData.parse(await signCms({ content: CONTENT, signers: [masa], ...options }));
}

describe('what is signed by default', () => {
  it('is id-data of version 1 with the content and the certificate inside', async () => {
    const signedData = await sign();
    assert.equal(signedData.version, 1);
    assert.equal(signedData.contentType, OID.data);
    assert.deepEqual(signedData.content, CONTENT);
    assert.equal(signedData.certificates.length, 1);
    assert.equal(signedData.signerInfos[0]?.version, 1);
  });

  it('has content-type and message-digest for signed attributes, and no time that nobody gave', async () => {
    const attributes = (await sign()).signerInfos[0]?.signedAttributes;
    assert.deepEqual([...(attributes?.values.keys() ?? [])], [OID.contentType, OID.messageDigest]);
  });

  it('is signed over the attributes under the tag of a SET (RFC 5652 §5.4)', async () => {
    const [info] = (await sign()).signerInfos;
    assert.ok(info?.signedAttributes !== undefined);
    const { signedBytes } = info.signedAttributes;
    assert.equal(signedBytes[0], 0x31);
    assert.equal(verify('sha256', signedBytes, masa.certificate.publicKey, info.signature), true);
  });

  it('differs from the next only where it must: the head for a certificate is made once', async () => {
    const [first, second] = [await sign(), await sign()];
    const { signature: _, ...head } = first.signerInfos[0] ?? assert.fail();
    const { signature: __, ...nextHead } = second.signerInfos[0] ?? assert.fail();
    assert.deepEqual(head, nextHead);
  });
});

describe('versions (RFC 5652 §5.1, §5.3)', () => {
  it('are 3 outside and 1 inside for content that is not id-data', async () => {
    const signedData = await sign({ contentType: OID.animaJsonVoucher });
    assert.equal(signedData.version, 3);
    assert.equal(signedData.signerInfos[0]?.version, 1);
    assert.equal(verifyCmsSignature(signedData).contentType, OID.animaJsonVoucher);
  });

  it('are 3 and 3 for a signer named by key identifier', async () => {
    const signedData = await sign({ signers: [{ ...masa, namedBy: 'subject-key-identifier' }] });
    assert.equal(signedData.version, 3);
    assert.equal(signedData.signerInfos[0]?.version, 3);
    assert.equal(verifyCmsSignature(signedData).signers[0].certificate.equals(masa.certificate), true);
  });

  it('go back to 1 when the same certificate is named by issuer and serial number again', async () => {
    await sign({ signers: [{ ...masa, namedBy: 'subject-key-identifier' }] });
    assert.equal((await sign()).signerInfos[0]?.version, 1);
  });
});

describe('DER', () => {
  it('sorts every SET OF', async () => {
    const signedData = await sign({
      signers: [other, masa, ed],
      certificates: [root.certificate],
      signingTime: NOW,
      signedAttributes: [{ oid: '1.2.3', values: [der.integer(2), der.integer(1)] }],
    });
    assert.equal(isSorted(signedData.certificates.map((each) => each.der)), true);
    assert.deepEqual(signedData.signerInfos[0]?.signedAttributes?.values.get('1.2.3'), [
      der.integer(1),
      der.integer(2),
    ]);
    const fields = DerReader.over(signedData.der).sequence();
    fields.objectIdentifier();
    const inner = fields.context(0).sequence();
    inner.any();
    assert.equal(inner.setOf((reader) => reader.any()).length, 3);
    inner.any();
    inner.setOf((reader) => reader.any(), 0xa0);
    assert.equal(inner.setOf((reader) => reader.any()).length, 3);
    assert.equal(verifyCmsSignature(signedData).signers.length, 3);
  });

  it('writes digest algorithms without parameters (RFC 5754 §2)', async () => {
    assert.equal(toHex((await sign()).signerInfos[0]?.digestAlgorithm.der ?? CONTENT), '300b0609608648016503040201');
  });

  it('writes a signing time of 2050 and later as GeneralizedTime (RFC 5652 §11.3)', async () => {
    const values = async (time: string): Promise<number | undefined> => {
      const signedData = await sign({ signingTime: new Date(time) });
      return signedData.signerInfos[0]?.signedAttributes?.values.get(OID.signingTime)?.[0]?.[0];
    };
    assert.equal(await values('2049-12-31T23:59:59Z'), 0x17);
    assert.equal(await values('2050-01-01T00:00:00Z'), 0x18);
  });
});

describe('certificates', () => {
  it('are inside once each', async () => {
    const signedData = await sign({ signers: [masa, masa], certificates: [masa.certificate, root.certificate] });
    assert.equal(signedData.certificates.length, 2);
    assert.equal(signedData.signerInfos.length, 2);
  });
});

describe('digests', () => {
  it('follow the key: SHA-384 for P-384, SHA-512 for Ed25519 (RFC 8419 §2.3)', async () => {
    const signedData = await sign({ signers: [masa, other, ed] });
    assert.deepEqual([...signedData.digestAlgorithms].sort(), [OID.sha256, OID.sha384, OID.sha512]);
  });
});

describe('content', () => {
  for (const length of [0, 1, 127, 128, 70_000]) {
    it(`of ${length} bytes goes round`, async () => {
      const content = new Uint8Array(length).fill(7);
      assert.deepEqual(verifyCmsSignature(await sign({ content })).content, content);
    });
  }
});

describe('what cannot be signed', () => {
  const refuses = (name: string, code: string, options: Partial<SignCmsOptions>): void => {
    it(`is ${name}`, async () => {
      await assert.rejects(sign(options), { code, fault: 'caller' });
    });
  };
  refuses('anything by nobody', 'E_CMS_INPUT', { signers: [] });
  refuses('anything by a key that is not of the certificate', 'E_CMS_SIGNER_KEY', {
    signers: [{ certificate: masa.certificate, signer: other.signer }],
  });
  refuses('an attribute of our own making', 'E_CMS_INPUT', {
    signedAttributes: [{ oid: OID.messageDigest, values: [der.octetString(CONTENT)] }],
  });
  refuses('an attribute twice', 'E_CMS_INPUT', {
    signedAttributes: [
      { oid: '1.2.3', values: [der.nullValue()] },
      { oid: '1.2.3', values: [der.nullValue()] },
    ],
  });
  refuses('an attribute without a value', 'E_CMS_INPUT', { signedAttributes: [{ oid: '1.2.3', values: [] }] });
  refuses('content of a type that is no OID', 'E_DER_ENCODE', { contentType: 'voucher' });

  it('is anything named by a key identifier that the certificate lacks', async () => {
    const plain = await identity('plain', { issuer: root, extensions: [] });
    await assert.rejects(sign({ signers: [{ ...plain, namedBy: 'subject-key-identifier' }] }), { code: 'E_CMS_INPUT' });
  });
});

describe('a signer', () => {
  it('may be far away: its promise is waited for', async () => {
    const remote: Signer = {
      publicKey: masa.signer.publicKey,
      sign: async (data) => {
        await new Promise((resolve) => setImmediate(resolve));
        return masa.signer.sign(data);
      },
    };
    const signedData = await sign({ signers: [{ certificate: masa.certificate, signer: remote }] });
    assert.equal(verifyCmsSignature(signedData).signers.length, 1);
  });

  it('that fails makes signing fail with its own error', async () => {
    const broken: Signer = {
      publicKey: masa.signer.publicKey,
      sign: () => Promise.reject(new RangeError('no token')),
    };
    await assert.rejects(sign({ signers: [{ certificate: masa.certificate, signer: broken }] }), RangeError);
  });
});

describe('what was signed', () => {
  it('is not changed by changing the content afterwards', async () => {
    const content = utf8('before');
    const signedData = await sign({ content });
    content.fill(0);
    assert.deepEqual(verifyCmsSignature(signedData).content, utf8('before'));
  });
});

function isSorted(encodings: readonly Uint8Array[]): boolean {
  return encodings.every((each, index) => index === 0 || compareOctets(encodings[index - 1] ?? each, each) <= 0);
}
