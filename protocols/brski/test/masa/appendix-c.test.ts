/**
 * The flow of RFC 8995 appendix C.2, with its keys and at its time: the appendix's requests go through the engines, and
 * what comes out is laid beside the appendix's own artefacts.
 */

import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { ManualClock } from '@sallyport/core';
import { softwareSigner } from '@sallyport/pki';
import { SignedArtifact, verifyArtifact } from '../../src/artifact/index.ts';
import { decodeAuditLog } from '../../src/audit-log.ts';
import { domainIdText } from '../../src/domain-id.ts';
import type { MasaConfig } from '../../src/masa/index.ts';
import type { ManufacturerTrust } from '../../src/registrar/index.ts';
import { MasaRig } from '../kit/masa-rig.ts';
import type { Party } from '../kit/party.ts';
import { clientOf, RegistrarRig } from '../kit/registrar-rig.ts';
import { connection } from '../kit/wire.ts';
import { CERTIFICATES, CMS, KEYS, NONCE, SERIAL_NUMBER } from '../support/appendix-c.ts';

/** The printed IDevID is younger than the requests: this is when all certificates of the appendix are valid. */
const THEN = new Date('2021-05-01T00:00:00Z');

function partyOf(name: 'masa' | 'registrar' | 'idevid'): Party {
  const signer = softwareSigner(createPrivateKey(KEYS[name]));
  return { certificate: CERTIFICATES[name], signer, issuers: [] };
}

const masaParty = partyOf('masa');
const jrc = partyOf('registrar');
const idevid = partyOf('idevid');

function masaRig(config: Partial<MasaConfig> = {}): MasaRig {
  const rig = new MasaRig(
    // The appendix's MASA pins the registrar itself, though the owner's CA is in the CMS.
    { signer: masaParty, idevidAnchors: [CERTIFICATES.vendor], pin: 'end-entity', ...config },
    {},
    new ManualClock(THEN),
  );
  rig.devices.set(SERIAL_NUMBER, { serialNumber: SERIAL_NUMBER, key: 'highway/1' });
  return rig;
}

/** The attributes without what every run has of its own. */
function comparable(cms: Uint8Array, kind: 'voucher' | 'voucher-request') {
  const { createdOn, ...attributes } = SignedArtifact.parse(cms, kind).claimed.attributes;
  assert.ok(createdOn !== undefined);
  return attributes;
}

describe('the MASA of RFC 8995 appendix C', () => {
  it("gives the registrar request's voucher: equal to the appendix's but for the assertion, which §5.5.5 raises", async () => {
    const rig = masaRig();
    const response = await rig.requestVoucher(CMS.registrar);
    assert.equal(response.status, 200, new TextDecoder().decode(response.body));
    const theirs = comparable(CMS.voucher, 'voucher');
    assert.equal(theirs.assertion, 'logged');
    assert.deepEqual(comparable(response.body, 'voucher'), { ...theirs, assertion: 'proximity' });
    const signed = SignedArtifact.parse(response.body, 'voucher');
    const verified = verifyArtifact(signed, { anchors: [CERTIFICATES.vendor], at: THEN });
    assert.ok(verified.signer.equals(CERTIFICATES.masa));
    assert.equal(signed.contentType, 'id-data');
  });

  it("pins the owner's CA, the farthest certificate in the CMS, by the default policy", async () => {
    const response = await masaRig({ pin: 'farthest' }).requestVoucher(CMS.registrar);
    assert.deepEqual(comparable(response.body, 'voucher').pinnedDomainCert, CERTIFICATES.ownerCa.der);
  });

  it('logs it under the domainID of a registrar without SubjectKeyIdentifier', async () => {
    const rig = masaRig();
    await rig.requestVoucher(CMS.registrar);
    const response = await rig.requestAuditLog(CMS.registrar);
    const [event] = decodeAuditLog(response.body).events;
    assert.equal(event?.domainId, 'Oy6w2vS8ar8m/FtEHuzs7sl7LSD3pW9yTCgCecoIL3M=');
    assert.equal(event?.nonce, NONCE);
  });

  it('refuses it once the certificates have ended', async () => {
    const rig = masaRig();
    rig.clock.set('2022-03-01T00:00:00Z');
    const response = await rig.requestVoucher(CMS.registrar);
    assert.equal(response.status, 403);
    assert.match(new TextDecoder().decode(response.body), /^E_BRSKI_MASA_CHAIN: /);
  });
});

describe('the registrar of RFC 8995 appendix C', () => {
  const trust: ManufacturerTrust = {
    name: 'highway',
    anchors: [CERTIFICATES.vendor],
    voucherAnchors: [CERTIFICATES.vendor],
  };

  function registrarRig(masa: MasaRig): RegistrarRig {
    const rig: RegistrarRig = new RegistrarRig(
      { certificate: jrc.certificate, signer: jrc.signer, chain: [CERTIFICATES.ownerCa], pin: 'chain' },
      {
        masa: {
          requestVoucher: (call) => clientOf(masa, rig.calls).requestVoucher(call),
          requestAuditLog: (call) => clientOf(masa).requestAuditLog(call),
          fetchAuditLog: (call) => clientOf(masa).fetchAuditLog(call),
        },
      },
      new ManualClock(THEN),
    );
    rig.manufacturers = [trust];
    return rig;
  }

  it("takes the pledge's request, though its IDevID in TLS is another certificate of the same key", async () => {
    const rig = registrarRig(masaRig());
    const response = await rig.requestVoucher(CMS.pledge, connection(jrc, idevid));
    assert.equal(response.status, 200, new TextDecoder().decode(response.body));
    assert.equal(rig.calls[0]?.url, 'https://highway-test.example.com:9443/.well-known/brski/requestvoucher');
    assert.deepEqual(rig.steps, ['C.3', 'C.4', 'C.8', 'C.9']);
  });

  it("sends the MASA what the appendix's registrar sent, and names the issuer as §5.5 asks", async () => {
    const rig = registrarRig(masaRig());
    await rig.requestVoucher(CMS.pledge, connection(jrc, idevid));
    const ours = rig.calls[0]?.body;
    assert.ok(ours !== undefined);
    const { idevidIssuer, ...rest } = comparable(ours, 'voucher-request');
    assert.deepEqual(idevidIssuer, CERTIFICATES.idevid.issuer.der, 'no AuthorityKeyIdentifier in this IDevID');
    // §5.5 does not list assertion for registrars, and §3.4 has the MASA ignore it.
    const { assertion, ...theirs } = comparable(CMS.registrar, 'voucher-request');
    assert.equal(assertion, 'proximity');
    assert.deepEqual(rest, theirs);
    const certificates = (cms: Uint8Array) =>
      SignedArtifact.parse(cms, 'voucher-request')
        .signedData.certificates.map((certificate) => certificate.fingerprint())
        .toSorted();
    assert.deepEqual(certificates(ours), certificates(CMS.registrar));
  });

  it("finds the appendix's voucher good, and forwards it byte for byte", async () => {
    const rig: RegistrarRig = new RegistrarRig(
      { certificate: jrc.certificate, signer: jrc.signer, chain: [CERTIFICATES.ownerCa] },
      {
        masa: {
          requestVoucher: async () => ({
            status: 200,
            headers: { 'content-type': 'application/voucher-cms+json' },
            body: CMS.voucher,
          }),
          requestAuditLog: () => Promise.reject(new Error('not asked')),
          fetchAuditLog: () => Promise.reject(new Error('not asked')),
        },
      },
      new ManualClock(THEN),
    );
    rig.manufacturers = [trust];
    const response = await rig.requestVoucher(CMS.pledge, connection(jrc, idevid));
    assert.equal(response.status, 200);
    assert.deepEqual(response.body, CMS.voucher);
    assert.equal(rig.asked.at(-1)?.facts['assertion'], 'logged');
  });

  it('knows itself in the audit log', async () => {
    assert.equal(domainIdText(jrc.certificate), 'Oy6w2vS8ar8m/FtEHuzs7sl7LSD3pW9yTCgCecoIL3M=');
  });

  it('is one with the MASA: prior request, proximity and nonce hold through both', async () => {
    const masa = masaRig();
    await registrarRig(masa).requestVoucher(CMS.pledge, connection(jrc, idevid));
    assert.equal(masa.entries[0]?.assertion, 'proximity');
    assert.equal(masa.entries[0]?.nonce, NONCE);
  });
});
