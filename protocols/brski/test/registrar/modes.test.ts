import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deny } from '@sallyport/onboarding';
import { SignedArtifact } from '../../src/artifact/index.ts';
import { idevidIssuerOf } from '../../src/idevid.ts';
import type { MasaConfig } from '../../src/masa/index.ts';
import { memoryVoucherShelf, type RegistrarConfig, type VoucherShelf } from '../../src/registrar/index.ts';
import {
  device,
  domainCa,
  masaSigner,
  offlineSigner,
  otherRegistrar,
  registrar,
  SERIAL,
  strangeDevice,
} from '../kit/cast.ts';
import { MasaRig } from '../kit/masa-rig.ts';
import { party } from '../kit/party.ts';
import { clientOf, RegistrarRig, TRUST } from '../kit/registrar-rig.ts';
import { pledgeRequest } from '../kit/requests.ts';
import { assertRefused, connection } from '../kit/wire.ts';
import { rejectsCode, throwsCode } from '../support/throws.ts';

const NONCELESS_MASA: Partial<MasaConfig> = {
  nonceless: { signer: offlineSigner, lifetime: 30 * 24 * 3_600_000 },
  registrarAnchors: [domainCa.certificate],
};

function noncelessRig(config: Partial<RegistrarConfig> = {}, shelf: VoucherShelf = memoryVoucherShelf()): RegistrarRig {
  const rig: RegistrarRig = new RegistrarRig(
    { reducedSecurity: { nonceless: true }, ...config },
    { shelf, masa: clientOf(new MasaRig(NONCELESS_MASA)) },
  );
  rig.manufacturers = [{ ...TRUST, fallbackMasaUrl: 'https://masa.example.com/.well-known/brski' }];
  return rig;
}

describe('devices of unknown manufacturers, in the mode for them', () => {
  it('are let to the policy as claimed, with a MASA URL of their own word', async () => {
    const rig = new RegistrarRig({ reducedSecurity: { unknownManufacturers: true } });
    const body = await pledgeRequest({ serialNumber: 'SN-0666' }, { by: strangeDevice });
    await rig.requestVoucher(body, connection(registrar, strangeDevice));
    assert.equal(rig.calls.length, 1);
    assert.equal(rig.asked[0]?.device.assurance, 'claimed');
    assert.equal(rig.asked[0]?.device.manufacturer, undefined);
    assert.equal(rig.asked[0]?.facts['manufacturerName'], 'unknown');
  });

  it('must sign with the key they connected with all the same', async () => {
    const rig = new RegistrarRig({ reducedSecurity: { unknownManufacturers: true } });
    const response = await rig.requestVoucher(await pledgeRequest(), connection(registrar, strangeDevice));
    assertRefused(response, 'E_BRSKI_REGISTRAR_SIGNER', 403);
  });
});

describe('devices without a birth certificate, in the mode for them', () => {
  const config = { reducedSecurity: { claimedIdentities: true } };

  it('claim an identity, and policy knows that it is claimed', async () => {
    const rig = new RegistrarRig(config);
    rig.manufacturers = [{ ...TRUST, fallbackMasaUrl: 'https://masa.example.com/.well-known/brski' }];
    const anybody = await party({ name: 'anybody' });
    const body = await pledgeRequest({ idevidIssuer: idevidIssuerOf(device.certificate) }, { by: anybody });
    await rig.requestVoucher(body, connection(registrar));
    assert.equal(rig.asked[0]?.device.assurance, 'claimed');
    assert.equal(rig.asked[0]?.device.serialNumber, SERIAL);
    assert.equal(rig.asked[0]?.facts['manufacturerName'], 'Maker');
    assert.equal(rig.calls.length, 1);
  });

  it('of no named manufacturer have no MASA to ask', async () => {
    const rig = new RegistrarRig(config);
    const body = await pledgeRequest({}, { by: await party({ name: 'anybody' }) });
    const response = await rig.requestVoucher(body, connection(registrar));
    assertRefused(response, 'E_BRSKI_REGISTRAR_MASA_URL', 403);
  });

  it('must be near this registrar all the same', async () => {
    const rig = new RegistrarRig(config);
    const body = await pledgeRequest({ proximityRegistrarCert: otherRegistrar.certificate.der });
    assertRefused(await rig.requestVoucher(body, connection(registrar)), 'E_BRSKI_REGISTRAR_PROXIMITY', 401);
  });

  it('must name a serial number', async () => {
    const rig = new RegistrarRig(config);
    const body = await pledgeRequest({ serialNumber: undefined });
    assertRefused(await rig.requestVoucher(body, connection(registrar)), 'E_BRSKI_REGISTRAR_SERIAL_MISSING', 404);
  });

  it('gain nothing by it when they do present a certificate', async () => {
    const rig = new RegistrarRig(config);
    const body = await pledgeRequest({ serialNumber: 'SN-0666' }, { by: strangeDevice });
    const response = await rig.requestVoucher(body, connection(registrar, strangeDevice));
    assertRefused(response, 'E_BRSKI_REGISTRAR_MANUFACTURER_UNKNOWN', 404);
  });
});

describe('vouchers without a nonce', () => {
  it('are not got beforehand unless the mode is on', async () => {
    const rig = new RegistrarRig();
    await rejectsCode(
      'E_BRSKI_REGISTRAR_MODE_OFF',
      rig.registrar.storeVoucher({ serialNumber: SERIAL, manufacturer: TRUST }),
    );
  });

  it('are got for a device that is not there, recorded, and given when it comes without asking the MASA', async () => {
    const rig = noncelessRig();
    const [trust] = rig.manufacturers;
    assert.ok(trust !== undefined);
    const stored = await rig.registrar.storeVoucher({ serialNumber: SERIAL, manufacturer: trust });
    assert.equal(rig.records[0]?.kind, 'voucher-stored');
    const { attributes } = SignedArtifact.parse(stored.voucher, 'voucher').claimed;
    assert.equal(attributes.nonce, undefined);
    assert.deepEqual(attributes.pinnedDomainCert, domainCa.certificate.der, 'the least specific pin');
    const response = await rig.requestVoucher(await pledgeRequest());
    assert.equal(response.status, 200);
    assert.deepEqual(response.body, stored.voucher);
    assert.deepEqual(rig.steps, ['C.3', 'C.4', 'C.8', 'C.3', 'C.8', 'C.9']);
    const record = rig.records.at(-1);
    assert.ok(record?.kind === 'voucher-forwarded' && record.cached);
  });

  it('ask policy at C.3 before the MASA hears of the device, and at C.8', async () => {
    const rig = noncelessRig();
    const [trust] = rig.manufacturers;
    assert.ok(trust !== undefined);
    const absent = { serialNumber: SERIAL, manufacturer: trust };
    rig.decisions['C.3'] = deny('no');
    await rejectsCode('E_BRSKI_REGISTRAR_DENIED', rig.registrar.storeVoucher(absent));
    assert.deepEqual(rig.steps, ['C.3 E_BRSKI_REGISTRAR_DENIED']);
    rig.decisions['C.3'] = noncelessRig().decisions['C.3'];
    rig.decisions['C.8'] = deny('no');
    await rejectsCode('E_BRSKI_REGISTRAR_UNACCEPTABLE', rig.registrar.storeVoucher(absent));
    assert.deepEqual(rig.records, []);
  });

  it('that have expired on the shelf are passed over, and the MASA is asked', async () => {
    const rig = noncelessRig();
    const [trust] = rig.manufacturers;
    assert.ok(trust !== undefined);
    await rig.registrar.storeVoucher({ serialNumber: SERIAL, manufacturer: trust });
    rig.clock.advance(31 * 24 * 3_600_000);
    await rig.requestVoucher(await pledgeRequest());
    assert.equal(rig.failure?.code, 'E_BRSKI_REGISTRAR_VOUCHER_EXPIRED');
    assert.equal(rig.failure?.facts['stored'], true);
    assert.ok(rig.steps.includes('C.9'));
  });

  it('are asked for on behalf of a pledge that sends none, in the mode for it', async () => {
    const rig = noncelessRig();
    const response = await rig.requestVoucher(await pledgeRequest({ nonce: undefined }));
    assert.equal(response.status, 200);
    assert.equal(SignedArtifact.parse(response.body, 'voucher').claimed.attributes.nonce, undefined);
    assert.equal(rig.asked[0]?.facts['nonceless'], true);
  });
});

describe('a configuration', () => {
  const config = {
    certificate: registrar.certificate,
    signer: registrar.signer,
    chain: [domainCa.certificate],
    manufacturers: () => [TRUST],
  };

  it("whose signer's key is not the certificate's is refused", () => {
    throwsCode('E_BRSKI_REGISTRAR_CONFIG', () => new RegistrarRig({ ...config, signer: masaSigner.signer }));
  });

  it('whose Retry-After is longer than a pledge waits is refused', () => {
    throwsCode('E_BRSKI_REGISTRAR_CONFIG', () => new RegistrarRig({ ...config, retryAfter: 60_001 }));
  });
});
