import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { permitGoal } from '../../src/decide/goals.ts';
import { Watches } from '../../src/decide/watches.ts';

const goalOf = (name: number) => permitGoal('E.2', `urn:device:${name}`);

function watchAll(watches: Watches, count: number): void {
  for (let name = 0; name < count; name++) {
    assert.deepEqual(watches.makeRoomFor(goalOf(name)), []);
    watches.put({
      goal: goalOf(name),
      given: [],
      deviceKey: `key/${name}`,
      holds: true,
      isTold: false,
      isVaried: false,
      obligations: undefined,
    });
  }
}

describe('the decisions that are watched', () => {
  it('make room by forgetting what nobody holds, the least recently asked first', () => {
    const watches = new Watches({ max: 3, isHeld: (key) => key === 'key/0' });
    watchAll(watches, 3);
    watches.put({
      goal: goalOf(1),
      given: [],
      deviceKey: 'key/1',
      holds: true,
      isTold: false,
      isVaried: false,
      obligations: undefined,
    });
    assert.deepEqual(watches.makeRoomFor(goalOf(9)), [goalOf(2)]);
    assert.equal(watches.get(goalOf(2)), undefined);
    assert.notEqual(watches.get(goalOf(0)), undefined);
  });

  it('have no room where everything is held', () => {
    const watches = new Watches({ max: 2, isHeld: () => true });
    watchAll(watches, 2);
    assert.equal(watches.makeRoomFor(goalOf(9)), undefined);
    assert.deepEqual(watches.makeRoomFor(goalOf(1)), []);
    assert.equal([...watches.all()].length, 2);
  });

  it('make room by forgetting denials, whoever holds the device: strangers who knock must not keep others out', () => {
    const watches = new Watches({ max: 2, isHeld: () => true });
    watchAll(watches, 2);
    const denied = watches.get(goalOf(1));
    assert.ok(denied);
    denied.holds = false;
    denied.isVaried = true;
    assert.equal(watches.makeRoomFor(goalOf(9)), undefined, 'another answer may hold');
    denied.isVaried = false;
    assert.deepEqual(watches.makeRoomFor(goalOf(9)), [goalOf(1)]);
    assert.notEqual(watches.get(goalOf(0)), undefined);
  });

  it('find in the end what can go, though each search looks at few', () => {
    const watches = new Watches({ max: 1000, isHeld: (key) => key !== 'key/500' });
    watchAll(watches, 1000);
    let gone: readonly unknown[] | undefined;
    for (let search = 0; search < 20 && gone === undefined; search++) gone = watches.makeRoomFor(goalOf(5000));
    assert.deepEqual(gone, [goalOf(500)]);
  });
});
