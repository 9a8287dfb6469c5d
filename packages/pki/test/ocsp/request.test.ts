import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { concat } from '@sallyport/core';
import { der } from '@sallyport/der';
import { encodeExtensions, encodeGeneralName, extension } from '@sallyport/pki';
import { CertificateId, encodeOcspRequest, MAX_REQUESTED, parseOcspRequest } from '@sallyport/pki/ocsp';
import { authority, cn } from '../support.ts';

const NONCE = '1.3.6.1.5.5.7.48.1.2';
let id: CertificateId;
before(async () => {
  id = CertificateId.of((await authority('ca')).certificate, '4711');
});

const one = (): Uint8Array => der.sequence(der.sequence(id.der));
const request = (...fields: readonly Uint8Array[]): Uint8Array => der.sequence(der.sequence(...fields));
const nonced = (value: Uint8Array): Uint8Array =>
  request(one(), der.context(2, encodeExtensions([extension(NONCE, value)])));

describe('encodeOcspRequest', () => {
  it('gives back what was put in', () => {
    const nonce = Uint8Array.from({ length: 32 }, (_, index) => index);
    const read = parseOcspRequest(encodeOcspRequest([id, id], nonce));
    assert.equal(read.certificateIds.length, 2);
    assert.deepEqual(read.certificateIds[1]?.der, id.der);
    assert.deepEqual(read.nonce, nonce);
    assert.equal(parseOcspRequest(encodeOcspRequest([id])).nonce, undefined);
  });

  it('refuses no certificate, too many, and nonces of a length that is none', () => {
    const many = Array.from({ length: MAX_REQUESTED + 1 }, () => id);
    for (const make of [
      () => encodeOcspRequest([]),
      () => encodeOcspRequest(many),
      () => encodeOcspRequest([id], new Uint8Array(0)),
      () => encodeOcspRequest([id], new Uint8Array(129)),
    ]) {
      assert.throws(make, { code: 'E_OCSP_INPUT' });
    }
  });
});

describe('parseOcspRequest', () => {
  it('reads who asks and how that is signed, and makes nothing of either', () => {
    const signature = der.sequence(
      der.sequence(der.objectIdentifier('1.2.840.10045.4.3.2')),
      der.bitString(Uint8Array.of(1)),
      der.context(0, der.sequence(der.sequence())),
    );
    const requestor = der.context(1, encodeGeneralName({ kind: 'directory', value: cn('asker') }));
    const signed = der.sequence(der.sequence(requestor, one()), der.context(0, signature));
    const read = parseOcspRequest(signed);
    assert.equal(read.isSigned, true);
    assert.equal(read.certificateIds.length, 1);
  });

  it('tells of critical extensions about one certificate', () => {
    const single = der.context(0, encodeExtensions([extension('1.2.3', der.nullValue(), true)]));
    const read = parseOcspRequest(request(der.sequence(der.sequence(id.der, single))));
    assert.deepEqual(read.criticalSingleExtensions, ['1.2.3']);
  });

  for (const [what, make] of [
    ['nothing', () => new Uint8Array(0)],
    ['a request about no certificate', () => request(der.sequence())],
    ['a request about too many', () => request(der.sequenceOf(Array.from({ length: 17 }, () => der.sequence(id.der))))],
    ['a version that is the default', () => request(der.context(0, der.integer(0)), one())],
    ['another version', () => request(der.context(0, der.integer(1)), one())],
    ['a nonce of no octet', () => nonced(der.octetString(new Uint8Array(0)))],
    ['a nonce of 129 octets', () => nonced(der.octetString(new Uint8Array(129)))],
    ['a nonce that is no OCTET STRING', () => nonced(Uint8Array.of(1, 2, 3, 4))],
    ['an empty list of extensions', () => request(one(), der.context(2, der.sequence()))],
    ['fields in another order', () => request(der.context(2, der.sequence()), one())],
    ['something behind the end', () => concat(request(one()), Uint8Array.of(0))],
    ['something behind the certificates', () => request(one(), der.nullValue())],
    ['a serial number of 22 octets', () => request(der.sequence(der.sequence(der.sequence(...parts(22)))))],
    ['a negative serial number', () => request(der.sequence(der.sequence(der.sequence(...parts(-1)))))],
    ['more than 16 KiB', () => new Uint8Array(20_000)],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => parseOcspRequest(make()), { code: 'E_OCSP_REQUEST' }));
  }
});

function parts(serial: number): readonly Uint8Array[] {
  const hash = der.octetString(new Uint8Array(20));
  const number = serial < 0 ? der.integer(serial) : der.integer(new Uint8Array(serial).fill(0x7f));
  return [der.sequence(der.objectIdentifier('1.3.14.3.2.26')), hash, hash, number];
}
