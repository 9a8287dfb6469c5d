import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { DerReader } from '@sallyport/der';
import { CertificateId, encodeOcspRequest, ocspGetUrl, requestOfPath } from '@sallyport/pki/ocsp';
import { authority, type Identity } from '../support.ts';

let ca: Identity;
let other: Identity;
before(async () => {
  [ca, other] = [await authority('ca'), await authority('ca')];
});

describe('CertificateId', () => {
  for (const hash of ['sha1', 'sha256', 'sha384', 'sha512'] as const) {
    it(`names a certificate by ${hash} of name and key, and tells two issuers of one name apart`, () => {
      const id = CertificateId.of(ca.certificate, '00ff01', hash);
      const read = DerReader.whole(id.der, (reader) => CertificateId.read(reader));
      assert.equal(read.hash, hash);
      assert.equal(read.serialNumber, 'ff01');
      assert.ok(read.names({ serialNumber: 'ff01' }, ca.certificate));
      assert.equal(read.names({ serialNumber: 'ff02' }, ca.certificate), false);
      assert.equal(read.isOf(other.certificate), false);
    });
  }

  it('refuses a serial number that no certificate has', () => {
    for (const none of ['00', '', 'ff'.repeat(20)]) {
      assert.throws(() => CertificateId.of(ca.certificate, none), { code: 'E_PKI_ISSUE_INPUT' });
    }
  });
});

describe('the path of an OCSP request', () => {
  it('is base64, URL-encoded, behind the address of the responder', () => {
    const request = encodeOcspRequest([CertificateId.of(ca.certificate, '01', 'sha1')]);
    for (const address of ['http://ocsp.example/x', 'http://ocsp.example/x/']) {
      const url = ocspGetUrl(address, request);
      assert.ok(url !== undefined);
      assert.ok(url.startsWith('http://ocsp.example/x/') && !url.slice(22).includes('/'), url);
      assert.deepEqual(requestOfPath(url.slice('http://ocsp.example/x/'.length)), request);
      assert.deepEqual(requestOfPath(decodeURIComponent(url.slice('http://ocsp.example/x/'.length))), request);
    }
  });

  it('is not used for long requests', () => {
    const many = Array.from({ length: 4 }, (_, index) => CertificateId.of(ca.certificate, `0${index + 1}`, 'sha512'));
    assert.equal(ocspGetUrl('http://ocsp.example', encodeOcspRequest(many)), undefined);
  });

  for (const bad of ['%', '%%%', 'MA', 'M A=', 'a'.repeat(70_000), '%ff']) {
    it(`is refused when it is ${bad.slice(0, 8)}`, () => {
      assert.throws(() => requestOfPath(bad), { code: 'E_OCSP_PATH' });
    });
  }
});
