import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR } from '@sallyport/core';
import type { HttpResponse } from '@sallyport/http';
import { defer, deny, permit } from '@sallyport/onboarding';
import type { RegistrarConfig, RegistrarPorts } from '../../src/registrar/index.ts';
import { device, otherDevice, registrar } from '../kit/cast.ts';
import { breathe, Gate } from '../kit/manual-timer.ts';
import { clientOf, RegistrarRig } from '../kit/registrar-rig.ts';
import { pledgeRequest } from '../kit/requests.ts';
import { assertRefused, connection } from '../kit/wire.ts';

/** A rig whose MASA answers only once the gate is open. */
function slowRig(config: Partial<RegistrarConfig> = {}, ports: Partial<RegistrarPorts> = {}) {
  const gate = new Gate();
  const rig: RegistrarRig = new RegistrarRig(config, {
    masa: {
      requestVoucher: async (call) => {
        await gate.opened;
        return clientOf(rig.masa, rig.calls).requestVoucher(call);
      },
      requestAuditLog: (call) => clientOf(rig.masa).requestAuditLog(call),
      fetchAuditLog: (call) => clientOf(rig.masa).fetchAuditLog(call),
    },
    ...ports,
  });
  return { rig, gate };
}

/** The answer to a request after patience has run out. */
async function impatient(rig: RegistrarRig, pending: Promise<HttpResponse>): Promise<HttpResponse> {
  await breathe();
  rig.timer.elapse();
  return pending;
}

const good = await pledgeRequest();

describe('a pledge whose MASA is slow', () => {
  it('gets 202 with Retry-After, and nothing is on record yet', async () => {
    const { rig } = slowRig();
    const response = await impatient(rig, rig.requestVoucher(good));
    assert.equal(response.status, 202);
    assert.equal(response.headers['retry-after'], '5');
    assert.deepEqual(rig.records, []);
  });

  it('finds the voucher when it repeats the identical request, and the MASA was asked once', async () => {
    const { rig, gate } = slowRig();
    await impatient(rig, rig.requestVoucher(good));
    gate.open();
    await breathe();
    assert.deepEqual(rig.records, [], 'nobody is there to take it');
    const response = await rig.requestVoucher(good, connection(registrar, device));
    assert.equal(response.status, 200);
    assert.equal(rig.calls.length, 1);
    assert.equal(rig.records.length, 1);
    assert.equal(rig.masa.entries.length, 1);
  });

  it('gets 202 again and again while the work goes on', async () => {
    const { rig, gate } = slowRig();
    for (let i = 0; i < 3; i++) {
      assert.equal((await impatient(rig, rig.requestVoucher(good))).status, 202);
    }
    const pending = rig.requestVoucher(good);
    gate.open();
    assert.equal((await pending).status, 200);
    assert.equal(rig.calls.length, 1);
    assert.equal(rig.timer.waiting, 0, 'no timer is left behind');
  });

  it('is told once of a refusal that came meanwhile; after that it is judged afresh', async () => {
    const { rig, gate } = slowRig();
    await impatient(rig, rig.requestVoucher(good));
    rig.masa.devices.clear();
    gate.open();
    await breathe();
    assertRefused(await rig.requestVoucher(good), 'E_BRSKI_REGISTRAR_MASA_DEVICE_UNKNOWN', 404);
    assert.equal(rig.calls.length, 1);
    assert.equal((await rig.requestVoucher(good)).status, 404);
    assert.equal(rig.calls.length, 2);
  });

  it('does not share its answer with another device that sends the same bytes', async () => {
    const { rig, gate } = slowRig();
    await impatient(rig, rig.requestVoucher(good));
    gate.open();
    await breathe();
    const response = await rig.requestVoucher(good, connection(registrar, otherDevice));
    assertRefused(response, 'E_BRSKI_REGISTRAR_SIGNER', 403);
  });

  it('asks twice at once and is answered twice, from one voucher', async () => {
    const { rig, gate } = slowRig();
    const both = [rig.requestVoucher(good), rig.requestVoucher(good)];
    gate.open();
    const [one, two] = await Promise.all(both);
    assert.equal(one?.status, 200);
    assert.deepEqual(one?.body, two?.body);
    assert.equal(rig.calls.length, 1);
  });

  it('and too many others with it: 503 with Retry-After, and no work is lost', async () => {
    const { rig, gate } = slowRig({ maxSessions: 1 });
    const first = rig.requestVoucher(good);
    await breathe();
    const body = await pledgeRequest({ serialNumber: 'SN-0002', nonce: 'bm9uY2UtdHdvLTAy' }, { by: otherDevice });
    const response = await rig.requestVoucher(body, connection(registrar, otherDevice));
    assert.equal(response.status, 503);
    assert.equal(response.headers['retry-after'], '5');
    gate.open();
    assert.equal((await first).status, 200);
    assert.equal((await rig.requestVoucher(body, connection(registrar, otherDevice))).status, 200);
  });
});

describe('a pledge that asks again', () => {
  it('for a lost response gets the same voucher, without the MASA, and policy is asked at C.8 again', async () => {
    const rig = new RegistrarRig();
    const first = await rig.requestVoucher(good);
    const second = await rig.requestVoucher(good);
    assert.equal(second.status, 200);
    assert.deepEqual(second.body, first.body);
    assert.equal(rig.calls.length, 1);
    assert.deepEqual(
      rig.asked.map(({ point }) => point),
      ['C.3', 'C.8', 'C.8'],
    );
    assert.equal(rig.asked[2]?.facts['cached'], true);
    const [, record] = rig.records;
    assert.ok(record?.kind === 'voucher-forwarded' && record.cached);
  });

  it('after the owner changed his mind gets nothing', async () => {
    const rig = new RegistrarRig();
    assert.equal((await rig.requestVoucher(good)).status, 200);
    rig.decisions['C.8'] = deny('sold');
    assertRefused(await rig.requestVoucher(good), 'E_BRSKI_REGISTRAR_UNACCEPTABLE', 406);
  });

  it('after the answer was forgotten sets the MASA to work again', async () => {
    const rig = new RegistrarRig({ answerLifetime: HOUR });
    await rig.requestVoucher(good);
    rig.clock.advance(HOUR);
    assert.equal((await rig.requestVoucher(good)).status, 200);
    assert.equal(rig.calls.length, 2);
  });
});

describe('a decision that is put off', () => {
  it('at C.3 has the pledge come back when policy says, and asks again then', async () => {
    const rig = new RegistrarRig();
    rig.decisions['C.3'] = defer('somebody is looking', 42_000);
    const response = await rig.requestVoucher(good);
    assert.equal(response.status, 202);
    assert.equal(response.headers['retry-after'], '42');
    assert.deepEqual(rig.calls, [], 'the MASA hears nothing before the decision');
    assert.deepEqual(rig.steps, ['C.3 E_BRSKI_REGISTRAR_DEFERRED']);
    rig.decisions['C.3'] = permit('somebody looked');
    assert.equal((await rig.requestVoucher(good)).status, 200);
  });

  it('at C.8 keeps the voucher until policy is ready', async () => {
    const rig = new RegistrarRig();
    rig.decisions['C.8'] = defer('somebody is looking', 1);
    const response = await rig.requestVoucher(good);
    assert.equal(response.status, 202);
    assert.equal(response.headers['retry-after'], '1');
    assert.deepEqual(rig.records, []);
    rig.decisions['C.8'] = permit('somebody looked');
    assert.equal((await rig.requestVoucher(good)).status, 200);
    assert.equal(rig.calls.length, 1);
  });

  it('by an authorizer slower than the pledge is patient is not asked for a second time', async () => {
    const gate = new Gate();
    const asked: string[] = [];
    const rig = new RegistrarRig(
      {},
      {
        authorizer: {
          decide: async ({ point }) => {
            asked.push(point);
            if (point === 'C.8') await gate.opened;
            return permit('slowly');
          },
        },
      },
    );
    assert.equal((await impatient(rig, rig.requestVoucher(good))).status, 202);
    gate.open();
    await breathe();
    assert.deepEqual(rig.records, []);
    assert.equal((await rig.requestVoucher(good)).status, 200);
    assert.deepEqual(asked, ['C.3', 'C.8']);
  });
});

describe('a device that sends many large requests', () => {
  it('has the registrar hold no more of them than fit its bound', async () => {
    const padding = new Uint8Array(12 << 10);
    const rig = new RegistrarRig({ maxSessionBytes: 4 * (64 << 10) });
    const requests = await Promise.all(
      ['w', 'x', 'y', 'z'].map((end) => pledgeRequest({ nonce: `bm9uY2Utb25lLTA${end}`, idevidIssuer: padding })),
    );
    for (const each of requests) assert.equal((await rig.requestVoucher(each)).status, 200);
    assert.equal(rig.calls.length, 4);
    assert.equal((await rig.requestVoucher(requests[3] ?? good)).status, 200);
    assert.equal(rig.calls.length, 4, 'the newest is remembered');
    assert.equal((await rig.requestVoucher(requests[0] ?? good)).status, 200);
    assert.equal(rig.calls.length, 5, 'the oldest is served afresh');
  });
});
