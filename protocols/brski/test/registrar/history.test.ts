import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE, utf8 } from '@sallyport/core';
import { deviceKey } from '@sallyport/onboarding';
import { encodeAuditLog } from '../../src/audit-log.ts';
import { domainIdText } from '../../src/domain-id.ts';
import { JSON_TYPE } from '../../src/media-types.ts';
import { PATHS } from '../../src/paths.ts';
import {
  type AuditConfig,
  type AuditPolicy,
  domainHistoryPolicy,
  ignoreHistory,
  type MasaClient,
  type MasaResponse,
  memoryDeviceFlags,
  type RegistrarPorts,
} from '../../src/registrar/index.ts';
import { domainCa, NOW, otherDomainCa, registrar } from '../kit/cast.ts';
import { breathe, Gate } from '../kit/manual-timer.ts';
import { clientOf, RegistrarRig } from '../kit/registrar-rig.ts';
import { pledgeRequest } from '../kit/requests.ts';
import { assertRefused } from '../kit/wire.ts';

const YES = utf8('{"version":1,"status":true}');
const OURS = domainIdText(registrar.certificate);
const OUR_CA = domainIdText(domainCa.certificate);
const THEIRS = domainIdText(otherDomainCa.certificate);
const good = await pledgeRequest();

type Entry = Parameters<typeof encodeAuditLog>[0]['events'][number];

function entry(domainId: string, nonce: string | null = 'n', date = NOW): Entry {
  return { date, domainId, nonce, assertion: 'proximity' };
}

const log = (...events: Entry[]): MasaResponse => ({
  status: 200,
  headers: { 'content-type': JSON_TYPE },
  body: encodeAuditLog({ events }),
});

/** A rig whose MASA gives vouchers, and this for an audit log. */
function rigWith(audit: AuditConfig, answer?: () => Promise<MasaResponse>, ports: Partial<RegistrarPorts> = {}) {
  const asked: string[] = [];
  const client = (rig: RegistrarRig): MasaClient => {
    const real = clientOf(rig.masa, rig.calls);
    return {
      requestVoucher: (call) => real.requestVoucher(call),
      requestAuditLog: async (call) => {
        asked.push(call.url);
        return answer === undefined ? real.requestAuditLog(call) : answer();
      },
      fetchAuditLog: async (call) => {
        asked.push(call.url);
        return real.fetchAuditLog(call);
      },
    };
  };
  const rig: RegistrarRig = new RegistrarRig(
    { audit },
    {
      masa: {
        requestVoucher: (call) => client(rig).requestVoucher(call),
        requestAuditLog: (call) => client(rig).requestAuditLog(call),
        fetchAuditLog: (call) => client(rig).fetchAuditLog(call),
      },
      ...ports,
    },
  );
  return { rig, asked };
}

async function onboard(rig: RegistrarRig) {
  assert.equal((await rig.requestVoucher(good)).status, 200);
  assert.equal((await rig.status(PATHS.voucherStatus, YES)).status, 200);
  await rig.registrar.settled();
  const [device] = rig.asked.map((request) => request.device);
  assert.ok(device !== undefined);
  return device;
}

describe('after the voucher status', () => {
  it('the audit log is asked for with the very request that got the voucher', async () => {
    const { rig, asked } = rigWith({});
    await onboard(rig);
    assert.deepEqual(asked, ['https://masa.example.com/.well-known/brski/requestauditlog']);
    assert.equal(rig.calls.length, 2);
    assert.deepEqual(rig.calls[0]?.body, rig.calls[1]?.body);
    const verdict = rig.records.at(-1);
    assert.ok(verdict?.kind === 'audit-verdict');
    assert.equal(verdict.acceptable, true);
    assert.equal(verdict.log?.events[0]?.domainId, OURS);
  });

  it('a device with a clean history may enrol', async () => {
    const { rig } = rigWith({});
    const device = await onboard(rig);
    assert.deepEqual(await rig.registrar.isEnrolmentAllowed(device), { allowed: true, reason: undefined });
  });

  it('a device that belonged to a stranger may not enrol, and a person is told why', async () => {
    const { rig } = rigWith({}, async () => log(entry(OURS), entry(THEIRS)));
    const device = await onboard(rig);
    assert.deepEqual(await rig.registrar.isEnrolmentAllowed(device), {
      allowed: false,
      reason: 'the device belonged to a domain that is not accepted',
    });
    assert.equal(rig.failure?.code, 'E_BRSKI_REGISTRAR_AUDIT_REJECTED');
    assert.equal(rig.failure?.facts['auditUnknownDomains'], 1);
  });

  it('enrolment waits for the review under way', async () => {
    const gate = new Gate();
    const { rig } = rigWith({}, async () => {
      await gate.opened;
      return log(entry(THEIRS));
    });
    await rig.requestVoucher(good);
    await rig.status(PATHS.voucherStatus, YES);
    const device = rig.asked[0]?.device;
    assert.ok(device !== undefined);
    let verdict: unknown;
    const asking = rig.registrar.isEnrolmentAllowed(device).then((given) => {
      verdict = given;
    });
    await breathe();
    assert.equal(verdict, undefined);
    gate.open();
    await asking;
    assert.deepEqual(verdict, { allowed: false, reason: 'the device belonged to a domain that is not accepted' });
  });

  it('a log that lies elsewhere is fetched from there', async () => {
    const { rig, asked } = rigWith({}, async () => ({
      status: 201,
      headers: { location: '/.well-known/brski/auditlog/slug' },
      body: new Uint8Array(0),
    }));
    const device = await onboard(rig);
    assert.equal(asked[1], 'https://masa.example.com/.well-known/brski/auditlog/slug');
    // The rig's MASA has nothing under that name: no log, so no enrolment.
    assert.equal((await rig.registrar.isEnrolmentAllowed(device)).allowed, false);
  });

  for (const location of ['http://masa.example.com/log', 'ftp://x/', undefined]) {
    it(`a log is not fetched from ${location ?? 'nowhere'}`, async () => {
      const { rig, asked } = rigWith({}, async () => ({
        status: 201,
        headers: location === undefined ? {} : { location },
        body: new Uint8Array(0),
      }));
      await onboard(rig);
      assert.equal(asked.length, 1);
      assert.equal(rig.failure?.code, 'E_BRSKI_REGISTRAR_AUDIT_UNAVAILABLE');
    });
  }

  for (const [what, answer, code] of [
    ['cannot be had', () => Promise.reject(new Error('down')), 'E_BRSKI_REGISTRAR_AUDIT_UNAVAILABLE'],
    ['is refused', async () => ({ ...log(), status: 404 }), 'E_BRSKI_REGISTRAR_AUDIT_UNAVAILABLE'],
    [
      'is in an unknown format',
      async () => ({ ...log(), headers: { 'content-type': 'application/cbor' } }),
      'E_BRSKI_REGISTRAR_AUDIT_UNKNOWN',
    ],
    ['cannot be read', async () => ({ ...log(), body: utf8('{}') }), 'E_BRSKI_REGISTRAR_AUDIT_UNKNOWN'],
  ] as const) {
    it(`a log that ${what} speaks against the device, unless the operator says otherwise`, async () => {
      const { rig } = rigWith({}, answer);
      assert.equal((await rig.registrar.isEnrolmentAllowed(await onboard(rig))).allowed, false);
      assert.equal(rig.failure?.code, code);
      const lenient = rigWith({ unknown: 'ignore' }, answer).rig;
      assert.equal((await lenient.registrar.isEnrolmentAllowed(await onboard(lenient))).allowed, true);
    });
  }

  it('a log of a later version is read for what is known, and its version is told', async () => {
    const { rig } = rigWith({}, async () => {
      const body = utf8(
        `{"version":2,"events":[{"date":"2026-01-01T00:00:00Z","domainID":"${OURS}","nonce":"n","assertion":"logged","new":1}],"more":{}}`,
      );
      return { ...log(), body };
    });
    const device = await onboard(rig);
    assert.equal((await rig.registrar.isEnrolmentAllowed(device)).allowed, true);
    assert.equal(rig.events.at(-1)?.facts['auditVersion'], 2);
  });

  it('nothing is asked when the configuration says never', async () => {
    const { rig, asked } = rigWith({ when: 'never' });
    await onboard(rig);
    assert.deepEqual(asked, []);
    assert.equal(rig.registrar.sweep(0), 0);
  });

  it('a log that could not be had is asked for again when the device tries to enrol', async () => {
    let isUp = false;
    const { rig, asked } = rigWith({}, async () => {
      if (!isUp) throw new Error('down');
      return log(entry(OURS));
    });
    const device = await onboard(rig);
    assert.equal((await rig.registrar.isEnrolmentAllowed(device)).allowed, false);
    isUp = true;
    assert.equal((await rig.registrar.isEnrolmentAllowed(device)).allowed, true);
    assert.equal((await rig.registrar.isEnrolmentAllowed(device)).allowed, true);
    assert.equal(asked.length, 3);
  });

  it('a second status asks no second time', async () => {
    const { rig, asked } = rigWith({});
    await onboard(rig);
    await rig.status(PATHS.voucherStatus, YES);
    await rig.registrar.settled();
    assert.equal(asked.length, 1);
  });

  it('a verdict that cannot be recorded refuses the device', async () => {
    const { rig } = rigWith({}, undefined, {
      journal: {
        record: async ([record]) => {
          if (record?.kind === 'audit-verdict') throw new Error('disk full');
        },
      },
    });
    assert.equal((await rig.registrar.isEnrolmentAllowed(await onboard(rig))).allowed, false);
  });

  it('a register of refused devices that fails refuses every device', async () => {
    const flags = { reasonFor: () => Promise.reject(new Error('gone')), set: async () => undefined };
    const { rig } = rigWith({}, undefined, { flags });
    assert.equal((await rig.registrar.isEnrolmentAllowed(await onboard(rig))).allowed, false);
  });

  it('a better history lifts the refusal', async () => {
    const flags = memoryDeviceFlags();
    const { rig } = rigWith({}, undefined, { flags });
    const device = await rig.requestVoucher(good).then(() => rig.asked[0]?.device);
    assert.ok(device !== undefined);
    await flags.set(deviceKey(device), 'earlier');
    await rig.status(PATHS.voucherStatus, YES);
    await rig.registrar.settled();
    assert.equal((await rig.registrar.isEnrolmentAllowed(device)).allowed, true);
  });
});

describe('a device that never tells what became of its voucher', () => {
  it('is reviewed before it may enrol', async () => {
    const { rig } = rigWith({}, async () => log(entry(THEIRS)));
    await rig.requestVoucher(good);
    const device = rig.asked[0]?.device;
    assert.ok(device !== undefined);
    assert.equal((await rig.registrar.isEnrolmentAllowed(device)).allowed, false);
  });

  it('may enrol unreviewed where nothing is ever asked', async () => {
    const { rig, asked } = rigWith({ when: 'never' });
    await rig.requestVoucher(good);
    const device = rig.asked[0]?.device;
    assert.ok(device !== undefined);
    assert.equal((await rig.registrar.isEnrolmentAllowed(device)).allowed, true);
    assert.deepEqual(asked, []);
  });

  it('is reviewed once its time is up', async () => {
    const { rig, asked } = rigWith({});
    await rig.requestVoucher(good);
    assert.equal(rig.registrar.sweep(5 * MINUTE), 0);
    rig.clock.advance(5 * MINUTE + 1);
    assert.equal(rig.registrar.sweep(5 * MINUTE), 1);
    assert.equal(rig.registrar.sweep(5 * MINUTE), 0);
    await rig.registrar.settled();
    assert.equal(asked.length, 1);
  });
});

describe('before the voucher', () => {
  it('a clean history lets it through, and policy is told of it', async () => {
    const { rig } = rigWith({ when: 'before-voucher' });
    assert.equal((await rig.requestVoucher(good)).status, 200);
    assert.equal(rig.asked.at(-1)?.facts['auditEntries'], 1);
  });

  it('a wrong history holds it back with 406, and nothing is recorded', async () => {
    const { rig } = rigWith({ when: 'before-voucher' }, async () => log(entry(THEIRS)));
    assertRefused(await rig.requestVoucher(good), 'E_BRSKI_REGISTRAR_AUDIT_REJECTED', 406);
    assert.deepEqual(rig.records, []);
    assert.deepEqual(rig.steps, ['C.3', 'C.4', 'C.8 E_BRSKI_REGISTRAR_AUDIT_REJECTED']);
  });

  it('a history that cannot be had holds it back with 503', async () => {
    const { rig } = rigWith({ when: 'before-voucher' }, () => Promise.reject(new Error('down')));
    const response = await rig.requestVoucher(good);
    assert.equal(response.status, 503);
    assert.equal(response.headers['retry-after'], '5');
  });
});

describe('the history policy', () => {
  const judge = (policy: AuditPolicy, events: readonly Entry[], arbitrary = 0) =>
    policy({
      device: {
        serialNumber: 's',
        manufacturer: 'm',
        model: undefined,
        credential: undefined,
        assurance: 'authenticated',
      },
      log: { version: 1, events, truncation: { noncedDuplicates: 0, noncelessDuplicates: 0, arbitrary }, unknown: {} },
      ownDomainIds: new Set([OURS, OUR_CA]),
    }).acceptable;

  it('accepts our own entries, nonced or not, under the registrar or the CA', () => {
    assert.equal(judge(domainHistoryPolicy(), [entry(OURS), entry(OUR_CA), entry(OURS, null)]), true);
  });

  it('accepts no strangers unless they are listed', () => {
    assert.equal(judge(domainHistoryPolicy(), [entry(THEIRS)]), false);
    assert.equal(judge(domainHistoryPolicy({ acceptedDomains: new Set([THEIRS]) }), [entry(THEIRS)]), true);
  });

  it('accepts vouchers without a nonce from a narrower list', () => {
    const accepted = new Set([THEIRS]);
    assert.equal(judge(domainHistoryPolicy({ acceptedDomains: accepted }), [entry(THEIRS, null)]), false);
    assert.equal(judge(domainHistoryPolicy({ noncelessDomains: accepted }), [entry(THEIRS, null)]), true);
  });

  it('passes over unknown nonceless entries only in the mode for it, and unknown nonced ones never', () => {
    const lenient = domainHistoryPolicy({ ignoreUnknownNonceless: true });
    assert.equal(judge(lenient, [entry(THEIRS, null)]), true);
    assert.equal(judge(lenient, [entry(THEIRS)]), false);
  });

  it('does not look before a date when given one', () => {
    const since = domainHistoryPolicy({ since: NOW });
    assert.equal(judge(since, [entry(THEIRS, 'n', new Date(NOW.getTime() - 1))]), true);
    assert.equal(judge(since, [entry(THEIRS, 'n', NOW)]), false);
  });

  it('distrusts a log that was cut', () => {
    assert.equal(judge(domainHistoryPolicy(), [entry(OURS)], 1), false);
    assert.equal(judge(domainHistoryPolicy({ acceptArbitraryTruncation: true }), [entry(OURS)], 1), true);
  });

  it('can be told to ignore history', () => {
    assert.equal(judge(ignoreHistory, [entry(THEIRS, null)], 9), true);
  });
});
