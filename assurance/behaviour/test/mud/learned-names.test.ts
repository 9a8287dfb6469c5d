import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LearnedNames } from '@sallyport/assurance-behaviour';
import { ManualClock, MINUTE } from '@sallyport/core';
import { withCode } from '@sallyport/testing';

describe('names that were learned', () => {
  it('have their addresses for as long as these were good', () => {
    const clock = new ManualClock();
    const names = new LearnedNames({ clock, grace: MINUTE });
    names.learn('A.example.com', ['198.51.100.7', '2001:DB8::7'], 5 * MINUTE);
    const list = names.addressesOf('a.example.com.');
    assert.deepEqual(list, ['198.51.100.7', '2001:db8::7']);
    names.learn('a.example.com', ['198.51.100.7'], MINUTE);
    assert.equal(names.addressesOf('a.example.com'), list);
    clock.advance(6 * MINUTE);
    assert.deepEqual(names.addressesOf('a.example.com'), list);
    clock.advance(1);
    assert.deepEqual(names.addressesOf('a.example.com'), []);
    assert.equal(names.addressesOf('b.example.com'), undefined);
  });

  it('are not more than there is room for, and have no more addresses', () => {
    const names = new LearnedNames({ clock: new ManualClock(), maxNames: 2, maxAddresses: 2 });
    for (const name of ['a.example', 'b.example', 'a.example', 'c.example']) {
      names.learn(name, ['10.0.0.1', '10.0.0.2', '10.0.0.3'], MINUTE);
    }
    assert.deepEqual(names.addressesOf('a.example'), ['10.0.0.2', '10.0.0.3']);
    assert.equal(names.addressesOf('b.example'), undefined);
  });

  it('are names, and their addresses addresses', () => {
    const names = new LearnedNames({ clock: new ManualClock() });
    assert.throws(() => names.learn('a b', [], MINUTE), withCode('E_BEHAVIOUR_ARGUMENT'));
    assert.throws(() => names.learn('a.example', ['b.example'], MINUTE), withCode('E_BEHAVIOUR_ARGUMENT'));
  });
});
