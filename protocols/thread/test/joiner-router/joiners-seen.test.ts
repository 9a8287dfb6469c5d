import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock, MINUTE, SECOND } from '@sallyport/core';
import { JOINERS_SEEN_LIMITS, JoinersSeen } from '../../src/joiner-router/joiners-seen.ts';

function seen(limits: Partial<typeof JOINERS_SEEN_LIMITS> = {}) {
  const clock = new ManualClock();
  return { clock, subject: new JoinersSeen(clock, { ...JOINERS_SEEN_LIMITS, ...limits }) };
}

describe('the joiners that spoke lately', () => {
  it('are awaited at the port they spoke from last', () => {
    const { subject } = seen();
    subject.admit('a', 1000);
    assert.equal(subject.awaits('a', 1000), true);
    subject.admit('a', 1001);
    assert.equal(subject.awaits('a', 1000), false);
    assert.equal(subject.awaits('b', 1000), false);
  });

  it('are forgotten after a while of silence', () => {
    const { clock, subject } = seen();
    subject.admit('a', 1000);
    clock.advance(2 * MINUTE + 1);
    assert.equal(subject.awaits('a', 1000), false);
    assert.equal(subject.size, 0);
  });

  it('are so many at most: the one that is silent longest makes room', () => {
    const { subject } = seen({ maxJoiners: 2 });
    for (const joiner of ['a', 'b', 'a', 'c']) subject.admit(joiner, 1000);
    assert.deepEqual(
      ['a', 'b', 'c'].map((joiner) => subject.awaits(joiner, 1000)),
      [true, false, true],
    );
  });

  it('may each say so much at once, and so much a second after that', () => {
    const { clock, subject } = seen({ perJoiner: { burst: 3, perSecond: 2 } });
    const said = () => [1, 2, 3, 4, 5].filter(() => subject.admit('a', 1000)).length;
    assert.equal(said(), 3);
    clock.advance(SECOND);
    assert.equal(said(), 2);
    assert.equal(subject.admit('b', 1000), true);
  });

  it('may all together say so much, however many they claim to be', () => {
    const { subject } = seen({ allJoiners: { burst: 10, perSecond: 1 } });
    const admitted = Array.from({ length: 100 }, (_, i) => subject.admit(`forged ${i}`, 1000)).filter(Boolean);
    assert.equal(admitted.length, 10);
  });
});
