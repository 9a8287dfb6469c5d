import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OID } from '@sallyport/pki';
import { SignedArtifact, verifyArtifact } from '../../src/artifact/index.ts';
import { idevidIssuerOf } from '../../src/idevid.ts';
import { device, domainCa, makeDevice, maker, NOW, registrar, SERIAL } from '../kit/cast.ts';
import { party } from '../kit/party.ts';
import { RegistrarRig, TRUST } from '../kit/registrar-rig.ts';
import { pledgeRequest } from '../kit/requests.ts';
import { connection } from '../kit/wire.ts';

async function sent(rig: RegistrarRig, body: Uint8Array, headers: Readonly<Record<string, string>> = {}) {
  const response = await rig.requestVoucher(body, connection(registrar, device), headers);
  assert.equal(response.status, 200);
  const [call] = rig.calls;
  assert.ok(call !== undefined);
  return { call, signed: SignedArtifact.parse(call.body, 'voucher-request'), response };
}

describe("a registrar's voucher-request", () => {
  it('says what RFC 8995 §5.5 lists, and nothing else', async () => {
    const body = await pledgeRequest();
    const { signed } = await sent(new RegistrarRig(), body);
    assert.deepEqual(signed.claimed.attributes, {
      createdOn: NOW,
      serialNumber: SERIAL,
      nonce: 'bm9uY2Utb25lLTAx',
      idevidIssuer: idevidIssuerOf(device.certificate),
      priorSignedVoucherRequest: body,
    });
    assert.deepEqual(signed.claimed.unknown, {});
  });

  it('is signed by the registrar, now, and sent as what it is to the MASA of the IDevID', async () => {
    const { call, signed } = await sent(new RegistrarRig(), await pledgeRequest());
    const verified = verifyArtifact(signed, { anchors: [domainCa.certificate], at: NOW });
    assert.ok(verified.signer.equals(registrar.certificate));
    assert.deepEqual(verified.signingTime, NOW);
    assert.equal(call.contentType, 'application/voucher-cms+json');
    assert.equal(call.url, 'https://masa.example.com/.well-known/brski/requestvoucher');
    assert.equal(call.manufacturer.name, 'Maker');
  });

  it('holds only the certificate to be pinned: the most specific by default, the chain when asked', async () => {
    const subjects = async (rig: RegistrarRig) =>
      (await sent(rig, await pledgeRequest())).signed.signedData.certificates.map(({ subject }) => subject.toString());
    assert.deepEqual(await subjects(new RegistrarRig()), ['CN=Registrar']);
    assert.deepEqual((await subjects(new RegistrarRig({ pin: 'chain' }))).toSorted(), ['CN=Domain CA', 'CN=Registrar']);
  });

  it("hands on the pledge's Accept list whole", async () => {
    const accept = 'application/voucher-cms+json, application/voucher-cose+cbor;q=0.5';
    assert.equal((await sent(new RegistrarRig(), await pledgeRequest(), { accept })).call.accept, accept);
  });

  it('speaks the CMS dialect of the pledge, and so does the voucher', async () => {
    const body = await pledgeRequest({}, { contentType: 'id-ct-animaJSONVoucher' });
    const { signed, response } = await sent(new RegistrarRig(), body);
    assert.equal(signed.signedData.contentType, OID.animaJsonVoucher);
    assert.equal(SignedArtifact.parse(response.body, 'voucher').contentType, 'id-ct-animaJSONVoucher');
  });

  it('takes the serial number from wherever the manufacturer keeps it', async () => {
    const lamp = await party({
      name: [
        ['CN', SERIAL],
        ['OU', 'Lamp'],
      ],
      issuer: maker,
    });
    const numbered: typeof TRUST = { ...TRUST, fallbackMasaUrl: 'https://masa.example.com/.well-known/brski/' };
    for (const serialNumberField of [
      'CN',
      (idevid: { subject: { attribute(name: string): string | undefined } }) => idevid.subject.attribute('CN'),
    ]) {
      const rig = new RegistrarRig();
      rig.manufacturers = [{ ...numbered, serialNumberField }];
      const response = await rig.requestVoucher(await pledgeRequest({}, { by: lamp }), connection(registrar, lamp));
      // This MASA looks elsewhere, and refuses; what counts here is what it was asked.
      assert.equal(response.status, 403);
      assert.equal(
        SignedArtifact.parse(rig.calls[0]?.body ?? new Uint8Array(0), 'voucher-request').claimed.attributes
          .serialNumber,
        SERIAL,
      );
    }
  });

  it('goes to the configured MASA before the one in the IDevID, and to the fallback only without one', async () => {
    const rig = new RegistrarRig();
    rig.manufacturers = [
      { ...TRUST, masaUrl: 'https://override.example/brski/', fallbackMasaUrl: 'https://never.example' },
    ];
    await rig.requestVoucher(await pledgeRequest());
    assert.equal(rig.calls[0]?.url, 'https://override.example/brski/requestvoucher');
    const silent = await makeDevice(SERIAL, { masaUrl: null });
    const other = new RegistrarRig();
    other.manufacturers = [{ ...TRUST, fallbackMasaUrl: 'https://fallback.example/brski' }];
    await other.requestVoucher(await pledgeRequest({}, { by: silent }), connection(registrar, silent));
    assert.equal(other.calls[0]?.url, 'https://fallback.example/brski/requestvoucher');
  });
});

describe('an IDevID is accepted', () => {
  it('through an intermediate CA that the pledge sends, or that the registrar knows', async () => {
    const plant = await party({ name: 'Plant CA', isCa: true, issuer: maker });
    const made = await makeDevice(SERIAL, { issuer: plant });
    const body = await pledgeRequest({}, { by: made });
    const on = connection(registrar, made);
    assert.ok(on.tls !== undefined);
    const sentWithIt = new RegistrarRig();
    sentWithIt.masa.devices.set(SERIAL, { serialNumber: SERIAL, key: 'k' });
    const tls = { ...on.tls, peerChain: [made.certificate.der, plant.certificate.der] };
    await sentWithIt.requestVoucher(body, { ...on, tls });
    assert.equal(sentWithIt.calls.length, 1);
    const known = new RegistrarRig();
    known.manufacturers = [{ ...TRUST, intermediates: [plant.certificate] }];
    await known.requestVoucher(body, on);
    assert.equal(known.calls.length, 1);
    const unknown = new RegistrarRig();
    await unknown.requestVoucher(body, on);
    assert.equal(unknown.calls.length, 0);
  });

  it('after its end where the manufacturer row says so', async () => {
    const rig = new RegistrarRig();
    rig.manufacturers = [{ ...TRUST, ignoreLifetimes: true, masaUrl: 'https://masa.example.com/.well-known/brski' }];
    const expired = await party({
      name: [['serialNumber', SERIAL]],
      issuer: maker,
      notAfter: new Date('2026-02-01T00:00:00Z'),
    });
    await rig.requestVoucher(await pledgeRequest({}, { by: expired }), connection(registrar, expired));
    assert.equal(rig.calls.length, 1);
  });

  it('of the right one of two manufacturers whose CAs have the same name', async () => {
    const namesake = await party({ name: 'Maker IDevID CA', isCa: true });
    const rig = new RegistrarRig();
    rig.manufacturers = [{ name: 'Namesake', anchors: [namesake.certificate] }, TRUST];
    assert.equal((await rig.requestVoucher(await pledgeRequest())).status, 200);
    assert.equal(rig.calls[0]?.manufacturer.name, 'Maker');
  });
});

describe('the voucher', () => {
  it('reaches the pledge byte for byte, and is on record before', async () => {
    const rig = new RegistrarRig();
    const body = await pledgeRequest();
    const response = await rig.requestVoucher(body);
    const [record] = rig.records;
    assert.ok(record?.kind === 'voucher-forwarded');
    assert.deepEqual(record.voucher, response.body);
    assert.deepEqual(record.pledgeRequest, body);
    assert.deepEqual(record.registrarRequest, rig.calls[0]?.body);
    assert.equal(record.assertion, 'proximity');
    assert.equal(record.nonce, 'bm9uY2Utb25lLTAx');
    assert.equal(record.device.serialNumber, SERIAL);
    assert.equal(record.masaUrl, 'https://masa.example.com/.well-known/brski');
    assert.equal(record.cached, false);
    assert.deepEqual(rig.steps, ['C.3', 'C.4', 'C.8', 'C.9']);
  });

  it('and its journey is one session at registrar and MASA alike', async () => {
    const rig = new RegistrarRig();
    await rig.requestVoucher(await pledgeRequest());
    const sessions = new Set([...rig.events, ...rig.masa.events].map(({ session }) => session));
    assert.equal(sessions.size, 1);
    assert.match([...sessions][0] ?? '', /^[0-9a-f]{32}$/);
  });
});
