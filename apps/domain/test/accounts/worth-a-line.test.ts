import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock, MINUTE } from '@sallyport/core';
import { WorthALine } from '../../src/accounts/worth-a-line.ts';

describe('which tries at the door are worth a line', () => {
  it('has the same refusal once in ten minutes', () => {
    const clock = new ManualClock();
    const digest = new WorthALine(clock);
    assert.deepEqual(
      [digest.isNews('a', false), digest.isNews('a', false), digest.isNews('b', false)],
      [true, false, true],
    );
    clock.advance(10 * MINUTE);
    assert.equal(digest.isNews('a', false), true);
  });

  it('has no more than a budget of strangers, whatever they call themselves, and all of devices', () => {
    const clock = new ManualClock();
    const digest = new WorthALine(clock);
    let written = 0;
    for (let i = 0; i < 10_000; i++) if (digest.isNews(`stranger ${i}`, true)) written++;
    assert.equal(written, 600);
    for (let i = 0; i < 1000; i++) assert.equal(digest.isNews(`device ${i}`, false), true);
    clock.advance(10 * MINUTE);
    assert.equal(digest.isNews('stranger 0', true), true);
  });
});
