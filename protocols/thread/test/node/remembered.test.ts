import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock, SECOND } from '@sallyport/core';
import { Remembered } from '../../src/node/remembered.ts';

describe('what is remembered', () => {
  it('is forgotten after its time', () => {
    const clock = new ManualClock();
    const subject = new Remembered<number>(4, clock, SECOND);
    subject.set('a', 1);
    clock.advance(SECOND);
    assert.equal(subject.get('a'), 1);
    clock.advance(1);
    assert.equal(subject.get('a'), undefined);
    assert.equal(subject.size, 0);
  });

  it('makes room for what is new, the oldest first', () => {
    const subject = new Remembered<number>(2, new ManualClock(), SECOND);
    for (const [i, key] of ['a', 'b', 'a', 'c'].entries()) subject.set(key, i);
    assert.deepEqual(
      ['a', 'b', 'c'].map((key) => subject.get(key)),
      [2, undefined, 3],
    );
    subject.delete('a');
    subject.clear();
    assert.equal(subject.size, 0);
  });
});
