/** The artefacts of RFC 8995 appendix C, attribute by attribute and signature by signature. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromBase64, toHex } from '@sallyport/core';
import {
  checkArtifact,
  domainIdText,
  idevidIssuerOf,
  masaUrlOf,
  matchesIdevidIssuer,
  ruleBreaches,
  SignedArtifact,
  serialNumberOf,
  verifyArtifact,
} from '../../src/index.ts';
import { CERTIFICATES, CMS, NONCE, SERIAL_NUMBER, THEN } from '../support/appendix-c.ts';
import { throwsCode } from '../support/throws.ts';

const pledge = SignedArtifact.parse(CMS.pledge, 'voucher-request');
const registrar = SignedArtifact.parse(CMS.registrar, 'voucher-request');
const voucher = SignedArtifact.parse(CMS.voucher, 'voucher');

describe("RFC 8995 appendix C's pledge voucher-request", () => {
  it('says what its dump says, and nothing else', () => {
    assert.deepEqual(pledge.claimed, {
      kind: 'voucher-request',
      attributes: {
        assertion: 'proximity',
        createdOn: new Date('2021-04-13T21:43:23.747Z'),
        serialNumber: SERIAL_NUMBER,
        nonce: NONCE,
        proximityRegistrarCert: CERTIFICATES.registrar.der,
      },
      unknown: {},
    });
    assert.equal(pledge.contentType, 'id-data');
  });
  it('is signed with an IDevID of the vendor', () => {
    const verified = verifyArtifact(pledge, { anchors: [CERTIFICATES.vendor], at: THEN });
    assert.equal(serialNumberOf(verified.signer), SERIAL_NUMBER);
    assert.equal(toHex(verified.signer.spki), toHex(CERTIFICATES.idevid.spki));
    assert.deepEqual(
      verified.chain?.map((certificate) => certificate.fingerprint()),
      [verified.signer.fingerprint(), CERTIFICATES.vendor.fingerprint()],
    );
  });
  it('breaks only the rule on nonces', () => {
    checkArtifact(pledge.claimed, 'pledge-voucher-request');
    assert.deepEqual(
      ruleBreaches(pledge.claimed, 'pledge-voucher-request').map(({ rule }) => rule),
      ['nonce-length'],
    );
  });
});

describe("RFC 8995 appendix C's registrar voucher-request", () => {
  it('says what its dump says, with the whole request of the pledge inside', () => {
    assert.deepEqual(registrar.claimed, {
      kind: 'voucher-request',
      attributes: {
        assertion: 'proximity',
        createdOn: new Date('2021-04-13T21:43:23.787Z'),
        serialNumber: SERIAL_NUMBER,
        nonce: NONCE,
        priorSignedVoucherRequest: CMS.pledge,
      },
      unknown: {},
    });
  });
  it('is signed by the registrar, under the owner CA it carries', () => {
    const { signer, chain, certificates } = verifyArtifact(registrar, { anchors: [CERTIFICATES.ownerCa], at: THEN });
    assert.ok(signer.equals(CERTIFICATES.registrar));
    assert.equal(chain?.length, 2);
    assert.deepEqual(
      certificates.map((certificate) => certificate.fingerprint()).sort(),
      [CERTIFICATES.registrar, CERTIFICATES.ownerCa].map((certificate) => certificate.fingerprint()).sort(),
    );
  });
  it('breaks only the rule on nonces', () => {
    checkArtifact(registrar.claimed, 'registrar-voucher-request');
    assert.deepEqual(
      ruleBreaches(registrar.claimed, 'registrar-voucher-request').map(({ rule }) => rule),
      ['nonce-length'],
    );
  });
});

describe("RFC 8995 appendix C's voucher", () => {
  it('says what its dump says', () => {
    assert.deepEqual(voucher.claimed, {
      kind: 'voucher',
      attributes: {
        assertion: 'logged',
        createdOn: new Date('2021-04-13T21:43:24.589Z'),
        serialNumber: SERIAL_NUMBER,
        nonce: NONCE,
        pinnedDomainCert: CERTIFICATES.registrar.der,
      },
      unknown: {},
    });
  });
  it('is signed by the MASA, whose certificate the vendor issued', () => {
    const { signer } = verifyArtifact(voucher, { anchors: [CERTIFICATES.vendor], at: THEN });
    assert.ok(signer.equals(CERTIFICATES.masa));
  });
  it('verifies with the MASA certificate itself as the anchor', () => {
    assert.equal(verifyArtifact(voucher, { anchors: [CERTIFICATES.masa], at: THEN }).chain?.length, 1);
  });
  it('verifies today for a device that has no clock, and for no other', () => {
    verifyArtifact(voucher, { anchors: [CERTIFICATES.vendor], at: 'ignore-validity' });
    const error = throwsCode('E_BRSKI_SIGNATURE', () =>
      verifyArtifact(voucher, { anchors: [CERTIFICATES.vendor], at: new Date('2026-01-01') }),
    );
    assert.equal(error.details['cause'], 'E_PKI_PATH_EXPIRED');
  });
  it('does not verify under another anchor', () => {
    const error = throwsCode('E_BRSKI_SIGNATURE', () =>
      verifyArtifact(voucher, { anchors: [CERTIFICATES.ownerCa], at: THEN }),
    );
    assert.equal(error.details['cause'], 'E_PKI_PATH_NO_ISSUER');
  });
  it('does not verify when one bit of its content differs', () => {
    const flipped = Uint8Array.from(CMS.voucher);
    flipped[Buffer.from(flipped).indexOf(SERIAL_NUMBER)] = '1'.charCodeAt(0);
    const signed = SignedArtifact.parse(flipped, 'voucher');
    assert.equal(signed.claimed.attributes.serialNumber, '10-D0-E5-F2-00-02');
    const error = throwsCode('E_BRSKI_SIGNATURE', () =>
      verifyArtifact(signed, { anchors: [CERTIFICATES.vendor], at: THEN }),
    );
    assert.equal(error.details['cause'], 'E_CMS_MESSAGE_DIGEST');
  });
  it('is no voucher-request', () => {
    throwsCode('E_BRSKI_VOUCHER_SYNTAX', () => SignedArtifact.parse(CMS.voucher, 'voucher-request'));
    throwsCode('E_BRSKI_VOUCHER_SYNTAX', () => SignedArtifact.parse(CMS.pledge, 'voucher'));
  });
});

describe("RFC 8995 appendix C's certificates", () => {
  it('give the domainID of a registrar without SubjectKeyIdentifier', () => {
    assert.equal(domainIdText(CERTIFICATES.registrar), 'Oy6w2vS8ar8m/FtEHuzs7sl7LSD3pW9yTCgCecoIL3M=');
  });
  it('give the domainID of the owner CA from its SubjectKeyIdentifier', () => {
    assert.deepEqual(fromBase64(domainIdText(CERTIFICATES.ownerCa)), CERTIFICATES.ownerCa.subjectKeyIdentifier);
  });
  it('tell where the MASA is from an authority alone', () => {
    assert.equal(masaUrlOf(CERTIFICATES.idevid), 'https://highway-test.example.com:9443/.well-known/brski');
    assert.equal(masaUrlOf(CERTIFICATES.registrar), undefined);
  });
  it('tell the serial number of the device', () => {
    assert.equal(serialNumberOf(CERTIFICATES.idevid), SERIAL_NUMBER);
    throwsCode('E_BRSKI_IDEVID_SERIAL', () => serialNumberOf(CERTIFICATES.registrar));
  });
  it('tell the issuer of the IDevID', () => {
    assert.ok(matchesIdevidIssuer(CERTIFICATES.idevid, idevidIssuerOf(CERTIFICATES.idevid)));
  });
});
