import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE, SECOND, Secret, VirtualTime } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import type { JoinerSelector } from '../../src/commissioner/joiner-selector.ts';
import { type EnabledJoiner, JOINER_TABLE_LIMITS, JoinerTable } from '../../src/commissioner/joiner-table.ts';
import { joinerIdOf } from '../../src/credentials/joiner-id.ts';
import { steers } from '../../src/credentials/steering-data.ts';

const CODE = Secret.of('J01NME42');
const OTHER_CODE = Secret.of('0THERC0DE');

function eui64Of(n: number): Uint8Array {
  return Uint8Array.of(0x18, 0xb4, 0x30, 0, 0, 0, n >> 8, n & 0xff);
}

const one = (n: number): JoinerSelector => ({ by: 'eui64', eui64: eui64Of(n) });

function table(limits: Partial<typeof JOINER_TABLE_LIMITS> = {}) {
  const time = new VirtualTime();
  const expired: EnabledJoiner[] = [];
  const subject = new JoinerTable({ clock: time, timer: time }, { ...JOINER_TABLE_LIMITS, ...limits }, (joiner) =>
    expired.push(joiner),
  );
  return { time, expired, subject };
}

describe('the table of enabled joiners', () => {
  it('finds a joiner by its EUI-64 before its discerner, the longest discerner before a shorter one, and any last', () => {
    const { subject } = table();
    const joinerId = joinerIdOf(eui64Of(1));
    const low = BigInt(joinerId[7] ?? 0);
    const selectors: readonly JoinerSelector[] = [
      { by: 'any' },
      { by: 'discerner', discerner: { value: low & 0xfn, bits: 4 } },
      { by: 'discerner', discerner: { value: low, bits: 8 } },
      { by: 'joiner-id', joinerId },
    ];
    for (const selector of selectors) {
      subject.enable(selector, CODE);
      assert.equal(subject.find(joinerId)?.selector, selector);
    }
    assert.equal(subject.find(joinerIdOf(eui64Of(77)))?.selector.by, 'any');
  });

  it('finds nobody that was not enabled', () => {
    const { subject } = table();
    subject.enable(one(1), CODE);
    assert.equal(subject.find(joinerIdOf(eui64Of(2))), undefined);
  });

  it('takes an EUI-64 and its Joiner ID for the same joiner, and the later passphrase', () => {
    const { subject } = table();
    subject.enable(one(1), CODE);
    subject.enable({ by: 'joiner-id', joinerId: joinerIdOf(eui64Of(1)) }, OTHER_CODE);
    assert.equal(subject.size, 1);
    assert.ok(subject.find(joinerIdOf(eui64Of(1)))?.pskd.equals(OTHER_CODE));
  });

  it('lists joiners without their passphrases, and says what became of each', () => {
    const { subject } = table();
    subject.enable(one(1), CODE, { note: 'lamp', timeout: MINUTE });
    assert.deepEqual(subject.list(), [
      { selector: one(1), note: 'lamp', expiresAt: new Date('2026-01-01T00:01:00Z'), state: 'enabled', attempts: 0 },
    ]);
    subject.joining(joinerIdOf(eui64Of(1)));
    subject.refused(joinerIdOf(eui64Of(1)));
    subject.joining(joinerIdOf(eui64Of(1)));
    assert.equal(subject.list()[0]?.state, 'joining');
    assert.equal(subject.list()[0]?.attempts, 2);
    assert.doesNotMatch(JSON.stringify(subject.list()), /J01NME42/);
  });

  it('lets a joiner in for ten minutes unless told', async () => {
    const { subject, time, expired } = table();
    subject.enable(one(1), CODE);
    subject.enable(one(2), CODE, { timeout: SECOND });
    await time.advance(SECOND);
    assert.deepEqual(
      expired.map(({ selector }) => selector),
      [one(2)],
    );
    await time.advance(10 * MINUTE);
    assert.equal(subject.size, 0);
  });

  it('begins the time anew when a joiner is enabled again', async () => {
    const { subject, time, expired } = table();
    subject.enable(one(1), CODE, { timeout: MINUTE });
    await time.advance(50 * SECOND);
    subject.enable(one(1), CODE, { timeout: MINUTE });
    await time.advance(50 * SECOND);
    assert.equal(subject.size, 1);
    assert.equal(expired.length, 0);
  });

  it('leaves the time of many alone when one of them has joined', async () => {
    const { subject, time } = table();
    subject.enable({ by: 'any' }, CODE, { timeout: MINUTE });
    subject.joined(joinerIdOf(eui64Of(1)));
    await time.advance(30 * SECOND);
    assert.equal(subject.size, 1);
  });

  it('disables what is there and says so', () => {
    const { subject, time } = table();
    subject.enable(one(1), CODE);
    assert.equal(subject.disable(one(2)), false);
    assert.equal(subject.disable(one(1)), true);
    assert.equal(time.waiting, 0);
  });

  it('steers every joiner that is enabled, nobody when there is none, and everybody for any', () => {
    const { subject } = table();
    assert.deepEqual([...subject.steeringData()], [0]);
    for (let n = 0; n < 20; n++) subject.enable(one(n), CODE);
    for (let n = 0; n < 20; n++) assert.ok(steers(subject.steeringData(), joinerIdOf(eui64Of(n))));
    subject.enable({ by: 'any' }, CODE);
    assert.deepEqual([...subject.steeringData()], [0xff]);
  });

  it('refuses more than the steering data can tell apart', () => {
    const { subject } = table();
    let n = 0;
    assert.throws(() => {
      for (; n < 1000; n++) subject.enable(one(n), CODE);
    }, withCode('E_THREAD_JOINERS_FULL'));
    assert.ok(n > 60 && n < 130, `${n} joiners`);
    assert.equal(subject.size, n);
    // One that is enabled already can be enabled again, and any joiner too.
    subject.enable(one(0), OTHER_CODE);
    subject.enable({ by: 'any' }, CODE);
    subject.enable(one(2000), CODE);
  });

  it('refuses more joiners than it holds', () => {
    const { subject } = table({ maxJoiners: 1 });
    subject.enable({ by: 'any' }, CODE);
    assert.throws(() => subject.enable(one(1), CODE), withCode('E_THREAD_JOINERS_FULL'));
  });

  for (const [what, selector, pskd, code] of [
    ['a passphrase that is too short', one(1), Secret.of('SH0RT'), 'E_THREAD_PSKD'],
    ['a passphrase with an O', one(1), Secret.of('J01NMEO2'), 'E_THREAD_PSKD'],
    ['an EUI-64 of seven bytes', { by: 'eui64', eui64: new Uint8Array(7) }, CODE, 'E_THREAD_EUI64'],
    ['a Joiner ID of nine bytes', { by: 'joiner-id', joinerId: new Uint8Array(9) }, CODE, 'E_THREAD_JOINER_ID'],
    ['a discerner of no bits', { by: 'discerner', discerner: { value: 0n, bits: 0 } }, CODE, 'E_THREAD_DISCERNER'],
  ] as const) {
    it(`refuses ${what}`, () => {
      const { subject } = table();
      assert.throws(() => subject.enable(selector, pskd), withCode(code));
      assert.equal(subject.size, 0);
    });
  }

  it('refuses a timeout that is no span', () => {
    const { subject } = table();
    for (const timeout of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => subject.enable(one(1), CODE, { timeout }), withCode('E_THREAD_TIMEOUT'));
    }
  });
});
