import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHex } from '@sallyport/core';
import { OID } from '@sallyport/pki';
import { type BasicOcspResponse, isResponseSignedBy, parseOcspRequest, parseOcspResponse } from '@sallyport/pki/ocsp';
import { vector } from './support.ts';

function basic(name: string): BasicOcspResponse {
  const response = parseOcspResponse(vector(name));
  assert.ok(response.status === 'successful');
  return response.basic;
}

describe('requests that others made', () => {
  it('name a certificate by SHA-1', () => {
    const { certificateIds, nonce, isSigned } = parseOcspRequest(vector('req-sha1'));
    assert.equal(certificateIds.length, 1);
    assert.equal(certificateIds[0]?.hash, 'sha1');
    assert.equal(certificateIds[0]?.serialNumber, '98d9e5c0b4c373552df77c5d0f1eb5128e4945f9');
    assert.deepEqual([nonce, isSigned], [undefined, false]);
  });

  it('ask about several at once', () => {
    assert.equal(parseOcspRequest(vector('req-multi-sha1')).certificateIds.length, 2);
  });

  it('carry a nonce', () => {
    const { nonce } = parseOcspRequest(vector('req-ext-nonce'));
    assert.equal(nonce === undefined ? undefined : toHex(nonce), '7b805a1d3726b8b84f48d2f8bfd72dfd');
  });

  it('carry extensions that are nobody’s business here', () => {
    assert.equal(parseOcspRequest(vector('req-ext-unknown-oid')).extensions.length, 1);
    assert.equal(parseOcspRequest(vector('req-acceptable-responses')).extensions.length, 1);
  });

  it('name a hash that nobody knows', () => {
    assert.equal(parseOcspRequest(vector('req-invalid-hash-alg')).certificateIds[0]?.hash, undefined);
  });

  for (const name of ['ocsp-army.valid-req', 'ocsp-army.revoked-req', 'ocsp-army.inapplicable-req']) {
    it(`are read: ${name}`, () => assert.equal(parseOcspRequest(vector(name)).certificateIds.length, 1));
  }

  for (const name of ['req-duplicate-ext', 'req-invalid-version', 'resp-sha256']) {
    it(`are refused when they are ${name}`, () => {
      assert.throws(() => parseOcspRequest(vector(name)), { code: 'E_OCSP_REQUEST' });
    });
  }
});

describe('responses that others made', () => {
  it('say that a certificate is good, and who says so by name', () => {
    const { responderId, responses, producedAt, certificates } = basic('resp-sha256');
    assert.ok(responderId.by === 'name');
    assert.equal(responderId.name.toString(), "CN=Let's Encrypt Authority X3,O=Let's Encrypt,C=US");
    const [single] = responses;
    assert.ok(single !== undefined && single.nextUpdate !== undefined);
    assert.deepEqual(single.status, { status: 'good' });
    assert.ok(single.thisUpdate <= producedAt && producedAt < single.nextUpdate);
    assert.equal(certificates.length, 0);
  });

  it('say who says so by key', () => {
    const { responderId } = basic('resp-responder-key-hash');
    assert.ok(responderId.by === 'key');
    assert.equal(toHex(responderId.hash), '0f80611c823161d52f28e78d4638b42ce1c6d9e2');
  });

  it('say that a certificate is revoked, with and without a reason', () => {
    const [withReason] = basic('resp-revoked-reason').responses;
    assert.ok(withReason?.status.status === 'revoked');
    assert.equal(withReason.status.reason, 'superseded');
    const [without] = basic('resp-revoked').responses;
    assert.ok(without?.status.status === 'revoked');
    assert.equal(without.status.reason, undefined);
  });

  it('may leave out when they will be out of date', () => {
    assert.equal(basic('resp-revoked-no-next-update').responses[0]?.nextUpdate, undefined);
  });

  it('speak of many certificates', () => {
    const said = basic('ocsp-army.deps.mil-resp').responses.map(({ status }) => status.status);
    assert.equal(said.length, 20);
    assert.deepEqual(
      said.flatMap((status, index) => (status === 'revoked' ? [index] : [])),
      [0, 1, 2, 15],
    );
  });

  it('carry extensions of single answers and of the whole', () => {
    assert.equal(basic('resp-single-extension-reason').responses[0]?.extensions[0]?.oid, OID.reasonCode);
    assert.ok((basic('resp-sct-extension').responses[0]?.extensions.length ?? 0) > 0);
    assert.equal(basic('resp-unknown-extension').extensions.length, 1);
  });

  for (const name of ['resp-revoked-reason', 'resp-sct-extension']) {
    it(`are signed by the responder whose certificate they carry: ${name}`, () => {
      const response = basic(name);
      const [responder] = response.certificates;
      assert.ok(responder !== undefined);
      assert.ok(responder.extendedKeyUsage?.includes(OID.ocspSigning));
      assert.ok(isResponseSignedBy(response, responder.publicKey));
      const changed = Uint8Array.from(response.tbs);
      changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
      assert.equal(isResponseSignedBy({ ...response, tbs: changed }, responder.publicKey), false);
    });
  }

  it('say that they will not answer', () => {
    assert.deepEqual(parseOcspResponse(vector('resp-unauthorized')), { status: 'unauthorized' });
  });

  for (const [name, code] of [
    ['resp-invalid-version', 'E_OCSP_RESPONSE'],
    ['resp-successful-no-response-bytes', 'E_OCSP_RESPONSE'],
    ['resp-unknown-response-status', 'E_OCSP_RESPONSE'],
    ['resp-response-type-unknown-oid', 'E_OCSP_RESPONSE_TYPE'],
    ['req-sha1', 'E_OCSP_RESPONSE'],
  ] as const) {
    it(`are refused when they are ${name}`, () => {
      assert.throws(() => parseOcspResponse(vector(name)), { code });
    });
  }

  it('carry the certificate of a responder that was delegated', () => {
    const [responder] = basic('resp-delegate-unknown-cert').certificates;
    assert.ok(responder?.extension(OID.ocspNoCheck) !== undefined);
  });

  it('are not believed when they are signed with MD2', () => {
    const [key] = basic('resp-revoked-reason').certificates;
    assert.ok(key !== undefined);
    assert.throws(() => isResponseSignedBy(basic('resp-invalid-signature-oid'), key.publicKey), {
      code: 'E_PKI_ALGORITHM_UNSUPPORTED',
    });
  });

  it('name a hash that nobody knows, which then fits no issuer', () => {
    assert.equal(basic('resp-unknown-hash-alg').responses[0]?.certificateId.hash, undefined);
  });
});
