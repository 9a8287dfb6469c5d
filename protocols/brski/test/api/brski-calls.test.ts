import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemRandom } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import {
  createNonce,
  createVoucher,
  type Dialect,
  idevidIssuerOf,
  type MasaVoucherOptions,
  type MasaVoucherVerifyOptions,
  type PledgeVoucherRequestOptions,
  type RegistrarVoucherRequestOptions,
  signMasaVoucher,
  signPledgeVoucherRequest,
  signVoucherRequest,
  Voucher,
  verifyMasaVoucher,
} from '../../src/index.ts';
import { holder, NOW, world } from '../support/pki.ts';
import { rejectsCode, throwsCode } from '../support/throws.ts';

const { maker, masa, idevid, domain, registrar } = await world();
const nonce = createNonce(systemRandom);
const fromMaker = { store: { certificates: [maker.certificate] }, at: NOW };
const fromDomain = { store: { certificates: [domain.certificate] }, at: NOW };

function pledgeRequest(changes: Partial<PledgeVoucherRequestOptions> = {}): Promise<Uint8Array> {
  return signPledgeVoucherRequest({
    createdOn: NOW,
    serialNumber: 'device-1',
    nonce,
    registrarTlsCertificate: registrar.certificate,
    certificate: idevid.certificate,
    key: idevid.privateKey,
    ...changes,
  });
}

async function registrarRequest(changes: Partial<RegistrarVoucherRequestOptions> = {}): Promise<Uint8Array> {
  return signVoucherRequest({
    pledgeVoucherRequest: changes.pledgeVoucherRequest ?? (await pledgeRequest()),
    createdOn: NOW,
    serialNumber: 'device-1',
    idevidIssuer: idevidIssuerOf(idevid.certificate),
    registrarTlsCertificate: registrar.certificate,
    certificate: registrar.certificate,
    key: registrar.privateKey,
    certificates: [domain.certificate],
    pledgeTrust: fromMaker,
    ...changes,
  });
}

async function masaVoucher(changes: Partial<MasaVoucherOptions> = {}): Promise<Uint8Array> {
  return signMasaVoucher({
    voucherRequest: changes.voucherRequest ?? (await registrarRequest()),
    createdOn: NOW,
    lookup: () => domain.certificate,
    certificate: masa.certificate,
    key: masa.privateKey,
    registrarTrust: fromDomain,
    pledgeTrust: fromMaker,
    ...changes,
  });
}

function verify(voucher: Uint8Array, changes: Partial<MasaVoucherVerifyOptions> = {}) {
  return verifyMasaVoucher({
    voucher,
    serialNumber: 'device-1',
    nonce,
    registrarTlsCertificate: registrar.certificate,
    masaTrust: fromMaker,
    at: NOW,
    ...changes,
  });
}

/** A voucher of the MASA's with anything in it. */
function forged(fill: (voucher: Voucher) => Voucher): Promise<Uint8Array> {
  const voucher = createVoucher().set('createdOn', NOW).set('assertion', 'logged').set('serialNumber', 'device-1');
  return fill(voucher).sign({ certificate: masa.certificate, key: masa.privateKey });
}

describe('the four steps of BRSKI', () => {
  it('lead from a pledge to the certificate it may trust', async () => {
    const { pinnedDomainCertificate, voucher, certificates } = verify(await masaVoucher());
    assert.ok(pinnedDomainCertificate.equals(domain.certificate));
    assert.equal(voucher.get('assertion'), 'proximity');
    assert.equal(voucher.get('nonce'), nonce);
    assert.equal(voucher.get('domainCertRevocationChecks'), false);
    assert.equal(voucher.isEmpty('priorSignedVoucherRequest'), true);
    assert.equal(certificates.length, 1);
  });
  it('hand the serial number and the registrar’s certificates to whoever looks up the owner', async () => {
    let seen: readonly [string, readonly Certificate[]] | undefined;
    await masaVoucher({
      lookup: async (serialNumber, certificates) => {
        seen = [serialNumber, certificates];
        return domain.certificate.toPem();
      },
    });
    assert.equal(seen?.[0], 'device-1');
    assert.deepEqual(
      seen?.[1].map((certificate) => certificate.fingerprint()).sort(),
      [registrar, domain].map(({ certificate }) => certificate.fingerprint()).sort(),
    );
  });
  it('carry the pledge’s request byte for byte, and no certificate of the registrar from it', async () => {
    const inner = await pledgeRequest();
    const { voucher } = Voucher.verify(await registrarRequest({ pledgeVoucherRequest: inner }), {
      kind: 'voucher-request',
      trust: fromDomain,
    });
    assert.deepEqual(voucher.get('priorSignedVoucherRequest'), inner);
    assert.deepEqual(voucher.get('idevidIssuer'), idevidIssuerOf(idevid.certificate));
    assert.equal(voucher.isEmpty('proximityRegistrarCert'), true);
  });
  it('leave created-on out for a pledge without a clock', async () => {
    const cms = await signPledgeVoucherRequest({
      serialNumber: 'device-1',
      registrarTlsCertificate: registrar.certificate,
      certificate: idevid.certificate,
      key: idevid.privateKey,
    });
    const { voucher } = Voucher.verify(cms, { kind: 'voucher-request', trust: fromMaker });
    assert.equal(voucher.isEmpty('createdOn'), true);
    assert.equal(voucher.isEmpty('nonce'), true);
  });
  it('make a nonce of sixteen random bytes', () => {
    assert.equal(Buffer.from(createNonce(systemRandom), 'base64').length, 16);
    assert.notEqual(createNonce(systemRandom), createNonce(systemRandom));
  });
});

describe('the registrar’s voucher-request is not made when', () => {
  it('the pledge is signed by a stranger', async () => {
    await rejectsCode('E_BRSKI_SIGNATURE', registrarRequest({ pledgeTrust: fromDomain }));
  });
  it('the pledge claims another serial number than its certificate', async () => {
    await rejectsCode('E_BRSKI_API_SERIAL', registrarRequest({ serialNumber: 'device-2' }));
  });
  it('the pledge saw another registrar', async () => {
    const pledgeVoucherRequest = await pledgeRequest({ registrarTlsCertificate: domain.certificate });
    const error = await rejectsCode('E_BRSKI_API_PROXIMITY', registrarRequest({ pledgeVoucherRequest }));
    assert.equal(error.http, 401);
  });
  it('the pledge asserts no proximity', async () => {
    const pledgeVoucherRequest = await createVoucher('voucher-request')
      .set('serialNumber', 'device-1')
      .set('assertion', 'logged')
      .sign({ certificate: idevid.certificate, key: idevid.privateKey });
    await rejectsCode('E_BRSKI_API_ASSERTION', registrarRequest({ pledgeVoucherRequest }));
  });
  it('the pledge asserts proximity to nobody', async () => {
    const pledgeVoucherRequest = await createVoucher('voucher-request')
      .set('serialNumber', 'device-1')
      .set('assertion', 'proximity')
      .sign({ certificate: idevid.certificate, key: idevid.privateKey });
    await rejectsCode('E_BRSKI_VOUCHER_RULE', registrarRequest({ pledgeVoucherRequest }));
  });
});

describe('the voucher is not made when', () => {
  it('the registrar is a stranger to the trust given', async () => {
    await rejectsCode('E_BRSKI_SIGNATURE', masaVoucher({ registrarTrust: fromMaker }));
  });
  it('the pledge is a stranger to the trust given', async () => {
    await rejectsCode('E_BRSKI_SIGNATURE', masaVoucher({ pledgeTrust: fromDomain }));
  });
  it('the signer is no registrar', async () => {
    const clerk = await holder({ subject: [['CN', 'clerk']], issuer: domain });
    const voucherRequest = await registrarRequest({ certificate: clerk.certificate, key: clerk.privateKey });
    await rejectsCode('E_BRSKI_API_NOT_A_REGISTRAR', masaVoucher({ voucherRequest }));
  });
  it('the owner is not on record', async () => {
    await rejectsCode('E_BRSKI_API_NO_OWNER', masaVoucher({ lookup: () => undefined }));
  });

  const signed = (fill: (request: Voucher) => Voucher) =>
    fill(createVoucher('voucher-request').set('serialNumber', 'device-1').set('nonce', nonce)).sign({
      certificate: registrar.certificate,
      key: registrar.privateKey,
    });

  it('the pledge’s request is missing, unless that is allowed', async () => {
    const voucherRequest = await signed((request) => request);
    await rejectsCode('E_BRSKI_API_PRIOR_REQUEST', masaVoucher({ voucherRequest }));
    const voucher = await masaVoucher({ voucherRequest, priorRequest: 'optional' });
    assert.equal(verify(voucher).voucher.get('assertion'), 'logged');
  });
  it('the pledge’s request has another serial number', async () => {
    const inner = await pledgeRequest({ serialNumber: 'device-2' });
    const voucherRequest = await signed((request) => request.set('priorSignedVoucherRequest', inner));
    await rejectsCode('E_BRSKI_API_SERIAL', masaVoucher({ voucherRequest }));
  });
  it('the pledge’s request has another nonce', async () => {
    const inner = await pledgeRequest({ nonce: createNonce(systemRandom) });
    const voucherRequest = await signed((request) => request.set('priorSignedVoucherRequest', inner));
    await rejectsCode('E_BRSKI_API_NONCE', masaVoucher({ voucherRequest }));
  });
  it('the pledge’s request is signed by another device', async () => {
    const sibling = await holder({
      subject: [
        ['CN', 'model'],
        ['serialNumber', 'device-2'],
      ],
      issuer: maker,
    });
    const inner = await pledgeRequest({ certificate: sibling.certificate, key: sibling.privateKey });
    const voucherRequest = await signed((request) => request.set('priorSignedVoucherRequest', inner));
    await rejectsCode('E_BRSKI_API_SERIAL', masaVoucher({ voucherRequest }));
  });
  it('the pledge saw another registrar than the one that asks', async () => {
    const inner = await pledgeRequest({ registrarTlsCertificate: idevid.certificate });
    const voucherRequest = await signed((request) => request.set('priorSignedVoucherRequest', inner));
    await rejectsCode('E_BRSKI_API_PROXIMITY', masaVoucher({ voucherRequest }));
  });
  it('the pledge saw something that is no certificate', async () => {
    const inner = await createVoucher('voucher-request')
      .set('serialNumber', 'device-1')
      .set('nonce', nonce)
      .set('assertion', 'proximity')
      .set('proximityRegistrarCert', Uint8Array.of(1))
      .sign({ certificate: idevid.certificate, key: idevid.privateKey });
    const voucherRequest = await signed((request) => request.set('priorSignedVoucherRequest', inner));
    await rejectsCode('E_BRSKI_API_PROXIMITY', masaVoucher({ voucherRequest }));
  });
  it('the registrar claims proximity of its own', async () => {
    const inner = await pledgeRequest();
    const voucherRequest = await signed((request) =>
      request.set('priorSignedVoucherRequest', inner).set('proximityRegistrarCert', registrar.certificate.der),
    );
    await rejectsCode('E_BRSKI_VOUCHER_RULE', masaVoucher({ voucherRequest }));
  });
});

describe('the pledge does not accept a voucher', () => {
  it('for another device', async () => {
    const voucher = await masaVoucher();
    throwsCode('E_BRSKI_API_SERIAL', () => verify(voucher, { serialNumber: 'device-2' }));
  });
  it('for another request', async () => {
    const voucher = await masaVoucher();
    throwsCode('E_BRSKI_API_NONCE', () => verify(voucher, { nonce: createNonce(systemRandom) }));
  });
  it('without a nonce, unless that is allowed', async () => {
    const voucher = await forged((empty) => empty.set('pinnedDomainCert', domain.certificate.der));
    throwsCode('E_BRSKI_API_NONCE', () => verify(voucher));
    verify(voucher, { nonceless: 'accept' });
  });
  it('from a stranger', async () => {
    const voucher = await masaVoucher();
    throwsCode('E_BRSKI_SIGNATURE', () => verify(voucher, { masaTrust: fromDomain }));
  });
  it('past its end', async () => {
    const voucher = await forged((empty) =>
      empty.set('pinnedDomainCert', domain.certificate.der).set('expiresOn', NOW),
    );
    throwsCode('E_BRSKI_API_EXPIRED', () => verify(voucher, { nonceless: 'accept' }));
    verify(voucher, { nonceless: 'accept', at: 'ignore-validity' });
  });
  it('that pins nothing, or no certificate', async () => {
    const nothing = await forged((empty) => empty.set('nonce', nonce));
    throwsCode('E_BRSKI_API_NO_PIN', () => verify(nothing));
    const rubbish = await forged((empty) => empty.set('nonce', nonce).set('pinnedDomainCert', Uint8Array.of(1)));
    throwsCode('E_BRSKI_API_NO_PIN', () => verify(rubbish));
  });
  it('that pins another domain', async () => {
    const voucher = await masaVoucher({ lookup: () => maker.certificate });
    throwsCode('E_BRSKI_API_PIN', () => verify(voucher));
  });
  it('whose pinned certificate does not lead to the store it must lead to', async () => {
    const voucher = await masaVoucher();
    verify(voucher, { domainStore: { certificates: [domain.certificate] } });
    throwsCode('E_BRSKI_API_PIN', () => verify(voucher, { domainStore: { certificates: [maker.certificate] } }));
  });
});

describe('the pledge accepts a voucher', () => {
  it('that pins the registrar itself, whatever the dates in that certificate', async () => {
    const voucher = await masaVoucher({ lookup: (_serial, [first]) => first });
    const { pinnedDomainCertificate } = verify(voucher, { masaTrust: { ...fromMaker, at: 'ignore-validity' } });
    assert.ok(pinnedDomainCertificate.equals(registrar.certificate));
    verify(voucher, {
      masaTrust: { ...fromMaker, at: 'ignore-validity' },
      at: new Date('2030-01-01'),
    });
  });
});

describe('a dialect', () => {
  const dialect: Dialect = {
    requestRootName: 'ietf-voucher:voucher',
    separateSigningKeys: true,
    expiresOnWithNonce: true,
  };
  it('lets peers that sign with other keys and name the root otherwise take part', async () => {
    const clerk = await holder({ subject: [['CN', 'clerk']], issuer: domain });
    const pledgeSigner = await holder({ subject: [['CN', 'pledge cms']], issuer: maker });
    const inner = await pledgeRequest({
      certificate: pledgeSigner.certificate,
      key: pledgeSigner.privateKey,
      dialect,
    });
    await rejectsCode('E_BRSKI_VOUCHER_SYNTAX', registrarRequest({ pledgeVoucherRequest: inner }));
    const outer = { certificate: clerk.certificate, key: clerk.privateKey };
    const voucherRequest = await registrarRequest({ pledgeVoucherRequest: inner, ...outer, dialect });
    await rejectsCode('E_BRSKI_VOUCHER_SYNTAX', masaVoucher({ voucherRequest }));
    const { voucher } = verify(await masaVoucher({ voucherRequest, dialect, expiresOn: new Date('2026-06-02') }));
    assert.equal(voucher.get('expiresOn')?.toISOString(), '2026-06-02T00:00:00.000Z');
  });
  it('is needed for expires-on beside a nonce', async () => {
    const { voucher } = verify(await masaVoucher({ expiresOn: new Date('2026-06-02') }));
    assert.equal(voucher.isEmpty('expiresOn'), true);
  });
});
