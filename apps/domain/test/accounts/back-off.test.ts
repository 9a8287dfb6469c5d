import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, ManualClock, MINUTE, SECOND } from '@sallyport/core';
import fc from 'fast-check';
import { BackOff } from '../../src/accounts/back-off.ts';

function after(failures: number, name = 'anna') {
  const clock = new ManualClock();
  const backOff = new BackOff(clock);
  for (let i = 0; i < failures; i++) {
    clock.advance(15 * MINUTE);
    assert.equal(backOff.take(name), 0);
  }
  return { clock, backOff };
}

describe('waiting after wrong passwords', () => {
  it('lets people mistype five times', () => {
    const backOff = new BackOff(new ManualClock());
    for (let i = 0; i < 5; i++) assert.equal(backOff.take('anna'), 0);
    assert.equal(backOff.take('anna'), SECOND);
  });

  it('doubles the wait with each further failure, up to a quarter of an hour', () => {
    const waits = [5, 6, 7, 12, 20, 60].map((failures) => after(failures).backOff.take('anna'));
    assert.deepEqual(
      waits,
      [1, 2, 4, 128, 900, 900].map((seconds) => seconds * SECOND),
    );
  });

  it('does not lengthen the wait of those who try while they wait', () => {
    const { backOff, clock } = after(6);
    for (let i = 0; i < 100; i++) assert.equal(backOff.take('anna'), 2 * SECOND);
    clock.advance(2 * SECOND);
    assert.equal(backOff.take('anna'), 0);
  });

  it('starts afresh after a success, and after a day', () => {
    const { backOff } = after(9);
    backOff.succeeded('anna');
    assert.equal(backOff.take('anna'), 0);
    const old = after(30);
    old.clock.advance(25 * HOUR);
    assert.equal(old.backOff.take('anna'), 0);
    assert.equal(old.backOff.take('anna'), 0);
  });

  it('keeps names apart', () => {
    const { backOff } = after(9);
    assert.ok(backOff.take('anna') > 0);
    assert.equal(backOff.take('bert'), 0);
  });

  it('forgets the name that failed longest ago when there are too many', () => {
    const { backOff } = after(9);
    for (let i = 0; i < 10_000; i++) backOff.take(`stranger ${i}`);
    assert.equal(backOff.take('anna'), 0);
  });

  it('never lets through more than five tries and one for each wait that passed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 200 }), (pauses) => {
        const clock = new ManualClock();
        const backOff = new BackOff(clock);
        let let_in = 0;
        let elapsed = 0;
        for (const pause of pauses) {
          clock.advance(pause);
          elapsed += pause;
          if (backOff.take('anna') === 0) let_in++;
        }
        const waits = Math.floor(Math.log2(elapsed / SECOND + 1)) + Math.ceil(elapsed / (15 * MINUTE));
        assert.ok(let_in <= 6 + waits);
      }),
    );
  });
});
