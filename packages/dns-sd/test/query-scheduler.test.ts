import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, MINUTE, SECOND, seededRandom } from '@sallyport/core';
import { QueryScheduler } from '@sallyport/dns-sd';

function askedAt(scheduler: QueryScheduler, until: number): readonly number[] {
  const times: number[] = [];
  for (let at = scheduler.nextAt; at !== undefined && at <= until; at = scheduler.nextAt) {
    assert.equal(scheduler.take(at - 1), false);
    assert.equal(scheduler.take(at), true);
    times.push(at);
  }
  return times;
}

describe('QueryScheduler', () => {
  it('does not ask before it is started', () => {
    const scheduler = new QueryScheduler({ random: seededRandom('a') });
    assert.equal(scheduler.nextAt, undefined);
    assert.equal(scheduler.take(HOUR), false);
  });

  it('asks first after 20 to 120 ms, never all hosts at once', () => {
    const delays = new Set<number>();
    for (let seed = 0; seed < 200; seed++) {
      const scheduler = new QueryScheduler({ random: seededRandom(String(seed)) });
      scheduler.restart(1000);
      delays.add((scheduler.nextAt ?? 0) - 1000);
    }
    assert.ok(Math.min(...delays) >= 20 && Math.max(...delays) <= 120);
    assert.ok(delays.size > 50);
  });

  it('doubles from one second to one hour and stays there', () => {
    const scheduler = new QueryScheduler({ random: seededRandom('a') });
    scheduler.restart(0);
    const times = askedAt(scheduler, 10 * HOUR);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.deepEqual(
      gaps.slice(0, 12),
      [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048].map((s) => s * SECOND),
    );
    assert.ok(gaps.slice(12).length >= 7);
    assert.ok(gaps.slice(12).every((gap) => gap === HOUR));
  });

  it('begins anew when the link changes', () => {
    const scheduler = new QueryScheduler({ random: seededRandom('a') });
    scheduler.restart(0);
    askedAt(scheduler, HOUR);
    scheduler.restart(HOUR);
    const times = askedAt(scheduler, HOUR + 4 * SECOND);
    assert.equal(times.length, 3);
    assert.equal((times[1] ?? 0) - (times[0] ?? 0), SECOND);
  });

  it('takes the question of another host for its own', () => {
    const scheduler = new QueryScheduler({ random: seededRandom('a') });
    scheduler.restart(0);
    scheduler.asked(10);
    assert.equal(scheduler.nextAt, 10 + SECOND);
    scheduler.asked(20);
    assert.equal(scheduler.nextAt, 20 + 2 * SECOND);
  });

  it('keeps to the intervals it is given', () => {
    const scheduler = new QueryScheduler({
      random: seededRandom('a'),
      firstInterval: 3 * SECOND,
      maxInterval: 10 * SECOND,
    });
    scheduler.restart(0);
    const times = askedAt(scheduler, MINUTE);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.deepEqual(gaps.slice(0, 4), [3000, 6000, 10_000, 10_000]);
  });
});
