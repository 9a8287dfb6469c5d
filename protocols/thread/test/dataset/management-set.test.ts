/**
 * The requests are those of Thread's certification plans 9.2.4, 9.2.5 and 9.2.6 as OpenThread's tests carry them out
 * (tests/nexus/test_1_1_9_2_*.cpp, BSD-3-Clause): values and verdicts are theirs.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, Secret, seededRandom } from '@sallyport/core';
import {
  activatePending,
  affectsConnectivity,
  allowedDelay,
  applyManagementSet,
  channelMaskOf,
  createDataset,
  type DatasetValues,
  DEFAULT_DELAY,
  MAX_DELAY,
  type ManagementSet,
  type ManagementSetOutcome,
  MIN_DELAY,
  makeTlv,
  OperationalDataset,
  type RejectReason,
  type Timestamp,
  TLVS,
  Tlv,
} from '@sallyport/thread';
import fc from 'fast-check';

const SESSION = 7;
const at = (seconds: number): Timestamp => ({ seconds, ticks: 0, authoritative: false });

const active = createDataset(
  { activeTimestamp: at(100), channel: { page: 0, number: 11 }, panId: 0xface, networkName: 'GRL' },
  seededRandom('leader'),
).dataset;

const KEY = Secret.of(fromHex('00112233445566778899aabbccddeeff'));
const PLAN: DatasetValues = {
  channelMask: TLVS.channelMask.decode(fromHex('0004001fffe0')),
  extendedPanId: fromHex('000db70000000000'),
  networkName: 'GRL',
  pskc: Secret.of(fromHex('7468726561646a70616b657465737400')),
  securityPolicy: TLVS.securityPolicy.decode(fromHex('0e10ff')),
};

function ask(
  message: ManagementSet['message'],
  request: OperationalDataset | DatasetValues,
  more: Partial<ManagementSet> = {},
): ManagementSetOutcome {
  return applyManagementSet({
    message,
    sessionId: SESSION,
    request: request instanceof OperationalDataset ? request : OperationalDataset.of(request),
    active,
    pending: undefined,
    commissionerSessionId: SESSION,
    ...more,
  });
}

function accepted(outcome: ManagementSetOutcome) {
  assert.ok(outcome.state === 'accept', JSON.stringify(outcome));
  return outcome;
}

describe('MGMT_ACTIVE_SET from the Commissioner (9.2.4)', () => {
  it('step 2: is accepted, and changes what it names alone', () => {
    const { becomes, dataset, tellCommissioner } = accepted(
      ask('MGMT_ACTIVE_SET', { ...PLAN, activeTimestamp: at(101) }),
    );
    assert.deepEqual([becomes, tellCommissioner], ['active', false]);
    assert.deepEqual(dataset.values.activeTimestamp, at(101));
    assert.equal(dataset.values.securityPolicy?.rotationHours, 3600);
    assert.ok(dataset.only(TLVS.networkKey, TLVS.panId, TLVS.channel).isWithin(active));
    assert.ok(!dataset.has(TLVS.commissionerSessionId));
  });

  const refused: readonly (readonly [step: string, values: DatasetValues, reason: RejectReason])[] = [
    [
      '6: sets the channel',
      { ...PLAN, activeTimestamp: at(102), channel: { page: 0, number: 12 } },
      'affects-connectivity',
    ],
    [
      '8: sets the prefix',
      { ...PLAN, activeTimestamp: at(103), meshLocalPrefix: fromHex('fd000db700000000') },
      'affects-connectivity',
    ],
    ['10: sets the network key', { ...PLAN, activeTimestamp: at(104), networkKey: KEY }, 'affects-connectivity'],
    ['12: sets the PAN ID', { ...PLAN, activeTimestamp: at(105), panId: 0xafce }, 'affects-connectivity'],
    ['16: has an old timestamp', { ...PLAN, activeTimestamp: at(100) }, 'old-timestamp'],
    ['has no timestamp', PLAN, 'no-timestamp'],
  ];
  for (const [step, values, reason] of refused) {
    it(`step ${step}: is rejected`, () => {
      assert.deepEqual(ask('MGMT_ACTIVE_SET', values), { state: 'reject', reason });
    });
  }

  it('step 14: with another session’s id is rejected', () => {
    const values = { ...PLAN, activeTimestamp: at(106) };
    const reject = { state: 'reject', reason: 'wrong-session' };
    assert.deepEqual(ask('MGMT_ACTIVE_SET', values, { sessionId: 0xffff }), reject);
    assert.deepEqual(ask('MGMT_ACTIVE_SET', values, { commissionerSessionId: undefined }), reject);
  });

  it('may set channel, PAN ID and key to what they are', () => {
    const { channel, panId, networkKey } = active.values;
    assert.equal(
      accepted(ask('MGMT_ACTIVE_SET', { activeTimestamp: at(101), channel, panId, networkKey })).becomes,
      'active',
    );
  });

  it('step 18: with a TLV that belongs elsewhere is accepted, and the TLV is not stored', () => {
    const steering = OperationalDataset.ofTlvs([makeTlv(TLVS.steeringData, fromHex('113320440000'))]);
    const request = OperationalDataset.of({ ...PLAN, activeTimestamp: at(107) }).merge(steering);
    assert.ok(!accepted(ask('MGMT_ACTIVE_SET', request)).dataset.has(TLVS.steeringData));
  });

  it('step 20: with a TLV of the future is accepted, and the TLV is kept', () => {
    const future = OperationalDataset.ofTlvs([new Tlv(130, fromHex('aa55')), new Tlv(200, fromHex('01'))]);
    const request = OperationalDataset.of({ ...PLAN, activeTimestamp: at(108) }).merge(future);
    assert.ok(future.isWithin(accepted(ask('MGMT_ACTIVE_SET', request)).dataset));
  });

  it('that would make the dataset too large is rejected', () => {
    const request = OperationalDataset.of({ activeTimestamp: at(101) }).merge(
      OperationalDataset.ofTlvs([new Tlv(200, new Uint8Array(200))]),
    );
    assert.deepEqual(ask('MGMT_ACTIVE_SET', request), { state: 'reject', reason: 'invalid' });
  });

  it('never stores what is for the pending dataset alone', () => {
    const values = { activeTimestamp: at(101), pendingTimestamp: at(1), delayTimer: 60_000 };
    const { dataset } = accepted(ask('MGMT_ACTIVE_SET', values));
    assert.ok(!dataset.has(TLVS.pendingTimestamp) && !dataset.has(TLVS.delayTimer));
  });
});

describe('MGMT_ACTIVE_SET from another node (9.2.5)', () => {
  const whole = active.with({
    activeTimestamp: at(101),
    networkName: 'new',
    extendedPanId: fromHex('000db70000000001'),
  });
  const node = { sessionId: undefined };

  it('steps 2 and 9: with the whole dataset is accepted, and the Commissioner is told', () => {
    const future = OperationalDataset.ofTlvs([new Tlv(130, fromHex('aa55'))]);
    const { becomes, dataset, tellCommissioner } = accepted(ask('MGMT_ACTIVE_SET', whole.merge(future), node));
    assert.deepEqual([becomes, tellCommissioner], ['active', true]);
    assert.equal(dataset.values.networkName, 'new');
    assert.ok(future.isWithin(dataset));
  });

  it('step 7: with an old timestamp is rejected', () => {
    const old = whole.with({ activeTimestamp: at(99) });
    assert.deepEqual(ask('MGMT_ACTIVE_SET', old, node), { state: 'reject', reason: 'old-timestamp' });
  });

  it('step 14: with channel 63 is rejected', () => {
    const elsewhere = whole.with({ channel: { page: 0, number: 63 } });
    assert.deepEqual(ask('MGMT_ACTIVE_SET', elsewhere, node), { state: 'reject', reason: 'invalid' });
  });

  it('with a part of it is rejected: only a Commissioner may leave TLVs out', () => {
    assert.deepEqual(ask('MGMT_ACTIVE_SET', { activeTimestamp: at(101) }, node), {
      state: 'reject',
      reason: 'incomplete',
    });
  });

  it('that affects connectivity becomes a pending dataset with the default delay', () => {
    const { becomes, dataset } = accepted(ask('MGMT_ACTIVE_SET', whole.with({ panId: 0xafce }), node));
    assert.equal(becomes, 'pending');
    assert.equal(dataset.values.delayTimer, DEFAULT_DELAY);
    assert.deepEqual(dataset.values.pendingTimestamp, at(101));
  });
});

describe('MGMT_ACTIVE_REPLACE', () => {
  const whole = active.with({ activeTimestamp: at(101), networkName: 'new' });

  it('is the Commissioner’s alone, and whole', () => {
    assert.equal(accepted(ask('MGMT_ACTIVE_REPLACE', whole)).dataset.values.networkName, 'new');
    assert.deepEqual(ask('MGMT_ACTIVE_REPLACE', whole, { sessionId: undefined }), {
      state: 'reject',
      reason: 'not-commissioner',
    });
    assert.deepEqual(ask('MGMT_ACTIVE_REPLACE', whole.without(TLVS.pskc)), { state: 'reject', reason: 'incomplete' });
  });

  it('drops what it does not name', () => {
    const before = active.merge(OperationalDataset.ofTlvs([new Tlv(200, fromHex('01'))]));
    const { dataset } = accepted(ask('MGMT_ACTIVE_REPLACE', whole, { active: before }));
    assert.ok(dataset.tlvs.every(({ type }) => type !== 200));
  });
});

describe('MGMT_PENDING_SET (9.2.6)', () => {
  const values: DatasetValues = {
    pendingTimestamp: at(30),
    activeTimestamp: at(175),
    delayTimer: 60_000,
    channel: { page: 0, number: 12 },
  };

  it('step 18: from the Commissioner changes what it names, after its delay', () => {
    const { becomes, dataset } = accepted(ask('MGMT_PENDING_SET', values));
    assert.equal(becomes, 'pending');
    assert.equal(dataset.values.delayTimer, 60_000);
    assert.equal(dataset.values.channel?.number, 12);
    assert.ok(dataset.only(TLVS.networkKey, TLVS.panId, TLVS.networkName).isWithin(active));
  });

  it('becomes the active dataset when the delay is over, without its own timestamp and delay', () => {
    const { dataset } = accepted(ask('MGMT_PENDING_SET', values));
    const next = activatePending(active, dataset);
    assert.equal(next?.values.channel?.number, 12);
    assert.ok(!next?.has(TLVS.pendingTimestamp) && !next?.has(TLVS.delayTimer));
    assert.equal(activatePending(dataset, dataset), undefined);
    assert.ok(activatePending(undefined, dataset));
  });

  const refused: readonly (readonly [what: string, values: DatasetValues, reason: RejectReason])[] = [
    ['without a Pending Timestamp', { ...values, pendingTimestamp: undefined }, 'no-timestamp'],
    ['without an Active Timestamp', { ...values, activeTimestamp: undefined }, 'no-timestamp'],
    ['with the Active Timestamp in use', { ...values, activeTimestamp: at(100) }, 'old-timestamp'],
    ['without a delay', { ...values, delayTimer: undefined }, 'incomplete'],
    ['with the broadcast PAN ID', { ...values, panId: 0xffff }, 'invalid'],
  ];
  for (const [what, given, reason] of refused) {
    it(`${what} is rejected`, () => {
      assert.deepEqual(ask('MGMT_PENDING_SET', given), { state: 'reject', reason });
    });
  }

  it('must be newer than the one that waits', () => {
    const { dataset } = accepted(ask('MGMT_PENDING_SET', values));
    assert.deepEqual(ask('MGMT_PENDING_SET', values, { pending: dataset }), {
      state: 'reject',
      reason: 'old-timestamp',
    });
    accepted(ask('MGMT_PENDING_SET', { ...values, pendingTimestamp: at(31) }, { pending: dataset }));
  });

  it('with a new network key may have an older Active Timestamp, and waits five minutes at least', () => {
    const { dataset } = accepted(ask('MGMT_PENDING_SET', { ...values, activeTimestamp: at(50), networkKey: KEY }));
    assert.equal(dataset.values.delayTimer, DEFAULT_DELAY);
    assert.ok(activatePending(active, dataset));
  });

  it('has its delay brought between 30 seconds and 72 hours', () => {
    const delayOf = (delayTimer: number) =>
      accepted(ask('MGMT_PENDING_SET', { ...values, delayTimer })).dataset.values.delayTimer;
    assert.equal(delayOf(0), MIN_DELAY);
    assert.equal(delayOf(0xffff_ffff), MAX_DELAY);
    assert.equal(allowedDelay(600_000, true), 600_000);
  });

  it('from another node is whole', () => {
    const node = { sessionId: undefined };
    assert.deepEqual(ask('MGMT_PENDING_SET', values, node), { state: 'reject', reason: 'incomplete' });
    assert.equal(accepted(ask('MGMT_PENDING_SET', active.with(values), node)).tellCommissioner, true);
  });
});

describe('what affects connectivity', () => {
  it('is a change of channel, PAN ID, prefix or key, and nothing else', () => {
    const changes: readonly (readonly [DatasetValues, boolean])[] = [
      [{ channel: { page: 0, number: 12 } }, true],
      [{ panId: 1 }, true],
      [{ meshLocalPrefix: fromHex('fd00000000000000') }, true],
      [{ networkKey: KEY }, true],
      [{ networkName: 'new', channelMask: channelMaskOf([11]), pskc: KEY, extendedPanId: new Uint8Array(8) }, false],
      [active.values, false],
      [{}, false],
    ];
    for (const [values, expected] of changes) {
      assert.equal(
        affectsConnectivity(OperationalDataset.of(values), active),
        expected,
        JSON.stringify(Object.keys(values)),
      );
    }
  });
});

describe('whatever is asked', () => {
  it('what becomes of it is whole, no older, and fits', () => {
    const seconds = fc.integer({ min: 90, max: 110 });
    const request = fc.record(
      {
        activeTimestamp: seconds.map(at),
        pendingTimestamp: seconds.map(at),
        delayTimer: fc.nat(0xffff_ffff),
        channel: fc.integer({ min: 0, max: 30 }).map((number) => ({ page: 0, number })),
        panId: fc.nat(0xffff),
        networkKey: fc.constantFrom(KEY, active.values.networkKey),
        networkName: fc.stringMatching(/^[a-z]{1,16}$/),
      },
      { requiredKeys: [] },
    );
    const message = fc.constantFrom('MGMT_ACTIVE_SET', 'MGMT_ACTIVE_REPLACE', 'MGMT_PENDING_SET');
    const sessionId = fc.constantFrom(SESSION, 8, undefined);
    fc.assert(
      fc.property(message, request, sessionId, fc.boolean(), (asked, values, session, isWhole) => {
        const given = isWhole ? active.with(values) : OperationalDataset.of(values);
        const outcome = ask(asked, given, { sessionId: session });
        if (outcome.state === 'reject') return;
        assert.ok(session !== 8);
        assert.ok(outcome.dataset.size <= 254);
        assert.equal(outcome.becomes === 'pending', outcome.dataset.has(TLVS.delayTimer));
        if (outcome.becomes === 'active') assert.ok(!affectsConnectivity(outcome.dataset, active));
        assert.ok(outcome.dataset.has(TLVS.networkKey) && outcome.dataset.has(TLVS.pskc));
      }),
      { numRuns: 500 },
    );
  });
});
