import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Dependencies, type Watcher } from '../../src/facts/dependencies.ts';
import { OPEN } from '../../src/facts/values.ts';
import { goal } from '../support/world.ts';

const watcher = (): Watcher => ({ lookups: [] });

describe('dependencies', () => {
  it('are met by facts that agree with what was bound', () => {
    const dependencies = new Dependencies();
    const [a, b] = [watcher(), watcher()];
    dependencies.set(a, [['trusts', OPEN, 'd1', 'device']]);
    dependencies.set(b, [
      ['trusts', 'owner', OPEN, OPEN],
      ['person', 'owner'],
    ]);
    const met = (...values: readonly string[]) => [...dependencies.affected(goal('trusts', ...values))];
    assert.deepEqual(met('guest', 'd1', 'device'), [a]);
    assert.deepEqual(met('owner', 'd2', 'device'), [b]);
    assert.deepEqual(new Set(met('owner', 'd1', 'device')), new Set([a, b]));
    assert.deepEqual(met('guest', 'd2', 'device'), []);
    assert.deepEqual([...dependencies.affected(goal('trusts', 'owner', 'd1'))], [], 'another number of arguments');
  });

  it('meet numbers however they are written', () => {
    const dependencies = new Dependencies();
    const one = watcher();
    dependencies.set(one, [
      ['score', '10000000000.0'],
      ['score', '1.0e22'],
      ['score', '7.50'],
    ]);
    for (const value of [1e10, 7.5]) assert.deepEqual([...dependencies.affected(goal('score', value))], [one]);
  });

  it('leave nothing behind', () => {
    const dependencies = new Dependencies();
    const [a, b] = [watcher(), watcher()];
    for (const one of [a, b])
      dependencies.set(one, [
        ['p', 'x'],
        ['q', OPEN],
        ['p', 'x'],
      ]);
    dependencies.set(a, [['r', 'y']]);
    assert.deepEqual([...dependencies.affected(goal('p', 'x'))], [b]);
    dependencies.drop(a);
    dependencies.drop(b);
    assert.equal(dependencies.size, 0);
    assert.deepEqual([...dependencies.affected(goal('p', 'x'))], []);
  });
});
