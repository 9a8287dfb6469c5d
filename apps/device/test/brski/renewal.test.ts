import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, HOUR, MINUTE, type Random, seededRandom } from '@sallyport/core';
import fc from 'fast-check';
import { type HeldCertificate, RENEWAL_DEFAULTS, type RenewalOptions, RenewalSchedule } from '../../src/index.ts';

const START = new Date('2026-01-01T00:00:00Z');
const at = (span: number): Date => new Date(START.getTime() + span);
/** Bytes that are all the same: no jitter, or nearly the most there is. */
const steady = (byte: number): Random => ({ bytes: (length) => new Uint8Array(length).fill(byte) });

function held(days: number, hasStatus = false): HeldCertificate {
  return { notBefore: at(-5 * MINUTE), notAfter: at(days * DAY), since: START, hasStatus };
}

function schedule(certificate: HeldCertificate, options: Partial<RenewalOptions> = {}, random = steady(0)) {
  return new RenewalSchedule(certificate, random, options);
}

/** Lets time pass as the schedule wants until it wants something else; gives what and when. */
function until(
  plan: RenewalSchedule,
  from: Date,
): { readonly type: string; readonly at: Date; readonly reason?: string } {
  let now = from;
  for (;;) {
    const action = plan.next(now);
    if (action.type !== 'wait') return { ...action, at: now };
    assert.ok(action.span > 0 && action.span <= DAY);
    now = new Date(now.getTime() + action.span);
  }
}

describe('a device’s certificate', () => {
  it('is renewed when a third of its life is left', () => {
    const { type, at: when } = until(schedule(held(90)), START);
    assert.deepEqual([type, when], ['renew', at(60 * DAY)]);
  });

  it('is renewed a little earlier by chance, so that a fleet does not come all at once', () => {
    const earliest = until(schedule(held(90), {}, steady(255)), START).at;
    assert.ok(earliest > at(57 * DAY) && earliest < at(57 * DAY + MINUTE), earliest.toISOString());
    const random = seededRandom('fleet');
    const days = Array.from({ length: 200 }, () => until(schedule(held(90), {}, random), START).at.getTime());
    assert.ok(Math.max(...days) - Math.min(...days) > 2 * DAY);
  });

  it('counts its life from when it was given, however far it is dated back', () => {
    const certificate = { ...held(0), notBefore: at(-DAY), notAfter: at(HOUR) };
    assert.deepEqual(until(schedule(certificate), START).at, at(40 * MINUTE));
  });

  it('is renewed at the part of its life that is asked for', () => {
    assert.deepEqual(until(schedule(held(90), { remaining: 0.5 }), START).at, at(45 * DAY));
  });

  it('is renewed at once when the device slept through the time for it', () => {
    assert.deepEqual(schedule(held(90)).next(at(80 * DAY)), { type: 'renew' });
  });

  it('is given up when it has ended, and not a moment before', () => {
    const plan = schedule(held(90));
    assert.deepEqual(plan.next(at(90 * DAY)), { type: 'renew' });
    assert.deepEqual(plan.next(at(90 * DAY + 1)), { type: 'return', reason: 'expired' });
  });

  it('is tried again after a wait that doubles, up to six hours, and then again and again to its end', () => {
    const plan = schedule(held(90), {}, steady(255));
    let now = until(plan, START).at;
    const waits: number[] = [];
    for (;;) {
      plan.failed(now, 'unreachable');
      const next = until(plan, now);
      if (next.type === 'return') {
        assert.deepEqual([next.reason, next.at], ['expired', at(90 * DAY + 1)]);
        break;
      }
      waits.push(Math.round((next.at.getTime() - now.getTime()) / MINUTE));
      now = next.at;
    }
    assert.deepEqual(waits.slice(0, 12), [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
    assert.ok(waits.length > 100);
  });

  it('waits between half of that and all of it', () => {
    const plan = schedule(held(90));
    plan.failed(at(60 * DAY), 'unreachable');
    assert.deepEqual(plan.next(at(60 * DAY)), { type: 'wait', span: MINUTE / 2 });
  });

  it('is asked about once a day, give or take half', () => {
    const random = seededRandom('checks');
    const plan = schedule(held(90, true), {}, random);
    let now = START;
    const gaps: number[] = [];
    for (;;) {
      const next = until(plan, now);
      if (next.type !== 'check') break;
      gaps.push((next.at.getTime() - now.getTime()) / DAY);
      now = next.at;
      plan.checked(now, gaps.length % 2 === 0 ? 'good' : 'unknown');
    }
    assert.ok(gaps.length > 45 && gaps.length < 75, String(gaps.length));
    assert.ok(Math.min(...gaps) >= 0.5 && Math.max(...gaps) < 1.5);
  });

  it('is never asked about where it names no place for that', () => {
    assert.equal(until(schedule(held(9000)), START).type, 'renew');
  });

  it('is given up at once when the CA says that it is revoked', () => {
    const plan = schedule(held(90, true));
    const { type, at: now } = until(plan, START);
    assert.equal(type, 'check');
    plan.checked(now, 'revoked');
    assert.deepEqual(plan.next(now), { type: 'return', reason: 'revoked' });
  });

  it('is asked about at once when the registrar will not renew it', () => {
    const plan = schedule(held(90, true), { checkEvery: 1000 * DAY });
    const now = until(plan, START).at;
    plan.failed(now, 'refused');
    assert.deepEqual(plan.next(now), { type: 'check' });
  });

  it('is kept to its end while the CA says that it counts, however often the registrar says no', () => {
    const plan = schedule(held(90, true));
    let now = at(60 * DAY);
    for (let i = 0; i < 50; i++) {
      plan.failed(now, 'refused');
      assert.deepEqual(plan.next(now), { type: 'check' });
      plan.checked(now, 'good');
      now = until(plan, now).at;
    }
    assert.equal(until(plan, at(91 * DAY)).reason, 'expired');
  });

  for (const hasStatus of [false, true]) {
    it(`is given up after five refusals when ${hasStatus ? 'nobody can say' : 'it cannot be asked'} whether it counts`, () => {
      const plan = schedule(held(90, hasStatus));
      let now = at(60 * DAY);
      for (let i = 1; i <= 5; i++) {
        assert.notEqual(until(plan, now).type, 'return');
        plan.failed(now, 'refused');
        if (hasStatus) plan.checked(now, 'unknown');
        if (i < 5) now = until(plan, now).at;
      }
      assert.deepEqual(plan.next(now), { type: 'return', reason: 'refused' });
    });
  }

  it('is not given up because nobody can be reached', () => {
    const plan = schedule(held(90));
    for (let i = 0; i < 20; i++) plan.failed(at(60 * DAY), 'unreachable');
    assert.equal(until(plan, at(61 * DAY)).type, 'renew');
  });

  it('that never ends is never renewed, and no wait is longer than timers count', () => {
    const plan = schedule({ ...held(1), notAfter: new Date('9999-12-31T23:59:59Z') });
    assert.deepEqual(plan.next(START), { type: 'wait', span: DAY });
  });

  it('always has something to do or to wait for, whatever happens to it', () => {
    const step = fc.constantFrom('unreachable', 'refused', 'good', 'revoked', 'unknown', 'sleep');
    const input = fc.record({
      days: fc.integer({ min: 0, max: 400 }),
      hasStatus: fc.boolean(),
      steps: fc.array(step, { maxLength: 60 }),
      seed: fc.string(),
    });
    fc.assert(
      fc.property(input, ({ days, hasStatus, steps, seed }) => {
        const plan = new RenewalSchedule(held(days, hasStatus), seededRandom(seed));
        let now = START.getTime();
        for (const each of steps) {
          const action = plan.next(new Date(now));
          if (action.type === 'return') return;
          if (action.type === 'wait') {
            assert.ok(action.span >= 1 && action.span <= DAY);
            now += action.span;
          }
          if (each === 'sleep') now += 10 * DAY;
          else if (each === 'unreachable' || each === 'refused') plan.failed(new Date(now), each);
          else plan.checked(new Date(now), each);
        }
        const { type, at: when } = until(plan, new Date(Math.max(now, at(days * DAY + 1).getTime())));
        assert.ok(type === 'return' || type === 'check');
        assert.ok(when.getTime() >= now);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('has defaults that are those of the documentation', () => {
    assert.deepEqual(RENEWAL_DEFAULTS, {
      remaining: 1 / 3,
      checkEvery: DAY,
      firstRetry: MINUTE,
      longestRetry: 6 * HOUR,
      refusals: 5,
    });
  });
});
