import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '@sallyport/core';
import { ExpiringMap } from '../../src/server/expiring-map.ts';

const make = (capacity: number, mayGo?: (value: number) => boolean) => {
  const clock = new ManualClock();
  const options = { clock, capacity, lifetime: 100 };
  return { clock, map: new ExpiringMap<number>(mayGo === undefined ? options : { ...options, mayGo }) };
};

describe('an expiring map', () => {
  it('forgets an entry when its time is up, not before', () => {
    const { clock, map } = make(9);
    map.set('a', 1);
    clock.advance(99);
    assert.equal(map.get('a'), 1);
    clock.advance(1);
    assert.equal(map.get('a'), undefined);
    assert.equal(map.size, 0);
  });

  it('starts the time anew when an entry is set again, and not when wall time jumps', () => {
    const { clock, map } = make(9);
    map.set('a', 1);
    clock.advance(60);
    map.set('a', 2);
    clock.advance(60);
    clock.set('2030-01-01T00:00:00Z');
    assert.equal(map.get('a'), 2);
  });

  it('never holds more than its capacity: the oldest goes', () => {
    const { map } = make(2);
    for (const [index, key] of ['a', 'b', 'c'].entries()) assert.equal(map.set(key, index), true);
    assert.equal(map.size, 2);
    assert.equal(map.get('a'), undefined);
    assert.equal(map.get('b'), 1);
  });

  it('keeps entries that may not go, and says when there is no room', () => {
    const { map } = make(2, (value) => value > 10);
    map.set('a', 1);
    map.set('b', 11);
    assert.equal(map.set('c', 2), true);
    assert.equal(map.get('b'), undefined);
    assert.equal(map.set('d', 3), false);
    assert.equal(map.get('d'), undefined);
    assert.equal(map.set('a', 4), true, 'an entry can take its own place');
  });

  it('lists what lives, oldest first', () => {
    const { clock, map } = make(9);
    map.set('a', 1);
    clock.advance(50);
    map.set('b', 2);
    map.set('c', 3);
    map.delete('c');
    clock.advance(50);
    assert.deepEqual([...map.values()], [2]);
  });

  it('drops all that has expired when something is set, so that an idle flood leaves nothing', () => {
    const { clock, map } = make(1000);
    for (let i = 0; i < 1000; i++) map.set(`k${i}`, i);
    clock.advance(100);
    map.set('x', 1);
    assert.equal(map.size, 1);
  });

  it('never holds more bytes than it may, though there is place for more entries', () => {
    const map = new ExpiringMap<number>({
      clock: new ManualClock(),
      capacity: 9,
      lifetime: 100,
      maxBytes: 10,
      sizeOf: (value) => value,
    });
    for (const value of [4, 5, 1]) assert.equal(map.set(`k${value}`, value), true);
    assert.equal(map.size, 3);
    assert.equal(map.set('k6', 6), true);
    assert.deepEqual([...map.values()], [1, 6], 'the oldest went, as many as it took');
    assert.equal(map.set('k11', 11), false, 'nothing makes room for this');
    map.set('k1', 1);
    map.delete('k1');
    assert.equal(map.set('k10', 10), true, 'what was deleted or set anew counts no more');
  });
});
