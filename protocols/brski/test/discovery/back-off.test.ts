import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, SECOND, seededRandom } from '@sallyport/core';
import { backOffDelay, uniform } from '../../src/discovery/back-off.ts';
import { QuerySchedule } from '../../src/discovery/query-schedule.ts';
import { MIDDLE } from './simulation.ts';

const random = seededRandom('back-off');

describe('exponential back-off', () => {
  it('doubles up to its maximum and stays there', () => {
    const backOff = { initial: SECOND, max: HOUR, jitter: 0 };
    assert.deepEqual(
      [1, 2, 3, 12, 13, 100, 10_000].map((failures) => backOffDelay(backOff, failures, random)),
      [1, 2, 4, 2048, 3600, 3600, 3600].map((seconds) => seconds * SECOND),
    );
  });

  it('leaves at most its share to chance, and never goes above', () => {
    for (let round = 0; round < 1000; round++) {
      const delay = backOffDelay({ initial: 1000, max: HOUR, jitter: 0.25 }, 1, random);
      assert.ok(delay >= 750 && delay <= 1000);
    }
  });
});

describe('chance', () => {
  it('is spread evenly over its range, upper end left out', () => {
    const values = Array.from({ length: 4000 }, () => uniform(random, 3, 5));
    assert.ok(values.every((value) => value >= 3 && value < 5));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(Math.abs(mean - 4) < 0.05);
    assert.equal(uniform({ bytes: (length) => new Uint8Array(length).fill(255) }, 0, 1) < 1, true);
    assert.equal(uniform(random, 7, 7), 7);
  });
});

describe('active discovery', () => {
  it('asks soon after a short random delay, then doubles its intervals up to one hour', () => {
    const schedule = new QuerySchedule({ random: MIDDLE, now: 0 });
    assert.ok(schedule.next >= 20 && schedule.next <= 120);
    assert.equal(schedule.take(10), false);
    const intervals: number[] = [];
    for (let query = 0; query < 15; query++) {
      const at = schedule.next;
      assert.equal(schedule.take(at), true);
      intervals.push((schedule.next - at) / SECOND);
    }
    assert.deepEqual(intervals, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600]);
  });

  it('starts anew when the link changes', () => {
    const schedule = new QuerySchedule({ random: MIDDLE, now: 0 });
    for (let query = 0; query < 10; query++) schedule.take(schedule.next);
    schedule.reset(50_000);
    assert.ok(schedule.next >= 50_020 && schedule.next <= 50_120);
    const at = schedule.next;
    schedule.take(at);
    assert.equal(schedule.next - at, SECOND);
  });
});
