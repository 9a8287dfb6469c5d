import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8 } from '@sallyport/core';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { PATHS } from '../../src/paths.ts';
import type { RegistrarPorts } from '../../src/registrar/index.ts';
import { device, domainCa, maker, registrar, SERIAL, strangeDevice } from '../kit/cast.ts';
import { party } from '../kit/party.ts';
import { RegistrarRig } from '../kit/registrar-rig.ts';
import { pledgeRequest } from '../kit/requests.ts';
import { assertRefused, connection, postVoucherRequest } from '../kit/wire.ts';

const said = (status: object) => utf8(JSON.stringify(status));
const YES = said({ version: 1, status: true });
const NO = said({ version: 1, status: false, reason: 'voucher\r\nrefused', 'reason-context': { step: 3 } });

const ldevid = await party({ name: 'LDevID of SN-0001', issuer: domainCa });

/** Knows the LDevID above. */
const issued: Partial<RegistrarPorts> = {
  issued: {
    issuedTo: async (certificate): Promise<DeviceIdentity | undefined> =>
      Buffer.compare(certificate, ldevid.certificate.der) === 0
        ? {
            serialNumber: SERIAL,
            manufacturer: 'm',
            model: undefined,
            credential: undefined,
            assurance: 'authenticated',
          }
        : undefined,
  },
};

for (const [name, path, step] of [
  ['voucher status', PATHS.voucherStatus, 'C.10'],
  ['enroll status', PATHS.enrollStatus, 'D.7'],
] as const) {
  describe(name, () => {
    it('is recorded, reported, and answered with an empty 200', async () => {
      const rig = new RegistrarRig();
      const response = await rig.status(path, YES);
      assert.equal(response.status, 200);
      assert.equal(response.body.length, 0);
      const [record] = rig.records;
      assert.ok(record?.kind === 'voucher-status' || record?.kind === 'enroll-status');
      assert.equal(record.device.serialNumber, SERIAL);
      assert.equal(record.status.status, true);
      assert.deepEqual(rig.steps, [step]);
    });

    it('of a failure is an event that failed, with the reason on one line', async () => {
      const rig = new RegistrarRig();
      assert.equal((await rig.status(path, NO)).status, 200);
      assert.deepEqual(rig.steps, [`${step} E_BRSKI_REGISTRAR_PLEDGE_REFUSED`]);
      assert.equal(rig.failure?.message, 'the device reports failure: voucher refused');
    });

    it('of a later version is recorded whole and alerts a person', async () => {
      const rig = new RegistrarRig();
      const response = await rig.status(path, said({ version: 2, status: true, mood: 'new' }));
      assert.equal(response.status, 200);
      assert.deepEqual(rig.steps, [`${step} E_BRSKI_REGISTRAR_STATUS_VERSION`]);
      assert.equal(rig.failure?.facts['alert'], true);
      const [record] = rig.records;
      assert.ok(record?.kind === 'voucher-status' || record?.kind === 'enroll-status');
      assert.deepEqual(record.status.unknown, { mood: 'new' });
    });

    it('with unknown fields is taken, and the fields are told', async () => {
      const rig = new RegistrarRig();
      await rig.status(path, said({ version: 1, status: true, mood: 'fine', Reason: 'x' }));
      assert.deepEqual(rig.steps, [step]);
      assert.equal(rig.events[0]?.facts['unknownFields'], 'mood Reason');
    });

    for (const [what, body] of [
      ['that is no JSON', utf8('{')],
      ['with capital keys', said({ Version: 1, Status: true })],
      ['without a version', said({ status: true })],
      ['whose status is no boolean', said({ version: 1, status: 'true' })],
      ['that is empty', new Uint8Array(0)],
      ['of 100 kB', utf8(`{"version":1,"status":true,"x":"${'a'.repeat(100_000)}"}`)],
    ] as const) {
      it(`${what} is refused with 400, and not recorded`, async () => {
        const rig = new RegistrarRig();
        assertRefused(await rig.status(path, body), 'E_BRSKI_REGISTRAR_STATUS_SYNTAX', 400);
        assert.deepEqual(rig.records, []);
      });
    }

    it('of another media type is refused with 415', async () => {
      const rig = new RegistrarRig();
      const response = await rig.registrar.handle(postVoucherRequest(path, YES, connection(registrar, device)));
      assertRefused(response, 'E_BRSKI_REGISTRAR_MEDIA_TYPE', 415);
    });

    it('from a client without a certificate, or a stranger, gets 404 and is not recorded', async () => {
      const rig = new RegistrarRig();
      for (const on of [connection(registrar), connection(registrar, strangeDevice)]) {
        assertRefused(await rig.status(path, YES, on), 'E_BRSKI_REGISTRAR_STATUS_SENDER', 404);
      }
      assert.deepEqual(rig.records, []);
      assert.equal(rig.events.length, 2);
    });

    it('that cannot be recorded is not acknowledged', async () => {
      const rig = new RegistrarRig({}, { journal: { record: () => Promise.reject(new Error('disk full')) } });
      assertRefused(await rig.status(path, YES), 'E_BRSKI_REGISTRAR_UNAVAILABLE', 503);
    });

    it('belongs to the session in which the device got its voucher', async () => {
      const rig = new RegistrarRig();
      await rig.requestVoucher(await pledgeRequest());
      const session = rig.events[0]?.session;
      await rig.status(path, YES);
      assert.equal(rig.records.at(-1)?.session, session);
    });
  });
}

describe('enroll status', () => {
  const recorded = async (on: ReturnType<typeof connection>) => {
    const rig = new RegistrarRig({}, issued);
    assert.equal((await rig.status(PATHS.enrollStatus, YES, on)).status, 200);
    const [record] = rig.records;
    assert.ok(record?.kind === 'enroll-status');
    return record;
  };

  it('over the new certificate is recorded as such', async () => {
    const record = await recorded(connection(registrar, ldevid));
    assert.equal(record.matchingCertificate, true);
    assert.equal(record.clientCertificate, ldevid.certificate.fingerprint());
  });

  it('over the birth certificate is recorded as such', async () => {
    const record = await recorded(connection(registrar, device));
    assert.equal(record.matchingCertificate, false);
    assert.equal(record.clientCertificate, device.certificate.fingerprint());
  });

  it('is not taken from a certificate that the domain issued to nobody', async () => {
    const rig = new RegistrarRig({}, issued);
    const on = connection(registrar, await party({ name: 'x', issuer: domainCa }));
    assertRefused(await rig.status(PATHS.enrollStatus, YES, on), 'E_BRSKI_REGISTRAR_STATUS_SENDER', 404);
  });

  it('waits for a register that fails', async () => {
    const rig = new RegistrarRig({}, { issued: { issuedTo: () => Promise.reject(new Error('gone')) } });
    assertRefused(await rig.status(PATHS.enrollStatus, YES), 'E_BRSKI_REGISTRAR_UNAVAILABLE', 503);
  });
});

describe('the maker', () => {
  it('is nobody who may report', async () => {
    const rig = new RegistrarRig();
    const response = await rig.status(PATHS.voucherStatus, YES, connection(registrar, maker));
    assertRefused(response, 'E_BRSKI_REGISTRAR_STATUS_SENDER', 404);
  });
});
