import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fromUtf8 } from '@sallyport/core';
import { Certificate, OID } from '@sallyport/pki';
import { SignedData, verifyCms, verifyCmsSignature } from '@sallyport/pki/cms';

const folder = new URL('../vectors/rfc8995-appendix-c/', import.meta.url);
const certificate = (name: string): Certificate =>
  Certificate.fromPem(readFileSync(new URL(`${name}.cert.pem`, folder), 'utf8'));
const cms = (name: string): Uint8Array => readFileSync(new URL(`${name}.cms.der`, folder));

/** All certificates were valid then. */
const AT = new Date('2021-04-14T00:00:00Z');

const ARTEFACTS = {
  'pledge-voucher-request': { anchor: 'vendor', bytes: 886, embedded: 1, signer: 'serialNumber=00-D0-E5-F2-00-02' },
  'registrar-voucher-request': {
    anchor: 'ownerca',
    bytes: 2405,
    embedded: 2,
    signer: 'CN=fountain-test.example.com,DC=sandelman,DC=ca',
  },
  voucher: { anchor: 'vendor', bytes: 869, embedded: 1, signer: 'CN=highway-test.example.com MASA' },
};

for (const [name, expected] of Object.entries(ARTEFACTS)) {
  describe(`the ${name} of RFC 8995 appendix C`, () => {
    const anchors = [certificate(expected.anchor)];

    it('verifies up to its authority, on a day it was valid', () => {
      const verified = verifyCms(cms(name), { anchors, at: AT });
      const [signer, ...others] = verified.signers;
      assert.equal(others.length, 0);
      assert.equal(signer.certificate.subject.toString(), expected.signer);
      assert.equal(signer.path.anchor.equals(certificate(expected.anchor)), true);
      assert.equal(signer.signingTime?.toISOString().slice(0, 16), '2021-04-13T21:43');
      assert.equal(verified.contentType, OID.data);
      assert.equal(verified.content.length, expected.bytes);
      assert.ok(fromUtf8(verified.content).startsWith('{"ietf-voucher'));
      assert.equal(verified.certificates.length, expected.embedded);
    });

    it('does not verify after its certificates ended, unless dates are to be ignored', () => {
      const late = new Date('2999-01-01T00:00:00Z');
      if (name !== 'pledge-voucher-request') {
        assert.throws(() => verifyCms(cms(name), { anchors, at: late }), { code: 'E_PKI_PATH_EXPIRED' });
      }
      assert.doesNotThrow(() => verifyCms(cms(name), { anchors, at: 'ignore-validity' }));
    });

    it('does not verify up to another authority', () => {
      const other = [certificate(expected.anchor === 'vendor' ? 'ownerca' : 'vendor')];
      assert.throws(() => verifyCms(cms(name), { anchors: other, at: AT }), { code: 'E_PKI_PATH_NO_ISSUER' });
    });
  });
}

describe("the registrar's request of RFC 8995 appendix C", () => {
  const request = cms('registrar-voucher-request');

  it('shows a MASA, which knows no owner CA, the chain to take as temporary anchor (§5.5.2)', () => {
    const verified = verifyCmsSignature(request);
    const [, top] = verified.certificates;
    assert.ok(top !== undefined);
    assert.equal(top.equals(certificate('ownerca')), true);
    assert.equal(verified.signers[0].certificate.equals(certificate('jrc')), true);
    assert.doesNotThrow(() => verifyCms(verified.signedData, { anchors: [top], at: AT }));
  });

  it('is signed by a registrar: its purpose is id-kp-cmcRA and no other', () => {
    const anchors = [certificate('ownerca')];
    assert.doesNotThrow(() => verifyCms(request, { anchors, at: AT, extendedKeyUsage: OID.cmcRa }));
    assert.throws(() => verifyCms(request, { anchors, at: AT, extendedKeyUsage: OID.serverAuth }), {
      code: 'E_PKI_PATH_EXTENDED_KEY_USAGE',
    });
  });

  it("carries the pledge's request as it was sent", () => {
    const pledge = cms('pledge-voucher-request');
    const json: unknown = JSON.parse(fromUtf8(verifyCmsSignature(request).content));
    assert.ok(JSON.stringify(json).includes(Buffer.from(pledge).toString('base64').slice(0, 200)));
    assert.equal(SignedData.parse(pledge).version, 1);
  });
});
