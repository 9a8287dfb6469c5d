import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, HOUR, ManualClock, MINUTE, SECOND, systemClock } from '@sallyport/core';

describe('ManualClock', () => {
  it('stands still until told to move', () => {
    const clock = new ManualClock('2026-03-01T12:00:00Z');
    assert.equal(clock.now().toISOString(), '2026-03-01T12:00:00.000Z');
    assert.equal(clock.now().getTime(), clock.now().getTime());
    assert.equal(clock.monotonic(), 0);
  });

  it('moves wall time and monotonic time together', () => {
    const clock = new ManualClock(new Date('2026-03-01T12:00:00Z'));
    clock.advance(HOUR + MINUTE + SECOND);
    assert.equal(clock.now().toISOString(), '2026-03-01T13:01:01.000Z');
    assert.equal(clock.monotonic(), 3_661_000);
  });

  it('lets an operator set the wall clock back without turning monotonic time', () => {
    const clock = new ManualClock('2026-03-01T12:00:00Z');
    clock.advance(DAY);
    clock.set('2020-01-01T00:00:00Z');
    assert.equal(clock.now().toISOString(), '2020-01-01T00:00:00.000Z');
    assert.equal(clock.monotonic(), DAY);
  });

  it('hands out dates that cannot be used to change it', () => {
    const clock = new ManualClock('2026-03-01T12:00:00Z');
    clock.now().setUTCFullYear(1999);
    assert.equal(clock.now().getUTCFullYear(), 2026);
  });

  for (const span of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`refuses to advance by ${span}`, () => {
      assert.throws(() => new ManualClock().advance(span), { code: 'E_CLOCK_SPAN', fault: 'caller' });
    });
  }

  it('refuses a time that is none', () => {
    assert.throws(() => new ManualClock('soon'), { code: 'E_CLOCK_TIME', fault: 'caller' });
    assert.throws(() => new ManualClock().set('soon'), { code: 'E_CLOCK_TIME', fault: 'caller' });
  });
});

describe('systemClock', () => {
  it('tells the time of the machine and never runs backwards', () => {
    assert.ok(Math.abs(systemClock.now().getTime() - Date.now()) < 1000);
    const first = systemClock.monotonic();
    assert.ok(systemClock.monotonic() >= first);
  });
});
