import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, MINUTE, toHex } from '@sallyport/core';
import { defer } from '@sallyport/onboarding';
import { buildCertificateRevocationList, OID } from '@sallyport/pki';
import { SignedArtifact, verifyArtifact } from '../../src/artifact/index.ts';
import { domainIdText, spkiFingerprint } from '../../src/domain-id.ts';
import type { MasaConfig, Ownership } from '../../src/masa/index.ts';
import { fingerprint, sessionOf } from '../../src/server/fingerprint.ts';
import {
  device,
  domainCa,
  makeRegistrar,
  maker,
  masaSigner,
  NOW,
  offlineSigner,
  otherDevice,
  otherRegistrar,
  registrar,
  SERIAL,
  voucherCa,
} from '../kit/cast.ts';
import { MasaRig } from '../kit/masa-rig.ts';
import type { Party } from '../kit/party.ts';
import { type Changes, pledgeRequest, registrarRequest } from '../kit/requests.ts';
import { assertRefused } from '../kit/wire.ts';
import { throwsCode } from '../support/throws.ts';

const NONCE = 'bm9uY2Utb25lLTAx';

/** The voucher in a 200, with its signature led to the manufacturer's anchor. */
async function voucherOf(rig: MasaRig, body: Uint8Array) {
  const response = await rig.requestVoucher(body);
  assert.equal(response.status, 200, new TextDecoder().decode(response.body));
  assert.equal(response.headers['content-type'], 'application/voucher-cms+json');
  const signed = SignedArtifact.parse(response.body, 'voucher');
  const verified = verifyArtifact(signed, { anchors: [voucherCa.certificate], at: rig.clock.now() });
  return { attributes: verified.artifact.attributes, verified, cms: response.body };
}

/** A request of `by` for a pledge that met it. */
async function requestOf(by: Party, nonce = NONCE, changes: Changes = {}): Promise<Uint8Array> {
  const priorSignedVoucherRequest = await pledgeRequest({ nonce, proximityRegistrarCert: by.certificate.der });
  return registrarRequest({ nonce, priorSignedVoucherRequest, ...changes }, { by });
}

const verifiedOwner: Ownership = { judge: async () => ({ verdict: 'verified', reason: 'invoice 17' }) };

describe('a voucher', () => {
  it('says what RFC 8995 §5.6 lists, and no more', async () => {
    const { attributes, verified } = await voucherOf(new MasaRig(), await registrarRequest());
    assert.deepEqual(attributes, {
      createdOn: NOW,
      assertion: 'proximity',
      serialNumber: SERIAL,
      pinnedDomainCert: domainCa.certificate.der,
      nonce: NONCE,
    });
    assert.deepEqual(verified.artifact.unknown, {});
    assert.ok(verified.signer.equals(masaSigner.certificate));
    assert.deepEqual(verified.signingTime, NOW);
  });

  it('ignores what a request must not decide', async () => {
    const body = await registrarRequest({
      pinnedDomainCert: otherRegistrar.certificate.der,
      lastRenewalDate: NOW,
      domainCertRevocationChecks: true,
      assertion: 'verified',
    });
    const { attributes } = await voucherOf(new MasaRig(), body);
    assert.deepEqual(attributes.pinnedDomainCert, domainCa.certificate.der);
    assert.equal(attributes.lastRenewalDate, undefined);
    assert.equal(attributes.domainCertRevocationChecks, undefined);
    assert.equal(attributes.assertion, 'proximity');
    assert.equal(attributes.priorSignedVoucherRequest, undefined);
  });

  it('pins the farthest certificate sent, or the end entity by policy', async () => {
    const pinned = async (config: Partial<MasaConfig>, certificates = registrar.issuers) =>
      (await voucherOf(new MasaRig(config), await registrarRequest({}, { certificates }))).attributes.pinnedDomainCert;
    assert.deepEqual(await pinned({}), domainCa.certificate.der);
    assert.deepEqual(await pinned({}, []), registrar.certificate.der);
    assert.deepEqual(await pinned({ pin: 'end-entity' }), registrar.certificate.der);
  });

  it('pins nothing that is merely sent along', async () => {
    const body = await registrarRequest(
      {},
      { certificates: [...otherRegistrar.issuers, domainCa.certificate, device.certificate] },
    );
    assert.deepEqual((await voucherOf(new MasaRig(), body)).attributes.pinnedDomainCert, domainCa.certificate.der);
  });

  it('is given to a self-signed registrar, which pins itself', async () => {
    const own = await makeRegistrar('self-signed');
    const { attributes } = await voucherOf(new MasaRig(), await requestOf(own));
    assert.deepEqual(attributes.pinnedDomainCert, own.certificate.der);
  });

  it('carries the issuers that the configuration names', async () => {
    const rig = new MasaRig({ signer: { ...masaSigner, certificates: [voucherCa.certificate] } });
    const { verified } = await voucherOf(rig, await registrarRequest());
    assert.equal(verified.certificates.length, 2);
  });

  it("speaks the CMS dialect of the pledge, else the registrar's, unless configured", async () => {
    const anima = { contentType: 'id-ct-animaJSONVoucher' } as const;
    const contentType = async (config: Partial<MasaConfig>, body: Uint8Array) =>
      (await voucherOf(new MasaRig(config), body)).verified.signed.contentType;
    const priorSignedVoucherRequest = await pledgeRequest({}, anima);
    assert.equal(await contentType({}, await registrarRequest({ priorSignedVoucherRequest })), anima.contentType);
    assert.equal(await contentType({}, await registrarRequest({}, anima)), 'id-data');
    assert.equal(await contentType(anima, await registrarRequest()), anima.contentType);
    const bare = await registrarRequest({ priorSignedVoucherRequest: undefined }, anima);
    assert.equal(await contentType({ requirePriorRequest: false }, bare), anima.contentType);
  });

  it('asserts what was proved: ownership, proximity, or nothing', async () => {
    const assertion = async (config: Partial<MasaConfig>, ownership: Ownership | undefined, body: Uint8Array) =>
      (await voucherOf(new MasaRig(config, ownership === undefined ? {} : { ownership }), body)).attributes.assertion;
    const bare = await registrarRequest({ priorSignedVoucherRequest: undefined });
    const full = await registrarRequest();
    const lax = { requirePriorRequest: false };
    assert.equal(await assertion(lax, undefined, bare), 'logged');
    assert.equal(await assertion(lax, verifiedOwner, bare), 'verified');
    assert.equal(await assertion({}, undefined, full), 'proximity');
    assert.equal(await assertion({}, verifiedOwner, full), 'proximity', 'RFC 8995 §5.5.5');
    assert.equal(await assertion({ strongestAssertion: 'verified' }, verifiedOwner, full), 'verified');
  });

  it('is decided on for a device that proved its birth key, or merely stands on record', async () => {
    const rig = new MasaRig({ requirePriorRequest: false });
    await voucherOf(rig, await registrarRequest());
    await voucherOf(rig, await registrarRequest({ priorSignedVoucherRequest: undefined, nonce: 'bm9uY2UtdHdvLTAy' }));
    assert.deepEqual(
      rig.asked.map((request) => request.device.assurance),
      ['authenticated', 'claimed'],
    );
    const [proved] = rig.asked;
    assert.deepEqual(proved?.device.credential, device.certificate.der);
    assert.equal(proved?.device.manufacturer, toHex(spkiFingerprint(maker.certificate)));
    assert.equal(proved?.device.model, 'Lamp');
  });

  it('is given where ownership has to be on record, and is', async () => {
    const rig = new MasaRig({ requireOwnership: true }, { ownership: verifiedOwner });
    await voucherOf(rig, await registrarRequest());
    assert.equal(rig.asked[0]?.facts['ownership'], 'verified');
  });

  it('is given to registrars that authenticate, where they have to', async () => {
    const anchored = new MasaRig({ requireAuthentication: true, registrarAnchors: [domainCa.certificate] });
    await voucherOf(anchored, await registrarRequest());
    assert.equal(anchored.asked[0]?.facts['customer'], 'CN=Registrar');
    const known = new MasaRig(
      { requireAuthentication: true },
      { authenticator: { authenticate: async () => 'customer 7' } },
    );
    await voucherOf(known, await registrarRequest());
    assert.equal(known.asked[0]?.facts['customer'], 'customer 7');
  });
});

describe('the audit log', () => {
  it('has an entry before the voucher goes', async () => {
    const rig = new MasaRig();
    const body = await registrarRequest();
    const { cms } = await voucherOf(rig, body);
    assert.deepEqual(rig.entries, [
      {
        date: NOW,
        domainId: domainIdText(domainCa.certificate),
        pinnedKey: toHex(spkiFingerprint(domainCa.certificate)),
        nonce: NONCE,
        assertion: 'proximity',
        request: fingerprint(body),
        voucher: fingerprint(cms),
        renewal: false,
        session: sessionOf(await priorOf(body)),
      },
    ]);
    assert.deepEqual(rig.steps, ['C.5', 'C.6', 'C.7']);
  });

  async function priorOf(body: Uint8Array): Promise<Uint8Array> {
    const prior = SignedArtifact.parse(body, 'voucher-request').claimed.attributes.priorSignedVoucherRequest;
    assert.ok(prior !== undefined);
    return prior;
  }

  it('tells policy of earlier owners', async () => {
    const rig = new MasaRig();
    await voucherOf(rig, await requestOf(otherRegistrar, 'bm9uY2UtdHdvLTAy'));
    await voucherOf(rig, await requestOf(registrar));
    assert.equal(rig.asked[1]?.facts['vouchersIssued'], 1);
    assert.equal(rig.asked[1]?.facts['otherDomains'], 1);
  });
});

describe('a decision that is put off', () => {
  it('is 503 with Retry-After, and the same request is judged again', async () => {
    const rig = new MasaRig();
    const { decision } = rig;
    rig.decision = defer('somebody looks', 30_000);
    const body = await registrarRequest();
    const response = await rig.requestVoucher(body);
    assert.equal(response.status, 503);
    assert.equal(response.headers['retry-after'], '30');
    assert.deepEqual(rig.entries, []);
    rig.decision = decision;
    await voucherOf(rig, body);
  });
});

describe('a nonce', () => {
  it('serves the same domain again: for a lost response, or after a restart of the registrar', async () => {
    const rig = new MasaRig();
    await voucherOf(rig, await requestOf(registrar));
    await voucherOf(rig, await requestOf(registrar, NONCE, { createdOn: new Date(NOW.getTime() + 5000) }));
    assert.deepEqual(
      rig.entries.map(({ renewal }) => renewal),
      [false, true],
    );
  });

  it('is refused to another domain', async () => {
    const rig = new MasaRig();
    await voucherOf(rig, await requestOf(registrar));
    assertRefused(await rig.requestVoucher(await requestOf(otherRegistrar)), 'E_BRSKI_MASA_NONCE_REPLAYED', 403);
    assert.equal(rig.entries.length, 1);
  });

  it('is refused to another domain by a MASA that was restarted, from its log', async () => {
    const rig = new MasaRig();
    await voucherOf(rig, await requestOf(registrar));
    const heir = new MasaRig();
    for (const [key, entries] of rig.log) heir.log.set(key, entries);
    assertRefused(await heir.requestVoucher(await requestOf(otherRegistrar)), 'E_BRSKI_MASA_NONCE_REPLAYED', 403);
  });

  it('is refused to another device', async () => {
    const rig = new MasaRig();
    await voucherOf(rig, await requestOf(registrar));
    const priorSignedVoucherRequest = await pledgeRequest({ serialNumber: 'SN-0002' }, { by: otherDevice });
    const body = await registrarRequest({ serialNumber: 'SN-0002', priorSignedVoucherRequest });
    assertRefused(await rig.requestVoucher(body), 'E_BRSKI_MASA_NONCE_REPLAYED', 403);
  });
});

describe('a renewal', () => {
  it('by the domain of the last voucher needs no ownership on record, even through another registrar of it', async () => {
    const rig = new MasaRig(
      { requireOwnership: true },
      {
        ownership: {
          judge: async (_device, _claimant, history) =>
            history.length === 0
              ? { verdict: 'verified', reason: 'sold' }
              : { verdict: 'unknown', reason: 'record lost' },
        },
      },
    );
    await voucherOf(rig, await requestOf(registrar));
    const second = await makeRegistrar('second', domainCa);
    await voucherOf(rig, await requestOf(second, 'bm9uY2UtdHdvLTAy'));
    assert.equal(rig.asked[1]?.facts['renewal'], true);
    assert.equal(rig.entries[1]?.renewal, true);
  });

  it('is none by a domain that lost the device to another since', async () => {
    const rig = new MasaRig();
    await voucherOf(rig, await requestOf(registrar));
    await voucherOf(rig, await requestOf(otherRegistrar, 'bm9uY2UtdHdvLTAy'));
    await voucherOf(rig, await requestOf(registrar, 'bm9uY2UtdGhyLTAz'));
    assert.deepEqual(
      rig.entries.map(({ renewal }) => renewal),
      [false, false, false],
    );
  });

  it('ends with a sale on record', async () => {
    let isSold = false;
    const rig = new MasaRig(
      {},
      {
        ownership: {
          judge: async () =>
            isSold ? { verdict: 'refused', reason: 'sold on' } : { verdict: 'verified', reason: 'sold' },
        },
      },
    );
    await voucherOf(rig, await requestOf(registrar));
    isSold = true;
    const response = await rig.requestVoucher(await requestOf(registrar, 'bm9uY2UtdHdvLTAy'));
    assertRefused(response, 'E_BRSKI_MASA_NOT_OWNER', 403);
  });
});

describe('an outstanding voucher', () => {
  it('keeps other domains out until its time is up, where configured, and never its own', async () => {
    const rig = new MasaRig({ outstandingFor: 20 * MINUTE });
    await voucherOf(rig, await requestOf(registrar));
    const theirs = await requestOf(otherRegistrar, 'bm9uY2UtdHdvLTAy');
    assertRefused(await rig.requestVoucher(theirs), 'E_BRSKI_MASA_OUTSTANDING', 403);
    await voucherOf(rig, await requestOf(registrar, 'bm9uY2UtdGhyLTAz'));
    rig.clock.advance(20 * MINUTE);
    await voucherOf(rig, theirs);
  });
});

describe('vouchers without a nonce', () => {
  const nonceless: Partial<MasaConfig> = {
    nonceless: { signer: offlineSigner, lifetime: 30 * DAY },
    registrarAnchors: [domainCa.certificate],
  };
  const bare = { nonce: undefined, priorSignedVoucherRequest: undefined };

  it('are signed with the key kept for them, expire, and forbid revocation checks', async () => {
    const rig = new MasaRig(nonceless);
    const { attributes, verified } = await voucherOf(rig, await registrarRequest(bare));
    assert.ok(verified.signer.equals(offlineSigner.certificate));
    assert.equal(attributes.nonce, undefined);
    assert.deepEqual(attributes.expiresOn, new Date(NOW.getTime() + 30 * DAY));
    assert.equal(attributes.domainCertRevocationChecks, false);
    assert.equal(attributes.assertion, 'logged');
    assert.equal(rig.entries[0]?.nonce, null);
    assert.deepEqual(rig.entries[0]?.expiresOn, attributes.expiresOn);
  });

  it('expire with the registrar’s certificate at the latest', async () => {
    const rig = new MasaRig({ ...nonceless, nonceless: { signer: offlineSigner, lifetime: 3650 * DAY } });
    const { attributes } = await voucherOf(rig, await registrarRequest(bare));
    assert.deepEqual(attributes.expiresOn, registrar.certificate.notAfter);
  });

  it('expire with the revocation list at the latest', async () => {
    const nextUpdate = new Date('2026-06-08T00:00:00Z');
    const crl = await buildCertificateRevocationList({
      issuer: domainCa.certificate,
      signer: domainCa.signer,
      thisUpdate: new Date('2026-06-01T00:00:00Z'),
      nextUpdate,
      crlNumber: 1n,
      entries: [],
    });
    const { attributes } = await voucherOf(new MasaRig(nonceless), await registrarRequest(bare, { crls: [crl] }));
    assert.deepEqual(attributes.expiresOn, nextUpdate);
  });

  it('never expire where the maker wants that', async () => {
    const rig = new MasaRig({ ...nonceless, nonceless: { signer: offlineSigner, lifetime: 'unlimited' } });
    const { attributes } = await voucherOf(rig, await registrarRequest(bare));
    assert.equal(attributes.expiresOn, undefined);
    assert.equal(attributes.domainCertRevocationChecks, undefined);
  });

  it('are refused to registrars that do not authenticate', async () => {
    const rig = new MasaRig(nonceless);
    const response = await rig.requestVoucher(await registrarRequest(bare, { by: otherRegistrar }));
    assertRefused(response, 'E_BRSKI_MASA_NONCELESS', 403);
    assert.deepEqual(rig.entries, []);
  });

  it('are not to be had with the key of the others', () => {
    throwsCode('E_BRSKI_MASA_CONFIG', () => new MasaRig({ nonceless: { signer: masaSigner, lifetime: DAY } }));
  });

  it('that never expire stay outstanding for ever', async () => {
    const rig = new MasaRig({
      ...nonceless,
      outstandingFor: MINUTE,
      nonceless: { signer: offlineSigner, lifetime: 'unlimited' },
    });
    await voucherOf(rig, await registrarRequest(bare));
    rig.clock.advance(30 * DAY);
    assertRefused(await rig.requestVoucher(await requestOf(otherRegistrar)), 'E_BRSKI_MASA_OUTSTANDING', 403);
  });
});

describe('the oids', () => {
  it('of the registrars in these tests include cmcRA alone', () => {
    assert.deepEqual(registrar.certificate.extendedKeyUsage, [OID.cmcRa]);
  });
});
