import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Certificate, keyTypeOf, OID, validatePath } from '@sallyport/pki';
import { appendixC } from './support.ts';

const at = new Date('2021-05-01T00:00:00Z');
const [vendor, masa, ownerca, jrc, idevid] = (['vendor', 'masa', 'ownerca', 'jrc', 'idevid'] as const).map(appendixC);
assert.ok(vendor && masa && ownerca && jrc && idevid);

function path(leaf: Certificate, ...anchors: readonly Certificate[]) {
  return { leaf, intermediates: [], anchors, at };
}

describe('the certificates of RFC 8995 appendix C', () => {
  it('have the fingerprints of the published files', () => {
    assert.equal(vendor.fingerprint(), '2acc07aa0f3b214b842f1eff502696acfd88b55ab12368fc9364be9372fd6ffc');
    assert.equal(idevid.fingerprint(), '3e2cdfa2467282baec1c298b54698fb85a8c3cc677b4e6a9e774b32fe8079082');
  });

  it('validate, although P-384 keys sign with SHA-256', () => {
    assert.equal(keyTypeOf(vendor.publicKey), 'P-384');
    assert.equal(vendor.signatureAlgorithm.oid, OID.ecdsaWithSha256);
    assert.deepEqual(validatePath(path(idevid, ownerca, vendor)).chain, [idevid, vendor]);
    assert.deepEqual(validatePath(path(masa, vendor)).chain, [masa, vendor]);
    assert.deepEqual(validatePath(path(jrc, ownerca)).chain, [jrc, ownerca]);
  });

  it('let the registrar pass as registration authority and without any purpose, but not as TLS server', () => {
    assert.ok(validatePath({ ...path(jrc, ownerca), extendedKeyUsage: OID.cmcRa, keyUsage: 'digitalSignature' }));
    assert.throws(() => validatePath({ ...path(jrc, ownerca), extendedKeyUsage: OID.serverAuth }), {
      code: 'E_PKI_PATH_EXTENDED_KEY_USAGE',
    });
  });

  it('let the registrar be pinned by itself', () => {
    const { chain, anchor, leaf } = validatePath(path(jrc, jrc));
    assert.deepEqual(chain, [jrc]);
    assert.equal(anchor, jrc);
    assert.equal(leaf, jrc);
  });

  it('do not chain to the wrong authority', () => {
    assert.throws(() => validatePath(path(idevid, ownerca)), { code: 'E_PKI_PATH_NO_ISSUER' });
    assert.throws(() => validatePath(path(jrc, vendor, masa)), { code: 'E_PKI_PATH_NO_ISSUER' });
  });

  it('have expired, all but the IDevID, whose end is in 2999', () => {
    const today = { at: new Date('2026-01-01T00:00:00Z') };
    assert.throws(() => validatePath({ ...path(masa, vendor), ...today }), { code: 'E_PKI_PATH_EXPIRED' });
    assert.equal(idevid.notAfter.toISOString(), '2999-12-31T00:00:00.000Z');
    assert.ok(validatePath({ ...path(idevid, vendor), ...today }));
    assert.ok(validatePath({ ...path(masa, vendor), at: 'ignore-validity' }));
  });

  it('carry the device and MASA where RFC 8995 §2.3 says', () => {
    assert.equal(idevid.subject.attribute('serialNumber'), '00-D0-E5-F2-00-02');
    assert.equal(idevid.serialNumber, '1f18fee7');
    const url = idevid.extension(OID.masaUrl);
    assert.equal(Buffer.from(url?.value.subarray(2) ?? []).toString(), 'highway-test.example.com:9443');
    assert.equal(url?.critical, false);
  });
});
