import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { plain, toBase64 } from '@sallyport/core';
import { der } from '@sallyport/der';
import { OID } from '@sallyport/pki';
import {
  domainId,
  domainIdText,
  idevidIssuerOf,
  matchesIdevidIssuer,
  serialNumberOf,
  spkiFingerprint,
} from '../src/index.ts';
import { holder, world } from './support/pki.ts';
import { throwsCode } from './support/throws.ts';

const { idevid, maker, registrar } = await world();

describe('the serial number of an IDevID', () => {
  it('is the serialNumber of its subject, not of the certificate', () => {
    assert.equal(serialNumberOf(idevid.certificate), 'device-1');
  });
  it('can be told to stand elsewhere', () => {
    assert.equal(serialNumberOf(idevid.certificate, 'CN'), 'model');
  });
  it('must be there', () => {
    throwsCode('E_BRSKI_IDEVID_SERIAL', () => serialNumberOf(maker.certificate));
  });
});

describe('the issuer of an IDevID', () => {
  const { certificate } = idevid;
  const extension = certificate.extension(OID.authorityKeyIdentifier)?.value ?? new Uint8Array(0);
  const keyIdentifier = certificate.authorityKeyIdentifier ?? new Uint8Array(0);

  it('is written as the AuthorityKeyIdentifier in an OCTET STRING', () => {
    assert.deepEqual(idevidIssuerOf(certificate), der.octetString(extension));
  });
  it("is written as the issuer's name when there is no AuthorityKeyIdentifier", () => {
    assert.deepEqual(idevidIssuerOf(maker.certificate), maker.certificate.issuer.der);
  });
  const forms: readonly (readonly [string, Uint8Array])[] = [
    ['the extension', extension],
    ['the extension in an OCTET STRING', der.octetString(extension)],
    ['the key identifier', keyIdentifier],
    ['the key identifier in an OCTET STRING', der.octetString(keyIdentifier)],
    ['the name', certificate.issuer.der],
  ];
  for (const [name, value] of forms) {
    it(`is recognised by ${name}`, () => {
      assert.equal(matchesIdevidIssuer(certificate, value), true);
    });
  }
  it('is not recognised by anything else', () => {
    assert.equal(matchesIdevidIssuer(certificate, certificate.subject.der), false);
    assert.equal(matchesIdevidIssuer(certificate, keyIdentifier.subarray(1)), false);
    assert.equal(matchesIdevidIssuer(registrar.certificate, extension), false);
    assert.equal(matchesIdevidIssuer(certificate, new Uint8Array(0)), false);
  });
});

describe('a domainID', () => {
  it('is the SubjectKeyIdentifier of the pinned certificate', () => {
    assert.deepEqual(domainId(registrar.certificate), registrar.certificate.subjectKeyIdentifier);
    assert.equal(domainIdText(registrar.certificate), toBase64(domainId(registrar.certificate)));
  });
  it('differs between domains', async () => {
    const other = await holder({ subject: [['CN', 'registrar']] });
    assert.notDeepEqual(domainId(other.certificate), domainId(registrar.certificate));
  });
  it('falls back to the SHA-256 of the public key', () => {
    assert.deepEqual(
      spkiFingerprint(registrar.certificate),
      plain(
        createHash('sha256')
          .update(registrar.certificate.publicKey.export({ type: 'spki', format: 'der' }))
          .digest(),
      ),
    );
  });
});
